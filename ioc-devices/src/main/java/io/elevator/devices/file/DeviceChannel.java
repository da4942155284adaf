package io.elevator.devices.file;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.spi.driver.DriverRequest;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A channel to the device of a drive, for the exclusive use of one worker. If an interrupt of the
 * thread closes the channel, the file is opened again and the request repeated. Repeating a read or
 * write of the same sectors is harmless as long as the request has not ended.
 */
final class DeviceChannel implements AutoCloseable {
  private static final int MOST_ATTEMPTS = 3;

  private final BackingDevice device;
  private final FileTransfer transfer;
  private final FileStatistics statistics;
  private FileChannel channel;
  private boolean interrupted;

  /** Opens the channel. */
  DeviceChannel(BackingDevice device, FileTransfer transfer, FileStatistics statistics)
      throws IOException {
    this.device = device;
    this.transfer = transfer;
    this.statistics = statistics;
    channel = device.file().open();
  }

  /**
   * Performs a request, again after each interrupt while attempts remain.
   *
   * @param isRepeated whether to repeat the I/O after an interrupt
   * @return the status of the request, or null if an interrupt ended the only attempt
   */
  @Nullable BioStatus perform(DriverRequest rq, boolean isRepeated) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        switch (rq.opAndFlags() & BioFlags.OPERATION_MASK) {
          case 0 -> transfer.move(rq, channel, null);
          case 1 -> {
            if (device.file().isReadOnly()) {
              return BioStatus.TARGET;
            }
            write(rq);
          }
          case 2 -> channel.force(false);
          case 3 -> {
            return device.ranges().discard(rq);
          }
          case 9 -> {
            return device.ranges().writeZeroes(rq);
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
        if (!isRepeated) {
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
    FileChannel durable = device.durableChannel();
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
      channel = device.file().reopen(false, device.nativeFile());
      statistics.reopened.increment();
    }
  }

  /**
   * Returns whether the thread was interrupted during an I/O since the last call of this method,
   * and clears the record of the interrupt.
   */
  boolean takeInterrupt() {
    boolean was = interrupted;
    interrupted = false;
    return was;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
