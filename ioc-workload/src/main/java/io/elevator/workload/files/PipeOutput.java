package io.elevator.workload.files;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Output to a pipe, terminal or device whose reader may never come or may stop reading. A daemon
 * thread opens and writes it, so that a signal can end the caller's wait. Without a signal the
 * caller waits as long as the reader takes. After a signal an operation that does not end soon is
 * abandoned; its daemon thread ends with the process. Used by one thread at a time.
 */
public final class PipeOutput extends OutputStream {
  /**
   * Greatest size of one write, in bytes. It is so small that even a slow reader accepts one write
   * within the time that is left after a signal.
   */
  private static final int CHUNK_BYTES = 1 << 12;

  /** Time between two checks whether a signal has come, in milliseconds. */
  private static final long LOOK_MILLIS = 50;

  /**
   * Number of times that a pipe operation is still polled after a signal, before it is abandoned;
   * half a second in total.
   */
  private static final int GRACE_LOOKS = 10;

  /** Whether a signal is ending the process. Once set, the field is never reset. */
  private static volatile boolean processEnds;

  private final BooleanSupplier interrupted;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("ioc-output").factory());
  private final OutputStream stream;

  /**
   * First failure of an operation, which every later operation throws again without blocking; null
   * if no operation has failed.
   */
  private @Nullable IOException failure;

  /**
   * Opens an output and waits for its reader.
   *
   * @param opener function that opens the output, called on the daemon thread; its operations may
   *     block
   * @throws OutputInterrupted if a signal ended the process before the output was open
   */
  public PipeOutput(Callable<OutputStream> opener) throws IOException {
    this(opener, () -> processEnds);
  }

  PipeOutput(Callable<OutputStream> opener, BooleanSupplier interrupted) throws IOException {
    this.interrupted = interrupted;
    try {
      stream = await(opener, "interrupted while waiting for a reader; nothing was written");
    } catch (IOException e) {
      writer.shutdown();
      throw e;
    }
  }

  /**
   * Makes all current and later waits for readers end soon. Called when a signal ends the process.
   */
  public static void endWaits() {
    processEnds = true;
  }

  /**
   * Throws the failure of an earlier operation, which a print writer may have hidden.
   *
   * @throws IOException if an operation has failed
   */
  public void check() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int at = 0; at < length; at += CHUNK_BYTES) {
      int from = offset + at;
      // The bytes are copied, because the caller may change its array after the daemon thread was
      // abandoned.
      byte[] chunk = Arrays.copyOfRange(bytes, from, from + Math.min(CHUNK_BYTES, length - at));
      finish(() -> stream.write(chunk));
    }
  }

  @Override
  public void flush() throws IOException {
    finish(stream::flush);
  }

  /** Closes the output, unless the daemon thread is still blocked in an operation. */
  @Override
  public void close() throws IOException {
    if (writer.isShutdown()) {
      return;
    }
    try {
      if (!(failure instanceof OutputInterrupted)) {
        await(stream::close);
      }
    } finally {
      writer.shutdown();
    }
  }

  private interface Operation {
    void run() throws IOException;
  }

  private void finish(Operation operation) throws IOException {
    check();
    try {
      await(operation);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private void await(Operation operation) throws IOException {
    await(
        () -> {
          operation.run();
          return true;
        },
        "interrupted while waiting for its reader; the output is not complete");
  }

  private <T> T await(Callable<T> operation, String message) throws IOException {
    Future<T> result = writer.submit(operation);
    int looks = 0;
    while (true) {
      try {
        return result.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        looks = interrupted.getAsBoolean() ? looks + 1 : 0;
        if (looks > GRACE_LOOKS) {
          throw new OutputInterrupted(message);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new OutputInterrupted(message);
      } catch (ExecutionException e) {
        throw failureOf(e);
      }
    }
  }

  private static IOException failureOf(ExecutionException e) {
    return switch (e.getCause()) {
      case IOException known -> known;
      case RuntimeException unexpected -> throw unexpected;
      case Error fatal -> throw fatal;
      case null, default -> new IOException(e);
    };
  }
}
