package io.elevator.testkit;

import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.ArrayDeque;

/**
 * Turns insertions into an empty elevator into insertions at the head, and checks that the requests
 * of such a list are dispatched last first. Used by one thread.
 */
final class HeadInsertions {
  private final RequestStories stories;
  private final ArrayDeque<Request> expected = new ArrayDeque<>();
  private int lists;

  HeadInsertions(RequestStories stories) {
    this.stories = stories;
  }

  /**
   * Returns whether {@code list} is to be inserted at the head. Called before the elevator gets the
   * list.
   */
  boolean take(RequestList list) {
    if (stories.queued() > 0 || !expected.isEmpty() || list.size() < 2) {
      return false;
    }
    for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
      expected.addFirst(rq);
    }
    lists++;
    return true;
  }

  /** Checks the order. Called when the elevator dispatches a request. */
  void handedOut(Request rq) {
    Request next = expected.poll();
    if (next != null && next != rq) {
      stories.defect(
          "dispatch handed out "
              + rq
              + " before "
              + next
              + ": of a list that is inserted at the head the last comes first");
      expected.clear();
    }
  }

  /** Returns the number of lists that were inserted at the head. */
  int lists() {
    return lists;
  }
}
