package io.elevator.core.queue.state;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls that a thread has to make before it leaves, each listed at most once, in order. Owned by
 * one thread; another thread may call {@link #isEmpty} and {@link #forEach}, which read each entry
 * at its own moment. Has room in advance for as many calls as a thread mostly has, so that none is
 * lost when memory is out.
 */
final class PendingCalls<T> {
  private static final int ROOM = 8;

  private @Nullable Object[] calls = new @Nullable Object[ROOM];
  private int first;
  private int end;

  boolean isEmpty() {
    return first == end;
  }

  /** Lists a call unless it is listed. */
  void add(T call) {
    for (int i = first; i < end; i++) {
      if (calls[i] == call) {
        return;
      }
    }
    if (end == calls.length) {
      moveTo(0);
    }
    calls[end++] = call;
  }

  /** Lists a call before all others; it must not be listed. */
  void addFirst(T call) {
    if (first == 0) {
      moveTo(1);
    }
    calls[--first] = call;
  }

  /** Moves the calls so that the first is at an index and there is room behind the last. */
  private void moveTo(int index) {
    int size = end - first;
    @Nullable Object[] target = new @Nullable Object[Math.max(calls.length, 2 * size + ROOM)];
    System.arraycopy(calls, first, target, index, size);
    calls = target;
    first = index;
    end = index + size;
  }

  /** Takes the first call off the list, which must not be empty. */
  @SuppressWarnings("unchecked") // Only add() puts objects into the array.
  T removeFirst() {
    Object call = calls[first];
    calls[first++] = null;
    if (first == end) {
      first = 0;
      end = 0;
    }
    if (call == null) {
      throw new IllegalStateException("no call is pending");
    }
    return (T) call;
  }

  /** Returns the first listed call, or null if none is seen; for any thread. */
  @SuppressWarnings("unchecked") // Only add() puts objects into the array.
  @Nullable T firstOrNull() {
    for (Object call : calls) {
      if (call != null) {
        return (T) call;
      }
    }
    return null;
  }

  /** Passes each listed call to an action; for any thread. */
  @SuppressWarnings("unchecked") // Only add() puts objects into the array.
  void forEach(Consumer<T> action) {
    for (Object call : calls) {
      if (call != null) {
        action.accept((T) call);
      }
    }
  }
}
