package io.elevator.files;

/**
 * An option of opening a file. Immutable.
 *
 * @see Disk#open
 */
public final class FileOption {
  private static final FileOption READ_ONLY = new FileOption(Kind.READ_ONLY, 0);
  private static final FileOption DIRECT = new FileOption(Kind.DIRECT, 0);

  private final Kind kind;
  private final long bytes;

  /** Kind of an option. */
  private enum Kind {
    READ_ONLY,
    DIRECT,
    PREALLOCATE
  }

  private FileOption(Kind kind, long bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  /** Returns the option to open a file for reads only. */
  public static FileOption readOnly() {
    return READ_ONLY;
  }

  /**
   * Returns the option of I/O past the page cache. Any offset and length is allowed; those that are
   * multiples of the file's block need no copy.
   */
  public static FileOption direct() {
    return DIRECT;
  }

  /**
   * Returns the option to reserve space for a file. The length of the file becomes that, if it is
   * shorter; its appends begin where they would without the option.
   *
   * @param bytes space from the start of the file, in bytes
   */
  public static FileOption preallocate(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("preallocate " + bytes + " bytes; expected 0 or more");
    }
    return new FileOption(Kind.PREALLOCATE, bytes);
  }

  /**
   * The options of one call.
   *
   * @param preallocated bytes to reserve; 0 for none
   */
  record Options(boolean readOnly, boolean direct, long preallocated) {
    static Options of(FileOption... options) {
      boolean readOnly = false;
      boolean direct = false;
      long preallocated = 0;
      for (FileOption option : options) {
        switch (option.kind) {
          case READ_ONLY -> readOnly = true;
          case DIRECT -> direct = true;
          case PREALLOCATE -> preallocated = option.bytes;
        }
      }
      return new Options(readOnly, direct, preallocated);
    }
  }
}
