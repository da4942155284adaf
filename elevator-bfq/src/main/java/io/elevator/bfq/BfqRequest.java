package io.elevator.bfq;

import io.elevator.bfq.engine.RedBlackTree;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * The data that BFQ keeps about one request, allocated once for each request object. It is also the
 * request's node in {@link SortedRequests}.
 */
final class BfqRequest extends RedBlackTree.Node<BfqRequest> {

  final Request request;

  /** Queue of the request, from insertion until finish or requeue; otherwise null. */
  @Nullable BfqQueue queue;

  /** Task that submitted the request, from insertion until finish or requeue; otherwise null. */
  @Nullable BfqIcq icq;

  /** Time at which the request is overdue in its queue's FIFO, in nanoseconds. */
  long deadline;

  /** Tree that contains the request; null if no tree does. */
  @Nullable SortedRequests sorted;

  /** Sort key that the request had when it was sorted into its tree. */
  long sortedAt;

  /** True if the request was dispatched at least once after it was prepared. */
  boolean started;

  BfqRequest(Request request) {
    this.request = request;
  }

  static BfqRequest of(Request request) {
    Object data = request.elevatorData();
    if (data == null) {
      throw new IllegalStateException("request " + request + " was not made for this elevator");
    }
    return (BfqRequest) data;
  }

  /**
   * Returns the queue of a request.
   *
   * @throws IllegalStateException if the request has no queue
   */
  static BfqQueue queueOf(Request request) {
    BfqQueue queue = of(request).queue;
    if (queue == null) {
      throw new IllegalStateException("request " + request + " is in no queue");
    }
    return queue;
  }
}
