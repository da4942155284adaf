package io.elevator.spi.driver;

/** The ranges of sort keys that a queue gives to the files of its drive. Thread-safe. */
@FunctionalInterface
public interface SortKeys {
  /** Longest file that has sort keys, in bytes; the {@link DriverFile#maxLength} of a handle. */
  long MAX_LENGTH = ((1L << 40) - 1) << DriverFile.SORT_KEY_SHIFT;

  /**
   * Returns the sort key of a file's first byte. All open handles of a file have the same.
   *
   * @param inode identity of the file: equal for all handles of one file, and for no other open
   *     file of the drive
   */
  long baseOf(Object inode);
}
