package io.elevator.devices.file;

import io.elevator.spi.driver.DriverRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way through the threads of a drive; one is made with each request and used again
 * and again. Its fields are written by the submitter and read by the thread that gets it, ordered
 * by the lock of the work queue or by the hand-over to a parked thread. Run, it has the thread that
 * waits for the request perform it.
 */
final class FileCommand implements Runnable {
  private final FileDrive drive;

  /** The request; null while it is not in the drive. */
  @Nullable DriverRequest request;

  /** What to complete. */
  long cookie;

  /** Where to. */
  int hardwareQueue;

  /** Error number of Linux of the last attempt, or 0. */
  int errno;

  /** Exception that the last attempt failed with, or null. */
  @Nullable Throwable cause;

  /** The next one in the work queue. */
  @Nullable FileCommand next;

  /** Makes one for a request of a drive. */
  FileCommand(FileDrive drive) {
    this.drive = drive;
  }

  @Override
  public void run() {
    drive.performHere(this);
  }
}
