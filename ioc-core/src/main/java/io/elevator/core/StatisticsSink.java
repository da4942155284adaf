package io.elevator.core;

import io.elevator.api.StatisticsNode;

/**
 * Receives the figures of a layer's queues: the last figures of each queue when it is closed and,
 * if an interval was set, the figures of each open queue at that interval. Called by a worker, or
 * in virtual time by the thread that closes a queue; calls for one layer never overlap. A sink must
 * not call into the layer. Exceptions of the sink are reported to the layer's error sink.
 */
@FunctionalInterface
public interface StatisticsSink {
  /** Sink that ignores all figures. */
  StatisticsSink NONE = (queue, figures) -> {};

  /**
   * Receives the figures of a queue.
   *
   * @param queue name of the queue
   * @param figures result of {@link io.elevator.api.QueueMetrics#statistics()}
   */
  void record(String queue, StatisticsNode figures);
}
