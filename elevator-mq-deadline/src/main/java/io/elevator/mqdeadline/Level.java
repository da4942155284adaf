package io.elevator.mqdeadline;

import io.elevator.api.IoPriority;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one priority level and the level's counters. A request inserted at the tail is in
 * the tree and in the FIFO of its direction. A request inserted at the head is only in the head
 * list.
 *
 * <p>Guarded by the elevator's lock, except the completion counter: any thread increments it when a
 * request ends. A dispatch that reads the counter just before an increment still counts that
 * request as queued and may dispatch nothing. That does no harm, because the run that follows each
 * completion asks again. The counters are 32 bits wide and wrap round; only their differences are
 * used.
 */
final class Level {
  /** Index of the direction that holds plain reads. */
  static final int READ = 0;

  /** Index of the direction that holds all other operations. */
  static final int WRITE = 1;

  /** Number of levels: 0 is real-time, 1 is best-effort or no class, 2 is idle. */
  static final int COUNT = 3;

  // The queue passes no class above 3 to an elevator. If it did, the request would be served like
  // one without a class.
  private static final byte[] LEVEL_OF_CLASS = {1, 0, 1, 2, 1, 1, 1, 1};

  /** Requests that were inserted at the head, in order of dispatch: the newest first. */
  final RequestList head = new RequestList();

  private final SectorTree[] sorted = {new SectorTree(), new SectorTree()};
  private final RequestList[] fifo = {new RequestList(), new RequestList()};
  private final @Nullable Request[] cursor = new @Nullable Request[2];
  private final AtomicInteger completed = new AtomicInteger();
  private int inserted;
  private int merged;
  private int dispatched;

  /** Returns the index of the level that serves a priority, encoded as in {@link IoPriority}. */
  static int indexOf(int priority) {
    return LEVEL_OF_CLASS[IoPriority.classOf(priority)];
  }

  /** Returns the direction of a request: {@link #READ} or {@link #WRITE}. */
  static int directionOf(Request rq) {
    return rq.isWrite() ? WRITE : READ;
  }

  /** Returns the requests of a direction, sorted by sort key. */
  SectorTree sorted(int direction) {
    return sorted[direction];
  }

  /** Returns the requests of a direction, ordered by age: oldest first. */
  RequestList fifo(int direction) {
    return fifo[direction];
  }

  /**
   * Returns the request with which the sweep in a direction continues; null if the sweep has
   * reached the end.
   */
  @Nullable Request cursor(int direction) {
    return cursor[direction];
  }

  /** Adds a request to the tree and to the tail of the FIFO of a direction. */
  void add(Request rq, int direction) {
    sorted[direction].add(rq);
    fifo[direction].addLast(rq);
  }

  /**
   * Moves a request to its new place in the tree after a front merge has changed its sort key. The
   * FIFO and the cursor do not change.
   */
  void resort(Request rq) {
    SectorTree tree = sorted[directionOf(rq)];
    tree.remove(rq);
    tree.add(rq);
  }

  /**
   * Removes a request that was merged into its predecessor in the tree, the survivor. If the
   * removed request has the earlier deadline, the survivor takes over this deadline and the
   * position in the FIFO. If the cursor is at the removed request, the cursor moves to the
   * successor of that request, never to the survivor.
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

  /** Removes a request that was chosen for dispatch, and moves the cursor to its successor. */
  void removeForDispatch(Request rq) {
    int direction = directionOf(rq);
    cursor[direction] = sorted[direction].removeAndNext(rq);
    fifo[direction].remove(rq);
  }

  /** Returns true if requests of a direction wait in the FIFO. */
  boolean isWaiting(int direction) {
    return !fifo[direction].isEmpty();
  }

  /** Returns true if no request waits at this level. */
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

  /** Counts a request that ended. Callable from any thread. */
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

  /** Returns the number of requests that wait at this level or are in flight. */
  int queued() {
    return inserted - completed.get();
  }

  /** Returns the number of requests in flight. */
  int ownedByDriver() {
    return dispatched + merged - completed.get();
  }
}
