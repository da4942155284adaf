package io.elevator.core;

import io.elevator.api.StatisticsNode;

/**
 * Receives the figures of a layer's queues: the last ones of each queue when it closes and, if the
 * layer was told an interval, those of each open queue at that interval. Called by whichever thread
 * closes a queue, or by a worker, one call at a time for a layer; must not call into the layer. An
 * exception from it is reported to the layer's errors.
 */
@FunctionalInterface
public interface StatisticsSink {
  /** Throws all away. */
  StatisticsSink NONE = (queue, figures) -> {};

  /**
   * Takes figures.
   *
   * @param queue the queue's name
   * @param figures what {@link io.elevator.api.QueueMetrics#statistics()} tells
   */
  void record(String queue, StatisticsNode figures);
}
