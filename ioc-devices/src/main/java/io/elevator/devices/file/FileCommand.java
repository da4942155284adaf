package io.elevator.devices.file;

import io.elevator.spi.driver.DriverRequest;
import org.jspecify.annotations.Nullable;

/**
 * The record of a request that passes through the threads of a drive. One is created for each
 * request object and used for one I/O after another. The submitter writes its fields and the
 * performing thread reads them, ordered by the lock of the work queue or by the hand-over to a
 * parked thread. {@link #run} performs the request on the thread that waits for it.
 */
final class FileCommand implements Runnable {
  private final FileDrive drive;

  /** Request to perform; null while the request is not in the drive. */
  @Nullable DriverRequest request;

  /** Cookie to complete the request with. */
  long cookie;

  /** Index of the hardware queue of the request. */
  int hardwareQueue;

  /** Error number of Linux of the last attempt, or 0. */
  int errno;

  /** Exception that the last attempt failed with, or null. */
  @Nullable Throwable cause;

  /** Next command in the work queue. */
  @Nullable FileCommand next;

  /** Creates the command of a request. */
  FileCommand(FileDrive drive) {
    this.drive = drive;
  }

  @Override
  public void run() {
    drive.performHere(this);
  }
}
