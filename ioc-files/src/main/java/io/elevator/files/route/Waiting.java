package io.elevator.files.route;

import io.elevator.core.time.TimeBase;
import io.elevator.core.time.VirtualTime;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Lets a thread wait for an operation; no other class of this module blocks a thread for that. In
 * virtual time the thread steps the event loop instead. An interrupt does not end a wait and is not
 * lost. Immutable.
 */
public final class Waiting {
  private final @Nullable VirtualTime virtual;

  /**
   * Creates a way to wait.
   *
   * @param time time of the layer whose queues end the operations
   */
  public Waiting(TimeBase time) {
    virtual = time instanceof VirtualTime loop ? loop : null;
  }

  /**
   * Waits for the end of an operation and returns its result.
   *
   * @throws IOException the exception with which the operation ended
   * @throws IllegalStateException if virtual time has no event left that could end the operation
   */
  public <T extends @Nullable Object> T await(CompletableFuture<T> operation) throws IOException {
    VirtualTime loop = virtual;
    if (loop != null && !operation.isDone()) {
      loop.runUntil(operation::isDone);
      if (!operation.isDone()) {
        throw new IllegalStateException(
            "waiting for the end of an operation, and no event is left that could end it: " + loop);
      }
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return operation.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Returns the exception for the caller. An I/O exception of another thread is the cause of a new
   * one, so that the stack trace shows the caller.
   */
  private static IOException rethrown(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof IOException failure) {
      return cause.getClass() == IOException.class
          ? new IOException(cause.getMessage(), cause.getCause() == null ? cause : cause.getCause())
          : failure;
    }
    if (cause instanceof RuntimeException refused) {
      throw refused;
    }
    return new IOException(String.valueOf(cause), cause);
  }
}
