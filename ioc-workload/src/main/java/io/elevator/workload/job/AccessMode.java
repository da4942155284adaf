package io.elevator.workload.job;

/**
 * Operations of a job, and whether its offsets are sequential or random: fio's option {@code rw}.
 */
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

  /** Returns the name of the mode in job files and reports. */
  public String fioName() {
    return fioName;
  }

  /** Returns whether the offsets of the mode are random and not sequential. */
  public boolean random() {
    return random;
  }

  /** Returns whether a job of this mode reads. */
  public boolean reads() {
    return reads;
  }

  /** Returns whether a job of this mode writes. */
  public boolean writes() {
    return writes;
  }

  /** Returns whether a job of this mode trims. */
  public boolean trims() {
    return trims;
  }

  /** Returns whether a job of this mode both reads and writes, in shares that the job sets. */
  public boolean mixed() {
    return reads && writes;
  }

  /** Returns whether a job of this mode trims each block and then writes it. */
  public boolean trimsBeforeWrites() {
    return trims && writes;
  }

  /** Returns whether a job of this mode has I/Os in {@code direction}. */
  public boolean does(Direction direction) {
    return switch (direction) {
      case READ -> reads;
      case WRITE -> writes;
      case TRIM -> trims;
    };
  }

  /** Returns the letter that stands for this mode in the progress line. */
  public char letter() {
    char letter = mixed() ? 'm' : reads ? 'r' : writes ? 'w' : 'd';
    return random ? letter : Character.toUpperCase(letter);
  }
}
