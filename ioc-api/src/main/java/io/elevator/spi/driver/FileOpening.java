package io.elevator.spi.driver;

import io.elevator.api.OpenMode;
import java.nio.file.Path;

/**
 * The opening of a file, as a driver is asked for it ({@link DriverFiles#open}).
 *
 * @param path file, as the drive names its files
 * @param mode how to open it
 * @param owner driver that the queue knows, for {@link DriverFile#driver}: the driver itself, or
 *     one that wraps it
 * @param sortKeys gives the base of the file's sort keys; asked once for each opening
 */
public record FileOpening(Path path, OpenMode mode, BlockDriver owner, SortKeys sortKeys) {
  /** Returns the same opening by a driver that wraps the one which is asked. */
  public FileOpening by(BlockDriver wrapping) {
    return new FileOpening(path, mode, wrapping, sortKeys);
  }
}
