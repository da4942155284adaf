package io.elevator.mqdeadline;

import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * The data that mq-deadline keeps about one request. Owned by the submitter from prepare to
 * insertion, then guarded by the elevator's lock, then owned by the thread that finishes the
 * request.
 */
final class DeadlineRequest {
  /**
   * Level into which the request was first inserted; this level counts the request until it is
   * finished. Null before the insertion, and for a request that bypassed the elevator.
   */
  @Nullable Level level;

  /**
   * Tick from which the request is overdue. For a request inserted at the head: the tick of its
   * insertion.
   */
  long deadline;

  /** True while the request is a member of a {@link SectorTree}. */
  boolean sorted;

  /**
   * Leaf of the tree that holds the request or held it last; null if no leaf has ever held it.
   * Meaningful only while {@link #sorted} is true.
   */
  @Nullable SectorLeaf leaf;

  /** Returns the data that mq-deadline keeps about a request. */
  static DeadlineRequest of(Request rq) {
    if (rq.elevatorData() instanceof DeadlineRequest data) {
      return data;
    }
    throw new IllegalStateException("request " + rq + " was not made for mq-deadline");
  }
}
