package io.elevator.testkit.fake;

import io.elevator.api.QueueLimits;
import io.elevator.spi.Icq;
import io.elevator.spi.SubmittedBio;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link FakeQueue}: limits and attributes that an elevator reads, and the
 * actions that take the place of the core's. They change between calls of the elevator.
 */
abstract class FakeQueueSettings {
  /** Number of runs of all hardware queues that were asked for. */
  final AtomicInteger runs = new AtomicInteger();

  private volatile QueueLimits limits =
      QueueLimits.builder()
          .maxSectors(256)
          .maxDiscardSectors(8192)
          .maxSecureEraseSectors(8192)
          .maxWriteZeroesSectors(8192)
          .build();
  private volatile boolean rotational;
  private volatile boolean groupScheduling;
  private volatile boolean mergingOff;
  private volatile boolean extendedMergingOff;
  private volatile boolean listening;
  volatile boolean withIcqs = true;
  volatile Runnable onRun = runs::incrementAndGet;
  volatile @Nullable Runnable onMergeAttempt;
  volatile Function<SubmittedBio, @Nullable Icq> icqLookup = bio -> null;
  volatile BiConsumer<String, Throwable> onReport =
      (where, defect) -> {
        throw new AssertionError(where, defect);
      };

  FakeQueueSettings() {}

  /** Returns the limits. */
  public QueueLimits limits() {
    return limits;
  }

  /** Sets the limits. */
  public void limits(QueueLimits value) {
    limits = value;
  }

  /** Returns whether the drive has moving heads. */
  public boolean isRotational() {
    return rotational;
  }

  /** Sets whether the drive has moving heads; false at first. */
  public void rotational(boolean value) {
    rotational = value;
  }

  /** Returns whether group scheduling is on from the start. */
  public boolean isGroupScheduling() {
    return groupScheduling;
  }

  /** Sets whether group scheduling is on from the start; false at first. */
  public void groupScheduling(boolean value) {
    groupScheduling = value;
  }

  /** Returns whether merging is off. */
  public boolean isMergingOff() {
    return mergingOff;
  }

  /** Sets whether merging is off (attribute {@code nomerges} at 2); false at first. */
  public void mergingOff(boolean value) {
    mergingOff = value;
  }

  /** Returns whether merges are looked for in the one-hit cache only. */
  public boolean isExtendedMergingOff() {
    return extendedMergingOff;
  }

  /**
   * Sets whether merges are looked for in the one-hit cache only (attribute {@code nomerges} at 1);
   * false at first.
   */
  public void extendedMergingOff(boolean value) {
    extendedMergingOff = value;
  }

  /** Returns whether decisions are recorded. */
  public boolean isListening() {
    return listening;
  }

  /** Sets whether decisions are recorded; false at first. */
  public void listening(boolean value) {
    listening = value;
  }

  /** Sets whether requests of a {@link FakeTask} get its icq; true at first. */
  public void withIcqs(boolean value) {
    withIcqs = value;
  }

  /**
   * Sets the function that finds icqs of tasks other than {@link FakeTask}; they have none at
   * first.
   */
  public void icqLookup(Function<SubmittedBio, @Nullable Icq> lookup) {
    icqLookup = lookup;
  }

  /** Sets an action to run when a run of all hardware queues is asked for, in place of counting. */
  public void onRun(Runnable action) {
    onRun = action;
  }

  /** Sets an action to run when a merge function is called, before it looks for a request. */
  public void onMergeAttempt(Runnable action) {
    onMergeAttempt = action;
  }

  /**
   * Sets an action to run when the elevator reports a defect, in place of throwing an {@link
   * AssertionError}.
   *
   * @param action receiver of the place and the defect
   */
  public void onReport(BiConsumer<String, Throwable> action) {
    onReport = action;
  }

  // Parts.
}
