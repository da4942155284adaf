package io.elevator.devices.guard;

import io.elevator.api.AttributeException;
import io.elevator.devices.fault.FaultDrive;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.options.BackingOptions;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Opens drives on a file: claims the file, opens the drive, and wraps it in a drive that causes
 * faults if a plan defines some.
 */
public final class FileOpening {
  private FileOpening() {}

  /** Opens a drive of one driver type on a file that has been claimed. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Opens the drive.
     *
     * @param guard claim on the file; once this method has returned, the drive must close it
     */
    BlockDriver open(DeviceGuard guard) throws IOException;
  }

  /**
   * Opens a drive on a file. If a step fails, everything that earlier steps opened is closed again.
   *
   * @throws FileSystemException if the file cannot be opened; the message says why
   * @throws AttributeException if the faults need something that the drive does not have
   */
  public static BlockDriver open(
      BackingOptions file, FaultPlan faults, DriverContext context, Opener opener)
      throws IOException {
    BlockDriver drive;
    try {
      drive = openClaimed(file, opener);
    } catch (NoSuchFileException e) {
      throw withReason(e, file.missing());
    } catch (AccessDeniedException e) {
      throw withReason(e, "permission denied");
    }
    try {
      return FaultDrive.wrap(drive, faults, context);
    } catch (AttributeException e) {
      try {
        drive.close();
      } catch (Throwable t) {
        e.addSuppressed(t);
      }
      throw e;
    }
  }

  private static BlockDriver openClaimed(BackingOptions file, Opener opener) throws IOException {
    DeviceGuard guard = DeviceGuard.claim(file);
    try {
      return opener.open(guard);
    } catch (Throwable t) {
      guard.close();
      throw t;
    }
  }

  /**
   * Returns the exception with a reason added. The message of a NoSuchFileException or
   * AccessDeniedException is only the name of the file.
   */
  private static IOException withReason(FileSystemException e, String reason) {
    if (e.getReason() != null) {
      return e;
    }
    return new FileSystemException(e.getFile(), e.getOtherFile(), reason);
  }
}
