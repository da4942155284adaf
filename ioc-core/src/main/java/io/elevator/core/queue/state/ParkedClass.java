package io.elevator.core.queue.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tasks with parked bios of one priority class: a circular order for round robin, and a heap by
 * the age of their oldest bios, which tells when the class has waited too long. Each task here has
 * at least one bio. Both structures are updated in O(log tasks). Guarded by the lock of the {@link
 * ParkedBios} that owns the order.
 */
final class ParkedClass {
  /**
   * Number of bios of higher classes that are resumed between two bios of a class that has waited
   * too long. So a large number of old bios, which would take seconds to resume, does not keep
   * higher classes waiting.
   */
  private static final int HIGHER_BETWEEN = 7;

  /** Longest wait behind higher classes in nanoseconds, or 0 for the highest class. */
  private final long ageNanos;

  private @Nullable ParkedTask first;
  private @Nullable ParkedTask last;
  private ParkedTask[] heap = new ParkedTask[8];
  private int tasks;
  private int bios;

  /** When a bio of this class was resumed last, or when the class stopped being empty. */
  private long servedAt;

  /** Number of bios of higher classes resumed since then while a bio of this class waited. */
  private int higherSince;

  /** Number of tasks that the resumption in progress has found not permitted to take a tag. */
  private int refused;

  /** Whether the resumption in progress has tried a bio of this class because of its age. */
  private boolean ageTried;

  ParkedClass(long ageNanos) {
    this.ageNanos = ageNanos;
  }

  boolean isEmpty() {
    return tasks == 0;
  }

  int bios() {
    return bios;
  }

  int tasks() {
    return tasks;
  }

  /** Returns the task whose turn it is, or null if the class is empty. */
  @Nullable ParkedTask first() {
    return first;
  }

  /**
   * Has room for one more task; call before {@link #add}. There is always room for the task that
   * stands in when memory is out.
   */
  void reserveRoom() {
    if (tasks + 2 > heap.length) {
      heap = Arrays.copyOf(heap, heap.length * 2);
    }
  }

  /** Adds a task, which has one bio, at the end of the round. */
  void add(ParkedTask task, long now) {
    if (tasks == 0) {
      servedAt = now;
      higherSince = 0;
    }
    append(task);
    heap[tasks] = task;
    task.heapIndex = tasks++;
    siftUp(task);
  }

  /** Removes a task, which has no bio any more. */
  void remove(ParkedTask task) {
    unlink(task);
    // The reference behind the end stays: it keeps a small spare object alive, and no bio or task.
    ParkedTask moved = heap[--tasks];
    if (moved != task) {
      heap[task.heapIndex] = moved;
      moved.heapIndex = task.heapIndex;
      siftUp(moved);
      siftDown(moved);
    }
  }

  /** Moves a task to the end of the round. */
  void endTurn(ParkedTask task) {
    if (task != last) {
      unlink(task);
      append(task);
    }
  }

  void countBios(int change) {
    bios += change;
  }

  /** Restores the heap after the oldest bio of a task has changed. */
  void oldestChanged(ParkedTask task) {
    siftUp(task);
    siftDown(task);
  }

  /** Returns when the oldest bio of this class was parked. The class is not empty. */
  long oldest() {
    return heap[0].oldest();
  }

  // A resumption.

  void beginResumption() {
    refused = 0;
    ageTried = false;
  }

  /** Returns whether a task of this class may be permitted to take a tag. */
  boolean hasCandidate() {
    return tasks > refused;
  }

  /** Passes a task over that is not permitted to take a tag. */
  void refuse(ParkedTask task) {
    refused++;
    endTurn(task);
  }

  /**
   * Returns whether a bio of this class is resumed before bios of higher classes: its oldest bio
   * has waited too long, and the class has not just had such a turn.
   */
  boolean isOverdue(long now) {
    return !ageTried
        && ageNanos != 0
        && hasCandidate()
        && now - oldest() >= ageNanos
        && (higherSince >= HIGHER_BETWEEN || now - servedAt >= ageNanos);
  }

  void ageTried() {
    ageTried = true;
  }

  /** Counts a bio of this class that was resumed. */
  void served(long now) {
    servedAt = now;
    higherSince = 0;
    ageTried = false;
  }

  /** Counts a bio of a higher class that was resumed. */
  void passedOver() {
    if (tasks > 0 && higherSince < HIGHER_BETWEEN) {
      higherSince++;
    }
  }

  // Links and heap.

  private void append(ParkedTask task) {
    ParkedTask tail = last;
    task.previousInTurn = tail;
    task.nextInTurn = null;
    if (tail == null) {
      first = task;
    } else {
      tail.nextInTurn = task;
    }
    last = task;
  }

  private void unlink(ParkedTask task) {
    ParkedTask previous = task.previousInTurn;
    ParkedTask next = task.nextInTurn;
    if (previous == null) {
      first = next;
    } else {
      previous.nextInTurn = next;
    }
    if (next == null) {
      last = previous;
    } else {
      next.previousInTurn = previous;
    }
    task.previousInTurn = null;
    task.nextInTurn = null;
  }

  private void siftUp(ParkedTask task) {
    int at = task.heapIndex;
    long oldest = task.oldest();
    while (at > 0) {
      ParkedTask parent = heap[(at - 1) >>> 1];
      if (parent.oldest() - oldest <= 0) {
        break;
      }
      place(parent, at);
      at = (at - 1) >>> 1;
    }
    place(task, at);
  }

  private void siftDown(ParkedTask task) {
    int at = task.heapIndex;
    long oldest = task.oldest();
    while (2 * at + 1 < tasks) {
      int child = 2 * at + 1;
      if (child + 1 < tasks && heap[child + 1].oldest() - heap[child].oldest() < 0) {
        child++;
      }
      if (heap[child].oldest() - oldest >= 0) {
        break;
      }
      place(heap[child], at);
      at = child;
    }
    place(task, at);
  }

  private void place(ParkedTask task, int at) {
    heap[at] = task;
    task.heapIndex = at;
  }
}
