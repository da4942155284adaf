package io.elevator.devices.file;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.linux.Errno;
import io.elevator.devices.linux.LinuxException;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverRequest;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Performs requests on a channel that only this worker uses. One thread at a time uses a worker: a
 * thread of the drive, or a thread that waits for its request and has borrowed the worker. If an
 * interrupt of the thread closes the channel, the worker opens the file again and repeats the
 * request. Repeating a read or write of the same sectors is harmless as long as the request has not
 * ended.
 */
final class FileWorker implements DriveThreads.Performer {
  private static final int MOST_ATTEMPTS = 3;

  private final FileDrive drive;
  private final DriveFile file;
  private final DriveDefects defects;
  private final FileTransfer transfer;
  private final RangeOperations ranges;
  private final FileStatistics statistics;
  private FileChannel channel;
  private boolean interrupted;

  /** Creates a worker and opens its channel. */
  FileWorker(
      FileDrive drive,
      DriveFile file,
      DriverContext context,
      FileTransfer transfer,
      RangeOperations ranges,
      FileStatistics statistics)
      throws IOException {
    this.drive = drive;
    this.file = file;
    defects = new DriveDefects(context, "threads of " + file.path());
    this.transfer = transfer;
    this.ranges = ranges;
    this.statistics = statistics;
    channel = file.open();
  }

  @Override
  public BioStatus perform(FileCommand command) {
    return Objects.requireNonNull(perform(command, MOST_ATTEMPTS));
  }

  @Override
  public @Nullable BioStatus performUninterrupted(FileCommand command) {
    return perform(command, 1);
  }

  private @Nullable BioStatus perform(FileCommand command, int attempts) {
    DriverRequest rq = Objects.requireNonNull(command.request, "a command without a request");
    // A callback may have interrupted this thread, and a pending interrupt would close the channel.
    interrupted |= Thread.interrupted();
    BioStatus status = statusOf(command, rq, attempts);
    if (status != null) {
      command.request = null;
    }
    return status;
  }

  @Override
  public void complete(
      long cookie, int hardwareQueue, BioStatus status, int errno, @Nullable Throwable cause) {
    if (takeInterrupt()) {
      defects.report(new IllegalStateException("a thread of the drive was interrupted"));
    }
    drive.reporter(hardwareQueue).report(cookie, status, errno, cause);
  }

  @Override
  public void failed(Throwable defect) {
    defects.report(defect);
  }

  private @Nullable BioStatus statusOf(FileCommand command, DriverRequest rq, int attempts) {
    if (command.cause != null) {
      command.cause = null;
      command.errno = 0;
    }
    try {
      return performWithRetries(rq, attempts);
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

  /**
   * Performs a request, again after each interrupt while attempts remain. Returns null if only one
   * attempt was allowed and an interrupt ended it.
   */
  private @Nullable BioStatus performWithRetries(DriverRequest rq, int attempts)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        switch (rq.opAndFlags() & BioFlags.OPERATION_MASK) {
          case 0 -> transfer.move(rq, channel, null);
          case 1 -> {
            if (file.isReadOnly()) {
              return BioStatus.TARGET;
            }
            write(rq);
          }
          case 2 -> channel.force(false);
          case 3 -> {
            return ranges.discard(rq);
          }
          case 9 -> {
            return ranges.writeZeroes(rq);
          }
          default -> {
            return BioStatus.NOTSUPP;
          }
        }
        return BioStatus.OK;
      } catch (ClosedChannelException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
        reopen();
        if (attempt == attempts) {
          return null;
        }
      }
    }
  }

  private void write(DriverRequest rq) throws IOException {
    if ((rq.opAndFlags() & BioFlags.FUA) == 0) {
      transfer.move(rq, channel, null);
      return;
    }
    FileChannel durable = drive.durableChannel();
    transfer.move(rq, channel, durable);
    if (durable == null) {
      channel.force(false);
    }
  }

  private void reopen() throws IOException {
    // The interrupt has closed the channel; if the interrupt status stays set, it closes the next
    // channel too.
    interrupted |= Thread.interrupted();
    if (!channel.isOpen()) {
      channel = file.reopen(false, ranges.file());
      statistics.reopened.increment();
    }
  }

  @Override
  public boolean takeInterrupt() {
    boolean was = interrupted;
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
    return text.contains("no space left") || text.contains("not enough space on the disk")
        ? BioStatus.NOSPC
        : BioStatus.IOERR;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      defects.report("closing", e);
    }
  }
}
