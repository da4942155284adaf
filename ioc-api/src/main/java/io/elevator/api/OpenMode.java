package io.elevator.api;

/**
 * How a file of a queue is opened ({@link QueueFiles#open}). Immutable.
 *
 * @param writes whether the handle may write
 * @param creates whether the file is created if it does not exist
 * @param isNew whether the file must not exist; for a mode that creates
 * @param direct whether I/O goes past the page cache; offsets and lengths are then multiples of the
 *     file's block ({@link FileHandle#blockBytes})
 */
public record OpenMode(boolean writes, boolean creates, boolean isNew, boolean direct) {
  /** Opens a file that exists, for reads. */
  public static final OpenMode READ = new OpenMode(false, false, false, false);

  /** Opens a file that exists, for reads and writes. */
  public static final OpenMode WRITE = new OpenMode(true, false, false, false);

  /** Opens a file for reads and writes, and creates it if it does not exist. */
  public static final OpenMode CREATE = new OpenMode(true, true, false, false);

  /** Creates a file that must not exist, and opens it for reads and writes. */
  public static final OpenMode CREATE_NEW = new OpenMode(true, true, true, false);

  /**
   * Checks that the values fit each other.
   *
   * @throws IllegalArgumentException if the mode creates and does not write, or is new and does not
   *     create
   */
  public OpenMode {
    if ((creates && !writes) || (isNew && !creates)) {
      throw new IllegalArgumentException(
          "writes="
              + writes
              + ", creates="
              + creates
              + ", isNew="
              + isNew
              + "; expected a mode that writes if it creates, and creates if it is new");
    }
  }

  /** Returns this mode with I/O past the page cache. */
  public OpenMode asDirect() {
    return new OpenMode(writes, creates, isNew, true);
  }
}
