package io.elevator.testkit;

import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.ArrayDeque;

/**
 * Makes insertions at the head of those that find the elevator empty, and looks at the order in
 * which their requests come out: the last of the list first. For one thread.
 */
final class HeadInsertions {
  private final RequestStories stories;
  private final ArrayDeque<Request> expected = new ArrayDeque<>();
  private int lists;

  HeadInsertions(RequestStories stories) {
    this.stories = stories;
  }

  /** Whether {@code list} is to be inserted at the head; the elevator has none of it yet. */
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

  /** A request is handed out. */
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

  /** How many lists were inserted so. */
  int lists() {
    return lists;
  }
}
