package io.elevator.devices.store;

import io.elevator.api.OpenMode;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.SortKeys;

/** An open file of a {@link Volume}. */
public final class VolumeFile extends DriverFile {
  private final FileContents contents;
  private final boolean writes;

  VolumeFile(
      BlockDriver owner, String name, FileContents contents, long sortKeyBase, OpenMode mode) {
    // A direct handle has the logical block of the drive, as its device does.
    super(owner, name, contents, sortKeyBase, SortKeys.MAX_LENGTH, mode.direct() ? 0 : 1);
    this.contents = contents;
    this.writes = mode.writes();
  }

  FileContents contents() {
    return contents;
  }

  /** Returns whether the handle may write. */
  boolean writes() {
    return writes;
  }
}
