package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * The figures of a queue, its state as text, and its listeners. Nothing is stopped for a figure, so
 * those of one answer may belong to slightly different moments. Thread-safe.
 */
public interface QueueMetrics {
  /** Returns the counters of the disk; all 0 once the queue is closed, as the disk is gone. */
  DiskActivity disk();

  /** Returns how many reads and writes the driver has started and not completed. */
  InFlight inFlight();

  /**
   * Returns a snapshot of all figures: disk statistics, latencies, tags, elevator, icq cache,
   * elevators used, groups, tasks, driver. Once the queue is closed: the last snapshot before.
   */
  StatisticsNode statistics();

  /**
   * Returns what this queue has counted for a task, or for the tasks that share its context:
   * requests, bytes, queue time and device time, and what the elevator keeps for it.
   *
   * @return null without an elevator, with one that keeps no contexts, before the task's first I/O
   *     here and after its end
   */
  @Nullable StatisticsNode statistics(Task task);

  /**
   * Returns the state of everything inside as text for people, with the names of Linux's debug
   * files: flags, tags, and each request with its place. Safe and quick on a live queue; the exact
   * text may change from version to version.
   */
  String debugState();

  /**
   * Adds a listener, which hears of later events; a listener that was added before is not added.
   */
  void addListener(QueueListener listener);

  /**
   * Removes a listener; a call of it that is in progress goes on. Without effect if it was not
   * added.
   */
  void removeListener(QueueListener listener);
}
