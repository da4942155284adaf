package io.elevator.spi.driver;

import io.elevator.api.FileHandle;
import org.jspecify.annotations.Nullable;

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
  private final Object inode;
  private final long sortKeyBase;
  private final long maxLength;
  private final int blockBytes;
  private volatile boolean closed;

  /**
   * Makes a handle of a file that has no other handle and the logical block of the drive.
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
    this(driver, name, null, sortKeyBase, maxLength, 0);
  }

  /**
   * Makes a handle.
   *
   * @param driver driver whose queue accepts the handle ({@link FileOpening#owner})
   * @param name name of the file, for messages
   * @param inode identity of the file, equal for all its handles; null for a file that has no other
   *     handle
   * @param sortKeyBase sort key of offset 0, from 0
   * @param maxLength offset that no I/O passes, in bytes; for a file that may grow the longest it
   *     may become
   * @param blockBytes unit of offsets and lengths in bytes, a power of two; 0 for the logical block
   *     of the drive
   * @throws IllegalArgumentException if base, length or block is negative, the block no power of
   *     two, or sort keys of the file do not fit in 63 bits
   */
  public DriverFile(
      BlockDriver driver,
      String name,
      @Nullable Object inode,
      long sortKeyBase,
      long maxLength,
      int blockBytes) {
    super(name);
    if (blockBytes < 0 || (blockBytes & (blockBytes - 1)) != 0) {
      throw new IllegalArgumentException(
          "file '" + name + "': a block of " + blockBytes + " bytes; expected 0 or a power of two");
    }
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
    this.inode = inode == null ? this : inode;
    this.blockBytes = blockBytes;
    this.sortKeyBase = sortKeyBase;
    this.maxLength = maxLength;
  }

  /** Returns the driver whose queue accepts this handle. */
  public final BlockDriver driver() {
    return driver;
  }

  @Override
  public final Object inode() {
    return inode;
  }

  @Override
  public final int blockBytes() {
    return blockBytes;
  }

  /** Returns whether bios may name this handle. */
  public final boolean isOpen() {
    return !closed;
  }

  /**
   * Makes the queue refuse bios that name this handle from now on. For the core, before it calls
   * {@link DriverFiles#close}. Calls for one handle do not overlap.
   *
   * @return whether the handle was open
   */
  public final boolean refuseBios() {
    boolean wasOpen = !closed;
    closed = true;
    return wasOpen;
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
