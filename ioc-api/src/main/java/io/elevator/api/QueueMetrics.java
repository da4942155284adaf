package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * The figures of a queue, its state as text, and its listeners. Reading does not stop the queue, so
 * the figures of one snapshot may be from slightly different moments. Thread-safe.
 */
public interface QueueMetrics {
  /** Returns the counters of the disk; all counters are 0 once the queue is closed. */
  DiskActivity disk();

  /** Returns the numbers of reads and writes that the driver has started and not completed. */
  InFlight inFlight();

  /**
   * Returns a snapshot of all figures: disk statistics, latencies, tags, elevator, icq cache,
   * earlier elevators, groups, tasks and driver. After the queue was closed: the last snapshot
   * before that.
   */
  StatisticsNode statistics();

  /**
   * Returns the figures of a task on this queue, or of the tasks that share its context: requests,
   * bytes, queue time, device time, and the elevator's figures of the icq.
   *
   * @return a snapshot, or null if the queue has no elevator or one without icqs, before the task's
   *     first I/O on this queue, and after the task's exit
   */
  @Nullable StatisticsNode statistics(Task task);

  /**
   * Returns the state of the queue as text for a person to read: flags, tags, and each request with
   * its position. Names are those of Linux's debugfs files. Safe and quick on a live queue. The
   * text may change from version to version.
   */
  String debugState();

  /**
   * Adds a listener, which receives later events. Does nothing if the listener was added before.
   */
  void addListener(QueueListener listener);

  /**
   * Removes a listener; a call in progress continues. Does nothing if the listener was not added.
   */
  void removeListener(QueueListener listener);
}
