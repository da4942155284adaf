package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/** Queues of all levels in one list, the one put in last first. */
public final class QueueList {

  private @Nullable QueueEntity newest;

  QueueList() {}

  /** The queue put in last, or null. */
  public @Nullable QueueEntity newest() {
    return newest;
  }

  /** The queue put in before {@code queue}, or null. */
  public @Nullable QueueEntity olderThan(QueueEntity queue) {
    return queue.older;
  }

  void add(QueueEntity queue) {
    QueueEntity previous = newest;
    queue.newer = null;
    queue.older = previous;
    if (previous != null) {
      previous.newer = queue;
    }
    newest = queue;
  }

  void remove(QueueEntity queue) {
    QueueEntity newer = queue.newer;
    QueueEntity older = queue.older;
    if (newer != null) {
      newer.older = older;
    } else {
      newest = older;
    }
    if (older != null) {
      older.newer = newer;
    }
    queue.newer = null;
    queue.older = null;
  }
}
