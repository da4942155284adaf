package io.elevator.workload.run;

import io.elevator.workload.job.BatchSpec;

/**
 * Gate that limits the number of I/Os in flight of a job. It closes when the job reaches its depth,
 * and opens again when enough I/Os have ended ({@code iodepth_batch_complete_min}) and few enough
 * are in flight ({@code iodepth_low}). Used by the job's {@link SerialWork} only.
 */
final class DepthGate {
  private final BatchSpec batches;
  private boolean closed;
  private int endedSinceClosed;

  DepthGate(BatchSpec batches) {
    this.batches = batches;
  }

  /**
   * Closes the open gate if the job has reached its depth.
   *
   * @param underWay number of I/Os prepared or in flight
   * @return whether this call has closed the gate
   */
  boolean closesAt(int underWay, int depth) {
    if (closed || underWay < depth) {
      return false;
    }
    closed = true;
    endedSinceClosed = 0;
    return true;
  }

  /** Counts I/Os that have ended towards the number at which the gate opens. */
  void ended(int count) {
    endedSinceClosed += count;
  }

  /**
   * Opens the gate if it is closed and enough I/Os have ended. Returns whether the job must wait.
   */
  boolean holdsBack(int inFlight, int depth) {
    if (!closed) {
      return false;
    }
    int least = Math.min(Math.max(1, batches.completeMin()), depth);
    if (inFlight > 0 && (endedSinceClosed < least || inFlight > Math.min(batches.low(), depth))) {
      return true;
    }
    // The job is still at its depth if the latency target has lowered the depth meanwhile.
    closed = inFlight >= depth;
    return closed;
  }
}
