package io.elevator.fairway;

import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * The data that fairway keeps about one request. Owned by the submitter from prepare to insertion,
 * then guarded by the elevator's lock.
 */
final class FairwayRequest {
  final Request rq;

  /** Flow of the request; null before its first insertion. */
  @Nullable Flow flow;

  /** Record of the task that counts the request until it is finished; null for none. */
  @Nullable FairwayIcq counted;

  /** Whether the request is in the list of its flow and in the arrivals of its class. */
  boolean waits;

  /** Cost that the request was charged with when it was dispatched; 0 if it is not in the drive. */
  long charged;

  /** Whether the request was urgent when it was dispatched. */
  boolean urgent;

  /** Instant of the insertion, in nanoseconds. */
  long arrived;

  /** Request of the class that arrived before, or null. */
  @Nullable FairwayRequest before;

  /** Request of the class that arrived after, or null. */
  @Nullable FairwayRequest after;

  FairwayRequest(Request rq) {
    this.rq = rq;
  }

  /** Returns the data that fairway keeps about a request. */
  static FairwayRequest of(Request rq) {
    if (rq.elevatorData() instanceof FairwayRequest data) {
      return data;
    }
    throw new IllegalStateException("request " + rq + " was not made for fairway");
  }

  /** Returns the flow of a request that was inserted. */
  Flow flow() {
    Flow known = flow;
    if (known == null) {
      throw new IllegalStateException("request " + rq + " was never inserted");
    }
    return known;
  }
}
