package io.elevator.devices.uring;

import io.elevator.devices.folder.OpenedFile;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.FileOpening;
import io.elevator.spi.driver.SortKeys;
import java.util.Arrays;

/**
 * A file that a uring drive serves beside its device. Its descriptor serves all rings. {@link
 * #places} and {@link #uses} have an element for each ring, which the lock of that ring guards.
 */
final class RingFile extends DriverFile {
  private final OpenedFile opened;
  private final boolean isReadOnly;

  /** Index of the file in the table of registered files of each ring, or {@link RingFiles#NONE}. */
  final int[] places;

  /** Number of entries with the descriptor since the file was last considered for registration. */
  final int[] uses;

  /**
   * Creates the handle of a file.
   *
   * @param opened file, closed with the handle
   * @param rings number of rings of the drive
   */
  RingFile(FileOpening opening, OpenedFile opened, int rings) {
    super(
        opening.owner(),
        opening.path().toString(),
        opened.inode(),
        opening.sortKeys().baseOf(opened.inode()),
        SortKeys.MAX_LENGTH,
        opened.blockBytes());
    this.opened = opened;
    isReadOnly = !opening.mode().writes();
    places = new int[rings];
    Arrays.fill(places, RingFiles.NONE);
    uses = new int[rings];
  }

  /** Returns the open file. */
  OpenedFile opened() {
    return opened;
  }

  /** Returns whether the handle may only read. */
  boolean isReadOnly() {
    return isReadOnly;
  }
}
