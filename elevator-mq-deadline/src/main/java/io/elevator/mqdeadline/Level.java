package io.elevator.mqdeadline;

import io.elevator.api.IoPriority;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one priority level and its counters. A request inserted at the tail is in the
 * sorted set and the FIFO of its direction; one inserted at the head is in the head list alone.
 *
 * <p>Guarded by the elevator's lock, but for the number of completions, which requests raise as
 * they end, on any thread. A dispatch that reads it a moment too early takes the level for busier
 * than it is; the run that follows each completion asks again. Counters are 32 bits wide and wrap;
 * only differences are used.
 */
final class Level {
  /** The direction of plain reads. */
  static final int READ = 0;

  /** The direction of everything else. */
  static final int WRITE = 1;

  /** The number of levels: 0 real-time, 1 best-effort and none, 2 idle. */
  static final int COUNT = 3;

  // Classes above 3 do not reach an elevator; should one, it is served as if it had none.
  private static final byte[] LEVEL_OF_CLASS = {1, 0, 1, 2, 1, 1, 1, 1};

  /** Requests that were inserted at the head, newest first. */
  final RequestList head = new RequestList();

  private final SectorTree[] sorted = {new SectorTree(), new SectorTree()};
  private final RequestList[] fifo = {new RequestList(), new RequestList()};
  private final @Nullable Request[] cursor = new @Nullable Request[2];
  private final AtomicInteger completed = new AtomicInteger();
  private int inserted;
  private int merged;
  private int dispatched;

  /** Returns the index of the level that serves an encoded priority. */
  static int indexOf(int priority) {
    return LEVEL_OF_CLASS[IoPriority.classOf(priority)];
  }

  /** Returns a request's direction. */
  static int directionOf(Request rq) {
    return rq.isWrite() ? WRITE : READ;
  }

  /** Returns the requests of a direction by start sector. */
  SectorTree sorted(int direction) {
    return sorted[direction];
  }

  /** Returns the requests of a direction by age. */
  RequestList fifo(int direction) {
    return fifo[direction];
  }

  /** Returns the request that would continue the sweep in a direction, or null. */
  @Nullable Request cursor(int direction) {
    return cursor[direction];
  }

  /** Adds at the tail. */
  void add(Request rq, int direction) {
    sorted[direction].add(rq);
    fifo[direction].addLast(rq);
  }

  /** Puts a request whose start moved at its new place; FIFO and cursor stay. */
  void resort(Request rq) {
    SectorTree tree = sorted[directionOf(rq)];
    tree.remove(rq);
    tree.add(rq);
  }

  /**
   * Takes a request that was absorbed by its neighbour out. The earlier deadline of the two, and
   * the place that goes with it, is the survivor's; a cursor moves on to the successor, never to
   * the survivor.
   */
  void removeAbsorbed(Request rq, Request survivor) {
    int direction = directionOf(rq);
    RequestList queue = fifo[direction];
    DeadlineRequest own = DeadlineRequest.of(rq);
    DeadlineRequest others = DeadlineRequest.of(survivor);
    if (queue.contains(survivor) && own.deadline - others.deadline < 0) {
      queue.remove(survivor);
      queue.replace(rq, survivor);
      others.deadline = own.deadline;
    } else {
      queue.remove(rq);
    }
    SectorTree tree = sorted[direction];
    if (cursor[direction] == rq) {
      cursor[direction] = tree.next(rq);
    }
    tree.remove(rq);
  }

  /** Takes a request out to be handed out; the sweep goes on at its successor. */
  void removeChosen(Request rq) {
    int direction = directionOf(rq);
    cursor[direction] = sorted[direction].removeAndNext(rq);
    fifo[direction].remove(rq);
  }

  /** Whether a direction has requests. */
  boolean isWaiting(int direction) {
    return !fifo[direction].isEmpty();
  }

  /** Whether nothing is waiting. */
  boolean isEmpty() {
    return head.isEmpty() && fifo[READ].isEmpty() && fifo[WRITE].isEmpty();
  }

  void countInserted() {
    inserted++;
  }

  void countMerged() {
    merged++;
  }

  void countDispatched() {
    dispatched++;
  }

  /** A request ended; any thread. */
  void countCompleted() {
    completed.getAndIncrement();
  }

  int inserted() {
    return inserted;
  }

  int merged() {
    return merged;
  }

  int dispatched() {
    return dispatched;
  }

  int completed() {
    return completed.get();
  }

  /** Returns how many requests are waiting here or at the drive. */
  int queued() {
    return inserted - completed.get();
  }

  /** Returns how many requests are at the drive. */
  int ownedByDriver() {
    return dispatched + merged - completed.get();
  }
}
