package io.elevator.files.inodes;

import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.api.Task;
import io.elevator.files.route.Generation;
import io.elevator.files.route.Transfer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The syncs of one file. At most one flush of the file is in flight; callers that come meanwhile
 * share the next one, since their writes may have ended after the flush in flight began (group
 * commit). After a failure every sync fails: the kernel reports lost data once, and answers the
 * next sync with success. One flush at a time also means that none begins after a failure and
 * before the failure is known here. The monitor guards the fields.
 */
public final class SyncGroup {
  private List<Sync> next = new ArrayList<>();
  private boolean isRunning;
  private volatile @Nullable IOException failure;

  /** Creates the group of a file that has no failed sync. */
  public SyncGroup() {}

  /**
   * One call of a sync.
   *
   * @param generation route of the file
   * @param handle handle to flush, which stays open until the call has ended
   * @param task task, or null for the one of the thread or disk
   * @param metadata whether all attributes of the file become durable
   * @param result end of the call
   */
  public record Sync(
      Generation generation,
      FileHandle handle,
      @Nullable Task task,
      boolean metadata,
      CompletableFuture<Void> result) {}

  /**
   * Returns the exception with which syncs and forced writes fail since an earlier one failed, or
   * null.
   */
  public @Nullable IOException failed(FileHandle handle) {
    IOException known = failure;
    return known == null
        ? null
        : new IOException(
            "sync of "
                + handle
                + ": an earlier sync or forced write failed, so data may be lost; close all handles"
                + " of the file and check its content: "
                + known.getMessage(),
            known);
  }

  /** Records the failure of a forced write, or of a sync. */
  public synchronized void fail(IOException cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /** Begins a sync. */
  public void sync(Sync call) {
    synchronized (this) {
      if (isRunning) {
        next.add(call);
        return;
      }
      isRunning = true;
    }
    run(List.of(call));
  }

  /** Flushes for some calls, then for those that came meanwhile, until there are none. */
  private void run(List<Sync> calls) {
    List<Sync> batch = calls;
    while (!batch.isEmpty()) {
      Flush flush = new Flush(batch);
      if (!flush.start()) {
        return;
      }
      batch = takeNext();
    }
  }

  private synchronized List<Sync> takeNext() {
    List<Sync> taken = next;
    next = new ArrayList<>();
    isRunning = !taken.isEmpty();
    return taken;
  }

  /** One flush and the calls that it serves. */
  private final class Flush {
    private final List<Sync> calls;
    private boolean isStarting = true;
    private boolean hasEnded;

    private Flush(List<Sync> calls) {
      this.calls = calls;
    }

    /** Starts the flush; returns whether it has ended already, so that the caller goes on. */
    private boolean start() {
      Sync first = calls.getFirst();
      IOException known = failed(first.handle());
      if (known != null) {
        end(known);
        return true;
      }
      boolean metadata = calls.stream().anyMatch(Sync::metadata);
      Transfer transfer = null;
      try {
        // Without time limit: a flush that is given up does not show what is durable.
        transfer =
            first
                .generation()
                .route()
                .take()
                .by(first.task(), Duration.ZERO)
                .flush(first.handle(), metadata);
        first.generation().route().start(transfer, this::ended);
      } catch (Throwable e) {
        // The queue refused the first call, for instance as its task has exited. Nothing was
        // flushed, and the other calls are served by a flush of their own.
        if (transfer != null) {
          first.generation().route().release(transfer);
        }
        first.result().completeExceptionally(e);
        return calls.size() == 1 || new Flush(calls.subList(1, calls.size())).start();
      }
      synchronized (this) {
        isStarting = false;
        return hasEnded;
      }
    }

    private void ended(Transfer transfer) {
      IOException cause = transfer.status() == BioStatus.OK ? null : transfer.failure();
      Generation generation = calls.getFirst().generation();
      generation.observe(transfer);
      generation.route().release(transfer);
      if (cause != null) {
        fail(cause);
      }
      end(cause);
      synchronized (this) {
        hasEnded = true;
        if (isStarting) {
          return;
        }
      }
      run(takeNext());
    }

    private void end(@Nullable IOException cause) {
      for (Sync call : calls) {
        if (cause == null) {
          call.result().complete(null);
        } else {
          call.result().completeExceptionally(cause);
        }
      }
    }
  }
}
