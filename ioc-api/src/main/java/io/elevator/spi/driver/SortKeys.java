package io.elevator.spi.driver;

/** The ranges of sort keys that a queue gives to the files of its drive. Thread-safe. */
@FunctionalInterface
public interface SortKeys {
  /**
   * Returns the sort key of a file's first byte. All open handles of a file have the same.
   *
   * @param inode identity of the file: equal for all handles of one file, and for no other open
   *     file of the drive
   */
  long baseOf(Object inode);
}
