package io.elevator.files;

import io.elevator.files.inodes.AppendOrder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Appends to a file in large writes: one is in flight while the next one is filled. Not
 * thread-safe.
 */
public final class FileSink implements AutoCloseable {
  private final FileIo io;
  private final DiskTask task;
  private final int partBytes;
  private PooledBuffer filling;
  private PooledBuffer writing;
  private @Nullable CompletableFuture<Void> write;
  private int filled;
  private boolean isClosed;

  FileSink(FileIo io, DiskTask task, int bufferBytes) {
    if (bufferBytes < 1) {
      throw new IllegalArgumentException(
          "sink with buffers of " + bufferBytes + " bytes; expected 1 or more");
    }
    io.requireWritable();
    this.io = io;
    this.task = task;
    // Whole blocks, so that only the last write of a direct file is partial.
    int block = Math.min(io.opened().block(), DiskBuffers.LARGEST);
    this.partBytes = Math.max(block, Math.min(bufferBytes, DiskBuffers.LARGEST) & -block);
    DiskBuffers buffers = new DiskBuffers(io.disk().buffers());
    filling = buffers.take(partBytes);
    try {
      writing = buffers.take(partBytes);
    } catch (Throwable e) {
      filling.close();
      throw e;
    }
  }

  /**
   * Appends the bytes of a segment, which is copied.
   *
   * @throws IOException if an earlier write failed
   */
  public void put(MemorySegment bytes) throws IOException {
    if (isClosed) {
      throw new IllegalStateException("this sink is closed");
    }
    long done = 0;
    while (done < bytes.byteSize()) {
      int part = (int) Math.min(partBytes - filled, bytes.byteSize() - done);
      MemorySegment.copy(bytes, done, filling.segment(), filled, part);
      filled += part;
      done += part;
      if (filled == partBytes) {
        startWrite();
      }
    }
  }

  private void startWrite() throws IOException {
    awaitWrite();
    PooledBuffer full = filling;
    filling = writing;
    writing = full;
    MemorySegment from = full.segment().asSlice(0, filled);
    filled = 0;
    AppendOrder appends = io.inode().appends();
    AppendOrder.Append append = appends.reserve(from.byteSize());
    write =
        io.startWrite(task, append.start(), from)
            .whenComplete((nothing, cause) -> appends.ended(append, Failures.ofIo(cause)));
  }

  private void awaitWrite() throws IOException {
    CompletableFuture<Void> known = write;
    if (known != null) {
      write = null;
      Void ignored = io.waiting().await(known);
    }
  }

  /**
   * Writes what is left and waits for all writes. The bytes are durable after a {@link
   * DiskFile#sync}.
   *
   * @throws IOException if a write failed
   */
  @Override
  public void close() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      if (filled > 0) {
        startWrite();
      }
      awaitWrite();
    } finally {
      filling.close();
      writing.close();
    }
  }
}
