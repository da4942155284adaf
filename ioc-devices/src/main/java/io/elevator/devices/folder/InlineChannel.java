package io.elevator.devices.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * A file by the JDK's means, with positional I/O in the calling thread. An interrupt of that thread
 * has no effect, while it closes a {@link java.nio.channels.FileChannel}: the JDK's asynchronous
 * channel is not interruptible, and its executor here runs each I/O in the caller. Each I/O
 * allocates a few small objects. Thread-safe.
 */
public final class InlineChannel implements AutoCloseable {
  private static final ExecutorService CALLER = new CallerExecutor();

  private final AsynchronousFileChannel channel;

  private InlineChannel(AsynchronousFileChannel channel) {
    this.channel = channel;
  }

  /** Opens a file. */
  public static InlineChannel open(Path path, Set<? extends OpenOption> options)
      throws IOException {
    return new InlineChannel(AsynchronousFileChannel.open(path, options, CALLER));
  }

  /** Reads at a position; returns the number of bytes, or -1 at the end of the file. */
  public int read(ByteBuffer into, long position) throws IOException {
    return result(channel.read(into, position));
  }

  /** Writes at a position; returns the number of bytes. */
  public int write(ByteBuffer from, long position) throws IOException {
    return result(channel.write(from, position));
  }

  private static int result(Future<Integer> moved) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return moved.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IOException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns the length of the file, in bytes. */
  public long size() throws IOException {
    return channel.size();
  }

  /** Sets the length of the file. The bytes of a file that grows read as zeroes. */
  public void truncate(long length) throws IOException {
    if (channel.size() < length) {
      // The JDK only shortens files. A byte at the new end leaves a hole before it.
      int written = write(ByteBuffer.allocate(1), length - 1);
      if (written != 1) {
        throw new IOException("the file cannot be made " + length + " bytes long");
      }
      return;
    }
    AsynchronousFileChannel same = channel.truncate(length);
    assert same == channel;
  }

  /** Makes the data of the file durable, and on request its attributes. */
  public void force(boolean withAttributes) throws IOException {
    channel.force(withAttributes);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
