package io.elevator.cli.job;

/** fio's {@code rw}: which operations a job mixes and whether it walks or jumps. */
public enum AccessMode {
  READ("read", false, true, false),
  WRITE("write", false, false, true),
  RANDREAD("randread", true, true, false),
  RANDWRITE("randwrite", true, false, true),
  RW("rw", false, true, true),
  RANDRW("randrw", true, true, true);

  private final String fioName;
  private final boolean random;
  private final boolean reads;
  private final boolean writes;

  AccessMode(String fioName, boolean random, boolean reads, boolean writes) {
    this.fioName = fioName;
    this.random = random;
    this.reads = reads;
    this.writes = writes;
  }

  /** The word that job files and reports use. */
  public String fioName() {
    return fioName;
  }

  /** Whether offsets are drawn rather than counted up. */
  public boolean random() {
    return random;
  }

  /** Whether it reads. */
  public boolean reads() {
    return reads;
  }

  /** Whether it writes. */
  public boolean writes() {
    return writes;
  }

  /** Whether it does both. */
  public boolean mixed() {
    return reads && writes;
  }

  /** The letter that stands for it in the progress line. */
  public char letter() {
    char letter = mixed() ? 'm' : reads ? 'r' : 'w';
    return random ? letter : Character.toUpperCase(letter);
  }
}
