package io.elevator.core.time;

import io.elevator.spi.Timer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap of timers, ordered by instant and, for the same instant, by insertion. A timer
 * knows its index, so that removing it needs no search. The heap allocates nothing except when it
 * grows. Not thread-safe: {@link RealTime} guards it by its lock, and {@link VirtualTime} is
 * confined to a thread.
 *
 * @param <T> kind of the timers
 */
final class TimerHeap<T extends TimerHeap.Entry> {
  private static final int NOT_QUEUED = -1;
  private static final int INITIAL_CAPACITY = 64;

  private @Nullable Entry[] entries = new @Nullable Entry[INITIAL_CAPACITY];
  private int size;
  private long insertions;

  /** A timer that can be in one heap at a time. */
  abstract static class Entry extends Timer {
    private long instant;
    private long order;
    private int index = NOT_QUEUED;

    /** Returns whether this timer is in a heap now. */
    final boolean isQueued() {
      return index != NOT_QUEUED;
    }

    /** Returns the instant with which this timer was last inserted into a heap, in nanoseconds. */
    final long queuedInstant() {
      return instant;
    }

    private boolean isBefore(Entry other) {
      return instant < other.instant || (instant == other.instant && order < other.order);
    }
  }

  /** Returns the number of timers in the heap. */
  int size() {
    return size;
  }

  /** Returns the first timer, or null if the heap is empty. */
  @SuppressWarnings("unchecked") // Only add puts elements into the array.
  @Nullable T first() {
    return size == 0 ? null : (T) entries[0];
  }

  /**
   * Allocates memory for a number of timers in advance, so that {@link #add} needs none.
   *
   * @param timers number of timers
   */
  void reserve(int timers) {
    if (timers > entries.length) {
      entries = Arrays.copyOf(entries, Math.max(timers, entries.length * 2));
    }
  }

  /**
   * Inserts a timer that is in no heap into this one.
   *
   * @param instant instant to order it by, in nanoseconds
   */
  void add(T timer, long instant) {
    Entry entry = timer;
    reserve(size + 1);
    entry.instant = instant;
    entry.order = insertions++;
    siftUp(entry, size++);
  }

  /** Removes a timer that is in this heap. */
  void remove(T timer) {
    Entry entry = timer;
    int hole = entry.index;
    entry.index = NOT_QUEUED;
    Entry last = entry(--size);
    entries[size] = null;
    if (last != entry) {
      siftUp(last, hole);
      siftDown(last, last.index);
    }
  }

  /** Removes all timers from this heap. */
  void clear() {
    for (int i = 0; i < size; i++) {
      entry(i).index = NOT_QUEUED;
      entries[i] = null;
    }
    size = 0;
  }

  private Entry entry(int index) {
    Entry entry = entries[index];
    if (entry == null) {
      throw new IllegalStateException("no timer at " + index + " of " + size);
    }
    return entry;
  }

  private void siftUp(Entry entry, int start) {
    int index = start;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (!entry.isBefore(entry(parent))) {
        break;
      }
      put(entry(parent), index);
      index = parent;
    }
    put(entry, index);
  }

  private void siftDown(Entry entry, int start) {
    int index = start;
    for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
      if (child + 1 < size && entry(child + 1).isBefore(entry(child))) {
        child++;
      }
      if (!entry(child).isBefore(entry)) {
        break;
      }
      put(entry(child), index);
      index = child;
    }
    put(entry, index);
  }

  private void put(Entry entry, int index) {
    entries[index] = entry;
    entry.index = index;
  }
}
