package io.elevator.files.route;

import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.api.Operation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The route without queue: each transfer is a call of the file system in the thread that starts it.
 * For file systems in memory, and for files of a disk whose queue died. Thread-safe.
 */
public final class PlainRoute implements IoRoute {
  /** Longest single call, in bytes. */
  private static final long MOST = 1 << 30;

  private static final int ZEROES = 1 << 16;

  private final PlainFiles files = new PlainFiles();
  private final TransferPool pool = new TransferPool(() -> new Transfer(null));

  /** Creates the route. */
  public PlainRoute() {}

  @Override
  public PlainFiles files() {
    return files;
  }

  @Override
  public int blockBytes(FileHandle file) {
    return file.blockBytes();
  }

  @Override
  public Transfer take() {
    return pool.take();
  }

  @Override
  public void release(Transfer transfer) {
    pool.release(transfer);
  }

  @Override
  public void perform(Transfer transfer) {
    // A set interrupt status would close the channel for all its users.
    boolean interrupted = Thread.interrupted();
    try {
      long done = perform(transfer, PlainFiles.channel(transfer.file));
      transfer.result(BioStatus.OK, done, null);
    } catch (IOException e) {
      boolean full = String.valueOf(e.getMessage()).contains("No space left");
      transfer.result(full ? BioStatus.NOSPC : BioStatus.IOERR, 0, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static long perform(Transfer transfer, FileChannel channel) throws IOException {
    MemorySegment memory = transfer.memory;
    if (memory == null) {
      if (transfer.operation == Operation.FLUSH) {
        channel.force(transfer.flags != 0);
        return 0;
      }
      zero(channel, transfer.offset, Math.min(transfer.offset + transfer.length, channel.size()));
      return transfer.length;
    }
    long done = 0;
    while (done < transfer.length) {
      ByteBuffer part =
          memory
              .asSlice(transfer.start + done, Math.min(MOST, transfer.length - done))
              .asByteBuffer();
      int moved =
          transfer.operation == Operation.READ
              ? channel.read(part, transfer.offset + done)
              : channel.write(part, transfer.offset + done);
      if (moved <= 0) {
        break;
      }
      done += moved;
    }
    if (transfer.flags != 0) {
      channel.force(false);
    }
    return done;
  }

  /** Overwrites a range with zeroes, as plain Java cannot make a hole. */
  private static void zero(FileChannel channel, long from, long to) throws IOException {
    ByteBuffer zeroes = ByteBuffer.allocate(ZEROES);
    for (long at = from; at < to; ) {
      zeroes.clear().limit((int) Math.min(ZEROES, to - at));
      at += channel.write(zeroes, at);
    }
  }

  @Override
  public void start(Transfer transfer, TransferEnd end) {
    perform(transfer);
    end.ended(transfer);
  }

  @Override
  public boolean isLost(Transfer ended) {
    return false;
  }
}
