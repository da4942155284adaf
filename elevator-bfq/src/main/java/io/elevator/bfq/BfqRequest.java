package io.elevator.bfq;

import io.elevator.bfq.engine.RedBlackTree;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * BFQ's data of one request, made once per tag, and the request's node in {@link SortedRequests}.
 */
final class BfqRequest extends RedBlackTree.Node<BfqRequest> {

  final Request request;

  /** The queue it is charged to, from insertion until finish or requeue. */
  @Nullable BfqQueue queue;

  /** The task side of it, from insertion until finish or requeue. */
  @Nullable BfqIcq icq;

  /** Time at which the request is overdue in its queue's FIFO, in nanoseconds. */
  long deadline;

  /** The tree that the request is in, or null. */
  @Nullable SortedRequests sorted;

  /** The start sector that the request is sorted by while it is in a tree. */
  long sortedAt;

  /** Handed out at least once since it was prepared. */
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

  /** The queue of a request that is in one. */
  static BfqQueue queueOf(Request request) {
    BfqQueue queue = of(request).queue;
    if (queue == null) {
      throw new IllegalStateException("request " + request + " is in no queue");
    }
    return queue;
  }
}
