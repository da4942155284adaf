package io.elevator.devices.file;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.devices.file.BouncePool.Bounce;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverRequest;
import java.io.IOException;

/**
 * Performs one request at a time on the open file that it is for. Positions and lengths are
 * multiples of the file's block, which the core has checked; only memory that is not aligned goes
 * through a bounce buffer. Used by one thread at a time.
 */
final class OpenFileTransfer {
  private final RequestMemory memory;
  private final RequestMemory bounced;
  private final BouncePool bounces;
  private final FileStatistics statistics;

  /**
   * Creates the transfer of a worker.
   *
   * @param memory memory ranges of the worker's request
   * @param bounces pool of bounce buffers
   * @param statistics counters of the drive
   */
  OpenFileTransfer(RequestMemory memory, BouncePool bounces, FileStatistics statistics) {
    this.memory = memory;
    this.bounces = bounces;
    this.statistics = statistics;
    bounced = memory.another();
  }

  /**
   * Performs the request of a command.
   *
   * @param command command, which receives the number of bytes of a read that meets the end
   */
  BioStatus perform(FileCommand command, DriverRequest rq, OpenFile file) throws IOException {
    int operation = rq.opAndFlags() & BioFlags.OPERATION_MASK;
    if (file.isReadOnly() && operation != 0 && operation != 2) {
      return BioStatus.TARGET;
    }
    switch (operation) {
      case 0 -> {
        long read = move(rq, file, false);
        command.transferred = read == rq.length() ? Completions.ALL : read;
      }
      case 1 -> {
        long written = move(rq, file, true);
        assert written == rq.length();
      }
      case 2 -> file.sync((rq.opAndFlags() & BioFlags.META) != 0);
      case 3 -> {
        return file.discard(rq.offset(), rq.length());
      }
      case 9 -> {
        return file.writeZeroes(rq.offset(), rq.length());
      }
      default -> {
        return BioStatus.NOTSUPP;
      }
    }
    return BioStatus.OK;
  }

  private long move(DriverRequest rq, OpenFile file, boolean isWrite) throws IOException {
    memory.collect(rq);
    try {
      return memory.isAligned(file.blockBytes())
          ? move(memory, rq, file, isWrite)
          : moveThroughBounce(rq, file, isWrite);
    } finally {
      memory.clear();
    }
  }

  private long move(RequestMemory ranges, DriverRequest rq, OpenFile file, boolean isWrite)
      throws IOException {
    if (!isWrite) {
      return file.read(ranges, rq.offset(), statistics);
    }
    file.write(ranges, rq.offset(), (rq.opAndFlags() & BioFlags.FUA) != 0, statistics);
    return rq.length();
  }

  private long moveThroughBounce(DriverRequest rq, OpenFile file, boolean isWrite)
      throws IOException {
    statistics.bounced.increment();
    Bounce bounce = bounces.take();
    try {
      bounced.setTo(bounce.memory(), rq.length());
      if (isWrite) {
        memory.copyTo(bounce.memory(), 0);
        return move(bounced, rq, file, true);
      }
      long read = move(bounced, rq, file, false);
      memory.copyFrom(bounce.memory(), 0, read);
      return read;
    } finally {
      bounced.clear();
      bounces.put(bounce);
    }
  }
}
