package io.elevator.devices.file;

import io.elevator.api.BioFlags;
import io.elevator.devices.file.BouncePool.Bounce;
import io.elevator.devices.file.BufferViews.View;
import io.elevator.devices.linux.NativeFile;
import io.elevator.spi.driver.DriverRequest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Transfers the data of one request at a time between memory and file. Used by one thread at a
 * time.
 *
 * <p>Data in one contiguous range is transferred by one positional call. Data in several ranges, as
 * merged bios have, is transferred by one call with several buffers, without copying. The JDK has
 * no positional call of that kind, so this class uses the position of a channel that no other
 * thread uses. A forced write uses the system call if native access is enabled, otherwise one call
 * for each range. Only data that the kernel would refuse for its alignment is copied through a
 * bounce buffer.
 *
 * <p>A write of a part of a unit reads that unit first. It holds the drive's write lock, and every
 * other write the read lock, because the bytes around the written part must not change in between.
 * Drives whose logical block is a whole unit need no such lock.
 */
final class FileTransfer {
  private final int unit;
  private final RequestMemory memory;
  private final BouncePool bounces;
  private final @Nullable ReentrantReadWriteLock partialWrites;
  private final FileStatistics statistics;
  private final @Nullable NativeFile forced;
  private View[] taken = new View[8];
  private ByteBuffer[] buffers = new ByteBuffer[8];

  /**
   * Creates the transfer of a worker.
   *
   * @param unit alignment of position, length and address of an I/O, in bytes
   * @param memory memory ranges of the worker's request
   * @param bounces pool of bounce buffers
   * @param partialWrites lock of the drive for writes of a part of a unit, or null if there are
   *     none
   * @param forced file for forced writes of several ranges, or null without native access
   * @param statistics counters of the drive
   */
  FileTransfer(
      int unit,
      RequestMemory memory,
      BouncePool bounces,
      @Nullable ReentrantReadWriteLock partialWrites,
      @Nullable NativeFile forced,
      FileStatistics statistics) {
    this.unit = unit;
    this.memory = memory;
    this.bounces = bounces;
    this.partialWrites = partialWrites;
    this.forced = forced;
    this.statistics = statistics;
  }

  /**
   * Transfers the data of a request.
   *
   * @param rq request
   * @param channel channel that no other thread uses
   * @param durable channel for {@link BioFlags#FUA}, shared with other threads and used by
   *     positional calls only; null for a request without FUA
   */
  void move(DriverRequest rq, FileChannel channel, @Nullable FileChannel durable)
      throws IOException {
    boolean isWrite = BioFlags.isWrite(rq.opAndFlags());
    long position = rq.offset();
    long bytes = rq.length();
    memory.collect(rq);
    try {
      boolean isWhole = ((position | bytes) & (unit - 1)) == 0;
      Lock lock = lockFor(isWrite, isWhole);
      if (lock == null) {
        move(isWrite, isWhole, position, bytes, channel, durable);
        return;
      }
      lock.lock();
      try {
        move(isWrite, isWhole, position, bytes, channel, durable);
      } finally {
        lock.unlock();
      }
    } finally {
      memory.clear();
    }
  }

  private @Nullable Lock lockFor(boolean isWrite, boolean isWhole) {
    ReentrantReadWriteLock locks = partialWrites;
    if (locks == null || !isWrite) {
      return null;
    }
    return isWhole ? locks.readLock() : locks.writeLock();
  }

  private void move(
      boolean isWrite,
      boolean isWhole,
      long position,
      long bytes,
      FileChannel channel,
      @Nullable FileChannel durable)
      throws IOException {
    if (!isWhole || !memory.isAligned(unit)) {
      moveThroughBounce(isWrite, position, bytes, channel, durable);
    } else if (memory.count() == 1) {
      View view = memory.takeView(0);
      try {
        moveAt(isWrite, durable == null ? channel : durable, view.buffer(), position);
      } finally {
        memory.putView(view);
      }
    } else if (durable != null) {
      if (forced != null
          && memory.isNative()
          && memory.writeDurablyTo(forced, position, statistics)) {
        return;
      }
      // All threads share the channel for forced writes and its position. So only positional calls
      // may be used on it.
      long at = position;
      for (int i = 0; i < memory.count(); i++) {
        View view = memory.takeView(i);
        try {
          moveAt(true, durable, view.buffer(), at);
        } finally {
          memory.putView(view);
        }
        at += memory.length(i);
      }
    } else {
      moveVectored(isWrite, channel, position);
    }
  }

  private void moveAt(boolean isWrite, FileChannel channel, ByteBuffer buffer, long position)
      throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int moved = isWrite ? channel.write(buffer, at) : channel.read(buffer, at);
      if (moved <= 0) {
        throw endOfFileException(at, buffer.remaining());
      }
      at += moved;
      if (buffer.hasRemaining()) {
        statistics.partial.increment();
      }
    }
  }

  private void moveVectored(boolean isWrite, FileChannel channel, long position)
      throws IOException {
    statistics.vectored.increment();
    int pieces = memory.count();
    if (taken.length < pieces) {
      taken = new View[Integer.highestOneBit(pieces) * 2];
      buffers = new ByteBuffer[taken.length];
    }
    int made = 0;
    try {
      for (; made < pieces; made++) {
        taken[made] = memory.takeView(made);
        buffers[made] = taken[made].buffer();
      }
      channel.position(position);
      long at = position;
      int first = 0;
      while (first < pieces) {
        long moved =
            isWrite
                ? channel.write(buffers, first, pieces - first)
                : channel.read(buffers, first, pieces - first);
        if (moved <= 0) {
          throw endOfFileException(at, buffers[first].remaining());
        }
        at += moved;
        while (first < pieces && !buffers[first].hasRemaining()) {
          first++;
        }
        if (first < pieces) {
          statistics.partial.increment();
        }
      }
    } finally {
      for (int i = 0; i < made; i++) {
        memory.putView(taken[i]);
      }
      Arrays.fill(taken, 0, made, null);
      Arrays.fill(buffers, 0, made, null);
    }
  }

  private void moveThroughBounce(
      boolean isWrite,
      long position,
      long bytes,
      FileChannel channel,
      @Nullable FileChannel durable)
      throws IOException {
    statistics.bounced.increment();
    long start = position & -unit;
    int span = (int) (((position + bytes + unit - 1) & -unit) - start);
    int lead = (int) (position - start);
    Bounce bounce = bounces.take();
    try {
      ByteBuffer buffer = bounce.buffer();
      if (!isWrite) {
        moveAt(false, channel, buffer.limit(span).position(0), start);
        memory.copyFrom(bounce.memory(), lead, bytes);
        return;
      }
      if (span > bytes) {
        statistics.readModifyWrites.increment();
        if (lead > 0) {
          moveAt(false, channel, buffer.limit(unit).position(0), start);
        }
        boolean isLastPartial = lead + bytes < span;
        if (isLastPartial && (span > unit || lead == 0)) {
          moveAt(false, channel, buffer.limit(span).position(span - unit), start + span - unit);
        }
      }
      memory.copyTo(bounce.memory(), lead);
      moveAt(true, durable == null ? channel : durable, buffer.limit(span).position(0), start);
    } finally {
      bounces.put(bounce);
    }
  }

  private static EOFException endOfFileException(long position, long missing) {
    return new EOFException(
        "the file ends before byte " + position + ", where " + missing + " more were expected");
  }
}
