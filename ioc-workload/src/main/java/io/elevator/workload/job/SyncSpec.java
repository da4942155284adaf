package io.elevator.workload.job;

/**
 * When what was written must have reached the medium.
 *
 * @param every a flush after so many writes, 0 for none
 * @param atEnd a flush of each file when a job that writes ends
 * @param throughCache whether each write goes through the drive's cache
 * @param barrierEvery every write of so many is a barrier: a flush before it, and through the
 *     cache; 0 for none
 * @param serialized whether an I/O waits for those in flight that it overlaps, if one of them
 *     changes data
 */
public record SyncSpec(
    long every, boolean atEnd, boolean throughCache, long barrierEvery, boolean serialized) {
  /** Never. */
  public static final SyncSpec NONE = new SyncSpec(0, false, false, 0, false);
}
