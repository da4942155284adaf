package io.elevator.workload.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Input from a pipe, terminal or device that may never deliver bytes. A thread of its own opens and
 * reads it, so that an interrupt can end the wait of the thread that needs the bytes. That thread
 * shares only {@code chunks} with the reading thread. If the reading thread is blocked, it ends
 * with the process. Used by one thread.
 */
final class PipeInput extends InputStream {
  private static final int CHUNK_BYTES = 1 << 16;

  /** Greatest number of chunks that the reading thread reads in advance. */
  private static final int CHUNKS = 4;

  /** Time between two checks whether the caller was interrupted, in milliseconds. */
  private static final long LOOK_MILLIS = 100;

  /** Result of one read: bytes, a failure, or the end of the input if both are null. */
  private record Chunk(@Nullable ByteBuffer bytes, @Nullable IOException failure) {}

  private final Path path;
  private final BooleanSupplier interrupted;
  private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS);
  private final Thread reader;
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private boolean ended;

  PipeInput(Path path, BooleanSupplier interrupted) {
    this.path = path;
    this.interrupted = interrupted;
    this.reader = Thread.ofPlatform().daemon().name("ioc-trace").start(this::pump);
  }

  private void pump() {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        chunks.put(new Chunk(ByteBuffer.wrap(Arrays.copyOf(chunk, read)), null));
      }
      chunks.put(new Chunk(null, null));
    } catch (IOException e) {
      end(e);
    } catch (InterruptedException e) {
      // The reading thread was interrupted because the stream is closed, so no thread waits for the
      // bytes.
      Thread.currentThread().interrupt();
    }
  }

  private void end(IOException failure) {
    try {
      chunks.put(new Chunk(null, failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int read() throws IOException {
    return fill() ? bytes.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, bytes.remaining());
    bytes.get(into, offset, count);
    return count;
  }

  /** Waits for the next bytes; returns false at the end of the input and after an interrupt. */
  private boolean fill() throws IOException {
    while (!bytes.hasRemaining() && !ended) {
      Chunk next = next();
      if (next == null) {
        ended = interrupted.getAsBoolean();
      } else if (next.failure != null) {
        throw next.failure;
      } else if (next.bytes == null) {
        ended = true;
      } else {
        bytes = next.bytes;
      }
    }
    return !ended;
  }

  private @Nullable Chunk next() throws IOException {
    try {
      return chunks.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for input", e);
    }
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
