package io.elevator.files.inodes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the I/O in flight of one handle, and stops new I/O. A gate is held while an operation
 * needs the file for itself, and closed for good when the handle is closed. The state is one atomic
 * number: two flags and the count. Thread-safe; the monitor guards the lists of waiting operations.
 */
public final class IoGate {
  private static final int CLOSED = 1 << 31;
  private static final int HELD = 1 << 30;
  private static final int COUNT = HELD - 1;

  private final AtomicInteger state = new AtomicInteger();
  private final List<Runnable> awaitingOpening = new ArrayList<>();
  private final List<CompletableFuture<Void>> awaitingDrain = new ArrayList<>();

  /** Creates an open gate. */
  public IoGate() {}

  /** Lets an I/O in; returns false if the gate is held or closed. */
  public boolean tryEnter() {
    int known = state.get();
    while ((known & (CLOSED | HELD)) == 0) {
      int seen = state.compareAndExchange(known, known + 1);
      if (seen == known) {
        return true;
      }
      known = seen;
    }
    return false;
  }

  /** Counts an I/O out that was let in. */
  public void leave() {
    int now = state.decrementAndGet();
    if ((now & COUNT) == 0 && (now & (CLOSED | HELD)) != 0) {
      endDrains();
    }
  }

  /** Returns whether the gate is closed. */
  public boolean isClosed() {
    return (state.get() & CLOSED) != 0;
  }

  /** Returns the number of I/Os in flight. */
  public int inFlight() {
    return state.get() & COUNT;
  }

  /** Stops new I/O until {@link #unhold}; the result ends when no I/O is in flight. */
  CompletableFuture<Void> hold() {
    return stop(HELD);
  }

  /** Lets new I/O in again, and continues the operations that wait for that. */
  void unhold() {
    int ignored = state.getAndAccumulate(~HELD, (known, mask) -> known & mask);
    continueWaiting();
  }

  /**
   * Stops new I/O for good; the result ends when no I/O is in flight. Operations that wait for the
   * opening of the gate continue and find it closed.
   */
  public CompletableFuture<Void> close() {
    CompletableFuture<Void> drained = stop(CLOSED);
    continueWaiting();
    return drained;
  }

  private CompletableFuture<Void> stop(int flag) {
    CompletableFuture<Void> drained = new CompletableFuture<>();
    synchronized (this) {
      awaitingDrain.add(drained);
    }
    int now = state.accumulateAndGet(flag, (known, bit) -> known | bit);
    if ((now & COUNT) == 0) {
      endDrains();
    }
    return drained;
  }

  private void endDrains() {
    List<CompletableFuture<Void>> ended;
    synchronized (this) {
      // An I/O may have been let in between: its end comes here again.
      if ((state.get() & COUNT) != 0) {
        return;
      }
      ended = List.copyOf(awaitingDrain);
      awaitingDrain.clear();
    }
    ended.forEach(drain -> drain.complete(null));
  }

  /**
   * Continues an operation when the gate is neither held nor still open: at once, or in the thread
   * that releases the gate. The operation tries to enter again.
   */
  public void whenReleased(Runnable operation) {
    synchronized (this) {
      int known = state.get();
      if ((known & HELD) != 0 && (known & CLOSED) == 0) {
        awaitingOpening.add(operation);
        return;
      }
    }
    operation.run();
  }

  private void continueWaiting() {
    List<Runnable> waiting;
    synchronized (this) {
      waiting = List.copyOf(awaitingOpening);
      awaitingOpening.clear();
    }
    waiting.forEach(Runnable::run);
  }
}
