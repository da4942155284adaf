package io.elevator.devices.fault;

import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.FileOpening;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The files of the drive that a {@link FaultDrive} wraps. The queue knows the fault drive, so that
 * is the owner of their handles. Without power every call fails except the closing of a handle.
 */
final class FaultFiles extends DriverFiles {
  private final FaultDrive drive;
  private final DriverFiles files;

  FaultFiles(FaultDrive drive, DriverFiles files) {
    this.drive = drive;
    this.files = files;
  }

  private void requirePower() throws IOException {
    if (!drive.hasPower()) {
      throw new IOException("the drive has no power");
    }
  }

  @Override
  public boolean hasVolatileCache() {
    return files.hasVolatileCache();
  }

  @Override
  public DriverFile open(FileOpening opening) throws IOException {
    requirePower();
    return files.open(opening.by(drive));
  }

  @Override
  public long length(DriverFile file) throws IOException {
    requirePower();
    return files.length(file);
  }

  @Override
  public int links(DriverFile file) throws IOException {
    requirePower();
    return files.links(file);
  }

  @Override
  public void truncate(DriverFile file, long length) throws IOException {
    requirePower();
    files.truncate(file, length);
  }

  @Override
  public void allocate(DriverFile file, long length) throws IOException {
    requirePower();
    files.allocate(file, length);
  }

  @Override
  public void close(DriverFile file) throws IOException {
    files.close(file);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    requirePower();
    files.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    requirePower();
    files.delete(path);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    requirePower();
    files.syncFolder(folder);
  }
}
