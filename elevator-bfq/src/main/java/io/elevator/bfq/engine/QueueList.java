package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/** A list of queues of all levels; the queue that was added last comes first. */
public final class QueueList {

  private @Nullable QueueEntity newest;

  QueueList() {}

  /** Returns the queue that was added last, or null. */
  public @Nullable QueueEntity newest() {
    return newest;
  }

  /** Returns the queue that was added before a given one, or null. */
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
