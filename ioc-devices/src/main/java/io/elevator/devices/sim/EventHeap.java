package io.elevator.devices.sim;

import java.util.Arrays;

/**
 * A priority queue of the future events of a simulated drive, ordered by instant and, for the same
 * instant, by insertion. Each event is a small number. The queue is a binary heap in two arrays of
 * longs, without objects. Not thread-safe.
 */
final class EventHeap {
  private static final int EVENT_BITS = 16;

  private long[] instants;
  private long[] keys;
  private int size;
  private long insertions;

  /**
   * Creates an empty heap.
   *
   * @param room number of events that fit before the arrays must grow
   */
  EventHeap(int room) {
    instants = new long[Math.max(room, 4)];
    keys = new long[instants.length];
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Returns the instant of the earliest event; {@link Long#MAX_VALUE} if there is none. */
  long firstInstant() {
    return size == 0 ? Long.MAX_VALUE : instants[0];
  }

  /**
   * Adds an event to the heap.
   *
   * @param instant instant of the event, in nanoseconds
   * @param event number of the event, from 0 to 65535
   */
  void add(long instant, int event) {
    if (size == instants.length) {
      instants = Arrays.copyOf(instants, size * 2);
      keys = Arrays.copyOf(keys, size * 2);
    }
    long key = insertions++ << EVENT_BITS | event;
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      // The new event was inserted last, so an event of the same instant stays above it in the
      // heap.
      if (instants[parent] <= instant) {
        break;
      }
      instants[at] = instants[parent];
      keys[at] = keys[parent];
      at = parent;
    }
    instants[at] = instant;
    keys[at] = key;
  }

  /** Removes the earliest event and returns its number. */
  int removeFirst() {
    int event = (int) keys[0] & ((1 << EVENT_BITS) - 1);
    int last = --size;
    long instant = instants[last];
    long key = keys[last];
    int at = 0;
    int child = 1;
    while (child < last) {
      int right = child + 1;
      if (right < last && isBefore(right, instants[child], keys[child])) {
        child = right;
      }
      if (!isBefore(child, instant, key)) {
        break;
      }
      instants[at] = instants[child];
      keys[at] = keys[child];
      at = child;
      child = 2 * at + 1;
    }
    instants[at] = instant;
    keys[at] = key;
    return event;
  }

  private boolean isBefore(int index, long instant, long key) {
    return instants[index] < instant || (instants[index] == instant && keys[index] < key);
  }
}
