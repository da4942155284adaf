package io.elevator.devices.file;

import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverRequest;
import org.jspecify.annotations.Nullable;

/**
 * The record of a request that passes through the threads of a drive. One record is created for
 * each request object and used for all its I/Os, one after another. The submitter writes the fields
 * and the performing thread reads them; the lock of the work queue or the hand-over to a parked
 * thread orders these accesses. {@link #run} performs the request on a thread that waits for it.
 */
final class FileCommand implements Runnable {
  private final FileDrive drive;

  /** Request to perform; null while the request is not in the drive. */
  @Nullable DriverRequest request;

  /** Cookie with which the driver completes the request. */
  long cookie;

  /** Index of the hardware queue that the request belongs to. */
  int hardwareQueue;

  /** Error number of Linux with which the last attempt to perform the request failed, or 0. */
  int errno;

  /** Exception with which the last attempt to perform the request failed, or null. */
  @Nullable Throwable cause;

  /**
   * Number of bytes that a successful read has moved if that is less than its length; else {@link
   * Completions#ALL}.
   */
  long transferred = Completions.ALL;

  /** Next command in the drive's work queue, or null. */
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
