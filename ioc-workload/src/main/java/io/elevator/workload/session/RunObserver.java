package io.elevator.workload.session;

import io.elevator.api.BlockLayer;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.run.Drives;
import io.elevator.workload.run.IoWatch;
import io.elevator.workload.run.ProgressSnapshot;
import org.jspecify.annotations.Nullable;

/** Observer of a run. Called from any thread, so implementations must be thread-safe. */
public interface RunObserver {
  /**
   * Called when the drives are open, before any I/O.
   *
   * @param layer block layer of the drives
   * @param drives open drives
   * @param nowNanos time of the layer's clock, in nanoseconds
   */
  default void opened(BlockLayer layer, Drives drives, long nowNanos) {}

  /** Called when everything is open, before the jobs start. */
  default void announce(JobSet workload, RunSetting setting) {}

  /** Returns the listener for the I/Os of a job, null if the observer needs none. */
  default @Nullable IoWatch watch(Job job) {
    return null;
  }

  /** Called periodically with the progress of the jobs. */
  default void progress(ProgressSnapshot snapshot) {}

  /** Receives a message about progress, which is useful only to a user who watches the run. */
  default void tell(String text) {}

  /**
   * Receives a warning that a quiet run suppresses, such as one about a plugin that cannot be used.
   */
  default void warn(String text) {}

  /** Receives a message that the user must see: an I/O error or a defect. */
  void complain(String text);
}
