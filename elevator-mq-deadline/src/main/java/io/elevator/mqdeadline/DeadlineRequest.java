package io.elevator.mqdeadline;

import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * What the elevator keeps for each request. Handed on with the request: by the submitter from
 * prepare to insertion, then under the elevator's lock, then by whoever finishes it.
 */
final class DeadlineRequest {
  /**
   * The level it was first inserted at, which counts it until it is finished; null before
   * insertion, and for one that passed the elevator by.
   */
  @Nullable Level level;

  /**
   * Tick at which the request is overdue; the tick of its insertion for a request inserted at the
   * head.
   */
  long deadline;

  /** Whether it stands among the others by sector. */
  boolean sorted;

  /** Where it stands by sector, or did last; null if it never did. */
  SectorTree.@Nullable Leaf leaf;

  /** Returns the elevator's part of a request. */
  static DeadlineRequest of(Request rq) {
    if (rq.elevatorData() instanceof DeadlineRequest data) {
      return data;
    }
    throw new IllegalStateException("request " + rq + " was not made for mq-deadline");
  }
}
