package io.elevator.files;

import io.elevator.api.BioStatus;
import io.elevator.api.Task;
import io.elevator.files.buffers.Chunk;
import io.elevator.files.buffers.ChunkReceiver;
import io.elevator.files.route.Transfer;
import io.elevator.files.route.TransferEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A read or write that consists of several steps: it waits for memory of the disk, for locks, and
 * for transfers. No thread waits for the steps: the end of one continues the operation.
 *
 * <p>{@link #turns} admits one thread to {@link #step} at a time and orders memory between the
 * threads; a step that ends within its start is continued by the same loop, without recursion.
 */
abstract class FileOperation<T> implements TransferEnd, ChunkReceiver {
  final FileIo file;
  final OpenedFile opened;
  private final CompletableFuture<T> result;
  private final @Nullable Task task;
  private final Duration limit;
  private final AtomicInteger turns = new AtomicInteger();
  private @Nullable Chunk chunk;
  private @Nullable Transfer transfer;
  private boolean hasEnded;

  FileOperation(
      FileIo file, OpenedFile opened, @Nullable DiskTask task, CompletableFuture<T> result) {
    this.result = result;
    this.file = file;
    this.opened = opened;
    this.task = task == null ? null : task.task();
    this.limit = task == null ? Duration.ZERO : task.timeout();
  }

  /** Does what comes next, and starts at most one thing that continues this operation. */
  abstract void step() throws IOException;

  /** Releases what the subclass holds. */
  abstract void cleanUp(@Nullable Throwable failure);

  /** Starts or continues this operation. */
  final void proceed() {
    if (turns.getAndIncrement() != 0) {
      return;
    }
    do {
      if (!hasEnded) {
        try {
          step();
        } catch (Throwable e) {
          fail(e);
        }
      }
    } while (turns.decrementAndGet() != 0);
  }

  /** Asks for memory of the disk; the operation continues with {@link #chunk}. */
  final void takeChunk() {
    file.disk().bounces().takeLater(this);
  }

  @Override
  public final void received(Chunk taken) {
    chunk = taken;
    proceed();
  }

  /** Returns the memory of the disk, or null if it was not taken yet. */
  final @Nullable Chunk chunk() {
    return chunk;
  }

  /** Returns a transfer to describe and to start. */
  final Transfer describe() {
    Transfer known = transfer;
    if (known == null) {
      known = opened.route().take();
      transfer = known;
    }
    return known.by(task, limit);
  }

  final void start(Transfer described) {
    opened.route().start(described, this);
  }

  @Override
  public final void ended(Transfer ended) {
    opened.generation().observe(ended);
    proceed();
  }

  /**
   * Returns the number of bytes that the last transfer moved.
   *
   * @throws IOException if it failed
   */
  final long moved() throws IOException {
    Transfer known = transfer;
    if (known == null) {
      throw new IllegalStateException("no transfer was started");
    }
    if (known.status() != BioStatus.OK) {
      if (known.status() == BioStatus.MEMORY_IN_USE) {
        abandonMemory();
      }
      throw known.failure();
    }
    return known.transferred();
  }

  /** Called when the device may go on using the memory of the last transfer. */
  void abandonMemory() {
    Chunk known = chunk;
    if (known != null) {
      known.abandon();
      chunk = null;
    }
  }

  final void succeed(T value) {
    if (finish(null)) {
      result.complete(value);
    }
  }

  private void fail(Throwable cause) {
    Throwable shown =
        cause instanceof IOException || cause instanceof Error
            ? cause
            : new IOException(
                "I/O of " + opened.handle() + " failed: " + cause.getMessage(), cause);
    if (finish(shown)) {
      result.completeExceptionally(shown);
    }
  }

  /** Releases everything; returns false if the operation had ended before. */
  private boolean finish(@Nullable Throwable failure) {
    if (hasEnded) {
      return false;
    }
    hasEnded = true;
    Transfer known = transfer;
    if (known != null) {
      transfer = null;
      opened.route().release(known);
    }
    Chunk memory = chunk;
    if (memory != null) {
      chunk = null;
      memory.release();
    }
    cleanUp(failure);
    file.gate().leave();
    return true;
  }
}
