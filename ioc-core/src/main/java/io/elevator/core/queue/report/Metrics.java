package io.elevator.core.queue.report;

import io.elevator.api.DiskActivity;
import io.elevator.api.InFlight;
import io.elevator.api.QueueListener;
import io.elevator.api.QueueMetrics;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.core.queue.state.Listeners;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The figures and listeners of a queue as applications see them: passes each call to the part of
 * the queue that has the answer. Stateless.
 */
public final class Metrics implements QueueMetrics {
  private final QueueReport report;
  private final Listeners listeners;
  private final Supplier<String> debugState;

  public Metrics(QueueReport report, Listeners listeners, Supplier<String> debugState) {
    this.report = report;
    this.listeners = listeners;
    this.debugState = debugState;
  }

  @Override
  public DiskActivity disk() {
    return report.activity();
  }

  @Override
  public InFlight inFlight() {
    return report.inFlight();
  }

  @Override
  public StatisticsNode statistics() {
    return report.latest();
  }

  @Override
  public @Nullable StatisticsNode statistics(Task task) {
    return report.of(task);
  }

  @Override
  public String debugState() {
    return debugState.get();
  }

  @Override
  public void addListener(QueueListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(QueueListener listener) {
    listeners.remove(listener);
  }
}
