package io.elevator.bfq;

import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/** What BFQ keeps for a request: made once per tag. */
final class BfqRequest {

  final Request request;

  /** The queue it is charged to, from insertion until finish or requeue. */
  @Nullable BfqQueue queue;

  /** The task side of it, from insertion until finish or requeue. */
  @Nullable BfqIcq icq;

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
