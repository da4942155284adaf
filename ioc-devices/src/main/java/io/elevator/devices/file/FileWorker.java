package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.linux.Errno;
import io.elevator.devices.linux.LinuxException;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverRequest;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Performs requests: those of the drive's files, and those of its device on a channel that only
 * this worker uses. One thread at a time uses a worker: a thread of the drive, or a thread that
 * waits for its request and has borrowed the worker.
 */
final class FileWorker implements DriveThreads.Performer {
  private final FileDrive drive;
  private final DriveDefects defects;
  private final @Nullable DeviceChannel device;
  private final OpenFileTransfer files;
  private boolean interrupted;

  /**
   * Creates a worker.
   *
   * @param device channel to the device, or null if the drive has only files
   * @param files transfer for files
   */
  FileWorker(
      FileDrive drive,
      DriverContext context,
      @Nullable DeviceChannel device,
      OpenFileTransfer files) {
    this.drive = drive;
    this.device = device;
    this.files = files;
    defects = new DriveDefects(context, "threads of " + drive.name());
  }

  @Override
  public BioStatus perform(FileCommand command) {
    return Objects.requireNonNull(perform(command, true));
  }

  @Override
  public @Nullable BioStatus performUninterrupted(FileCommand command) {
    return perform(command, false);
  }

  private @Nullable BioStatus perform(FileCommand command, boolean isRepeated) {
    DriverRequest rq = Objects.requireNonNull(command.request, "a command without a request");
    // A callback may have interrupted this thread, and a pending interrupt would close the channel.
    interrupted |= Thread.interrupted();
    BioStatus status = statusOf(command, rq, isRepeated);
    if (status != null) {
      command.request = null;
    }
    return status;
  }

  @Override
  public void complete(
      long cookie,
      int hardwareQueue,
      BioStatus status,
      long transferred,
      int errno,
      @Nullable Throwable cause) {
    if (takeInterrupt()) {
      defects.report(new IllegalStateException("a thread of the drive was interrupted"));
    }
    drive.reporter(hardwareQueue).report(cookie, status, transferred, errno, cause);
  }

  @Override
  public void failed(Throwable defect) {
    defects.report(defect);
  }

  private @Nullable BioStatus statusOf(FileCommand command, DriverRequest rq, boolean isRepeated) {
    command.transferred = Completions.ALL;
    if (command.cause != null) {
      command.cause = null;
      command.errno = 0;
    }
    try {
      if (rq.handle() instanceof OpenFile file) {
        return files.perform(command, rq, file);
      }
      if (device == null) {
        command.cause =
            new FileSystemException(
                drive.name(), null, "is a folder, whose drive has no device; name an open file");
        return BioStatus.NOTSUPP;
      }
      return device.perform(rq, isRepeated);
    } catch (IOException e) {
      command.cause = e;
      BioStatus status = statusOf(e);
      command.errno =
          e instanceof LinuxException linux
              ? linux.errno()
              : status == BioStatus.NOSPC ? Errno.ENOSPC : 0;
      return status;
    } catch (Throwable t) {
      command.cause = t;
      // The likely cause is the bio's memory, which was closed, is read-only or is a truncated
      // mapping, or a full heap. The request fails and the drive continues.
      drive.memoryDefects().report(rq, t);
      return BioStatus.IOERR;
    }
  }

  @Override
  public boolean takeInterrupt() {
    boolean was = device != null && device.takeInterrupt();
    was |= interrupted;
    interrupted = false;
    return was;
  }

  private static BioStatus statusOf(IOException e) {
    if (e instanceof LinuxException linux) {
      return switch (linux.errno()) {
        case Errno.EOPNOTSUPP -> BioStatus.NOTSUPP;
        case Errno.ENOSPC, Errno.EDQUOT -> BioStatus.NOSPC;
        default -> BioStatus.IOERR;
      };
    }
    // The JDK has no exception type for a full disk, so the message is examined; the C library's
    // text is always English here.
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("no space left")
            || text.contains("not enough space on the disk")
            || text.contains("quota exceeded")
        ? BioStatus.NOSPC
        : BioStatus.IOERR;
  }

  @Override
  public void close() {
    try {
      if (device != null) {
        device.close();
      }
    } catch (IOException e) {
      defects.report("closing", e);
    }
  }
}
