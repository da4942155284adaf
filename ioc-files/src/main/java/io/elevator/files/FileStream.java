package io.elevator.files;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of a file from its start to its end. While its user works on one part, the next one
 * is being read. Not thread-safe.
 *
 * <pre>{@code
 * while (stream.next()) {
 *   use(stream.segment());
 * }
 * }</pre>
 */
public final class FileStream implements AutoCloseable {
  private final FileIo io;
  private final DiskTask task;
  private final int partBytes;
  private final long end;
  private PooledBuffer current;
  private PooledBuffer ahead;
  private @Nullable CompletableFuture<Integer> reading;
  private long position;
  private int length;
  private boolean isClosed;

  FileStream(FileIo io, DiskTask task, long from, long to, int bufferBytes) {
    if (from < 0 || to < from || bufferBytes < 1) {
      throw new IllegalArgumentException(
          "stream of bytes "
              + from
              + " to "
              + to
              + " with buffers of "
              + bufferBytes
              + "; expected an ordered range and buffers from 1 byte");
    }
    this.io = io;
    this.task = task;
    this.partBytes = Math.min(bufferBytes, DiskBuffers.LARGEST);
    this.position = from;
    this.end = to;
    DiskBuffers buffers = new DiskBuffers(io.disk().buffers());
    current = buffers.take(partBytes);
    try {
      ahead = buffers.take(partBytes);
    } catch (Throwable e) {
      current.close();
      throw e;
    }
    readAhead();
  }

  /**
   * Goes on to the next part. The segment of the part before must not be used any more.
   *
   * @return whether there is a part; false at the end of the range or file
   */
  public boolean next() throws IOException {
    if (isClosed) {
      throw new IllegalStateException("this stream is closed");
    }
    length = 0;
    CompletableFuture<Integer> read = reading;
    if (read == null) {
      return false;
    }
    reading = null;
    int moved = io.waiting().await(read);
    if (moved <= 0) {
      return false;
    }
    PooledBuffer filled = ahead;
    ahead = current;
    current = filled;
    length = moved;
    position += moved;
    readAhead();
    return true;
  }

  private void readAhead() {
    long left = end - position;
    if (left > 0) {
      MemorySegment into = ahead.segment().asSlice(0, Math.min(partBytes, left));
      reading = io.startRead(task, position, into);
    }
  }

  /**
   * Returns the bytes of the current part, valid until {@link #next} or {@link #close}.
   *
   * @throws IllegalStateException if there is no current part
   */
  public MemorySegment segment() {
    if (length == 0) {
      throw new IllegalStateException(
          "this stream has no part now; expected next() to return true");
    }
    return current.segment().asSlice(0, length);
  }

  /** Ends the stream. A read in flight goes on in memory of the disk, and is forgotten. */
  @Override
  public void close() {
    isClosed = true;
    length = 0;
    current.close();
    ahead.close();
  }
}
