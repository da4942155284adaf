package io.elevator.spi.driver;

import io.elevator.api.FileHandle;

/**
 * An open file, as the driver that made it sees it. A driver that serves several files makes one
 * handle for each and hands the handles out to applications; it may extend this class to keep the
 * state of the file, and finds the handle in each request ({@link DriverRequest#handle}). The core
 * makes the handle of a drive's one device.
 *
 * <p>Elevators order requests by sort keys: the base of the file and the offset in sectors of 512
 * bytes. Files whose ranges of sort keys do not touch are far apart for an elevator.
 */
public class DriverFile extends FileHandle {
  /** Number of bits by which an offset in bytes is shifted to the distance of two sort keys. */
  public static final int SORT_KEY_SHIFT = 9;

  private final BlockDriver driver;
  private final long sortKeyBase;
  private final long maxLength;

  /**
   * Makes a handle.
   *
   * @param driver driver whose queue accepts the handle
   * @param name name of the file, for messages
   * @param sortKeyBase sort key of offset 0, from 0
   * @param maxLength offset that no I/O passes, in bytes; for a device its size, for a file that
   *     may grow the longest it may become
   * @throws IllegalArgumentException if base or length is negative, or sort keys of the file do not
   *     fit in 63 bits
   */
  public DriverFile(BlockDriver driver, String name, long sortKeyBase, long maxLength) {
    super(name);
    if (sortKeyBase < 0
        || maxLength < 0
        || sortKeyBase > Long.MAX_VALUE - (maxLength >>> SORT_KEY_SHIFT) - 1) {
      throw new IllegalArgumentException(
          "file '"
              + name
              + "': sort key base "
              + sortKeyBase
              + " and "
              + maxLength
              + " bytes; expected both from 0, and sort keys below 2^63");
    }
    this.driver = driver;
    this.sortKeyBase = sortKeyBase;
    this.maxLength = maxLength;
  }

  /** Returns the driver whose queue accepts this handle. */
  public final BlockDriver driver() {
    return driver;
  }

  /** Returns the sort key of offset 0. */
  public final long sortKeyBase() {
    return sortKeyBase;
  }

  /** Returns the offset that no I/O passes, in bytes. */
  public final long maxLength() {
    return maxLength;
  }
}
