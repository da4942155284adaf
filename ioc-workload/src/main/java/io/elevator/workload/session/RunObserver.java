package io.elevator.workload.session;

import io.elevator.api.BlockLayer;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.run.Drives;
import io.elevator.workload.run.IoWatch;
import io.elevator.workload.run.ProgressSnapshot;
import org.jspecify.annotations.Nullable;

/** Watches a run for its user. Called by any thread; implementations are thread-safe. */
public interface RunObserver {
  /**
   * The drives are open, and nothing has been done with them yet.
   *
   * @param nowNanos the time on the clock of {@code layer}
   */
  default void opened(BlockLayer layer, Drives drives, long nowNanos) {}

  /** Everything is open, and the jobs are about to start. */
  default void announce(JobSet workload, RunSetting setting) {}

  /** Who sees the I/Os of a job; null for nobody. */
  default @Nullable IoWatch watch(Job job) {
    return null;
  }

  /** How far the jobs are, now and then. */
  default void progress(ProgressSnapshot snapshot) {}

  /** News that nobody needs who does not watch. */
  default void tell(String text) {}

  /** A remark that whoever asked for quiet does not want: a plugin that is of no use. */
  default void warn(String text) {}

  /** A line that the user must see: an I/O error, a defect. */
  void complain(String text);
}
