package io.elevator.workload.job;

/** fio's {@code rw}: which operations a job mixes and whether it walks or jumps. */
public enum AccessMode {
  READ("read", false, true, false, false),
  WRITE("write", false, false, true, false),
  TRIM("trim", false, false, false, true),
  RANDREAD("randread", true, true, false, false),
  RANDWRITE("randwrite", true, false, true, false),
  RANDTRIM("randtrim", true, false, false, true),
  RW("rw", false, true, true, false),
  RANDRW("randrw", true, true, true, false),
  TRIMWRITE("trimwrite", false, false, true, true),
  RANDTRIMWRITE("randtrimwrite", true, false, true, true);

  private final String fioName;
  private final boolean random;
  private final boolean reads;
  private final boolean writes;
  private final boolean trims;

  AccessMode(String fioName, boolean random, boolean reads, boolean writes, boolean trims) {
    this.fioName = fioName;
    this.random = random;
    this.reads = reads;
    this.writes = writes;
    this.trims = trims;
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

  /** Whether it trims. */
  public boolean trims() {
    return trims;
  }

  /** Whether it reads and writes, in shares that the job sets. */
  public boolean mixed() {
    return reads && writes;
  }

  /** Whether it trims each block and writes it then. */
  public boolean trimsBeforeWrites() {
    return trims && writes;
  }

  /** Whether it does {@code direction}. */
  public boolean does(Direction direction) {
    return switch (direction) {
      case READ -> reads;
      case WRITE -> writes;
      case TRIM -> trims;
    };
  }

  /** The letter that stands for it in the progress line. */
  public char letter() {
    char letter = mixed() ? 'm' : reads ? 'r' : writes ? 'w' : 'd';
    return random ? letter : Character.toUpperCase(letter);
  }
}
