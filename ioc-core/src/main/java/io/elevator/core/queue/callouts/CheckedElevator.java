package io.elevator.core.queue.callouts;

import io.elevator.core.context.LockChecks;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SubmittedBio;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Passes the hooks that a queue calls with no lock held to an elevator. Meanwhile marks the thread
 * as being in a hook, because a hook may not call methods that wait or lock. Used in checked mode
 * only.
 */
final class CheckedElevator extends Elevator implements BioMerger, DepthLimiter {
  private final Elevator elevator;
  private final @Nullable BioMerger bioMerger;
  private final @Nullable DepthLimiter depthLimiter;

  /**
   * Wraps an elevator.
   *
   * @param elevator receiver of the hooks
   * @param bioMerger its hook for merges; null if it has none, and then {@link #bioMerge} is not
   *     called
   * @param depthLimiter its hook for limits of tags; null if it has none, and then {@link
   *     #limitDepth} is not called
   */
  CheckedElevator(
      Elevator elevator, @Nullable BioMerger bioMerger, @Nullable DepthLimiter depthLimiter) {
    this.elevator = elevator;
    this.bioMerger = bioMerger;
    this.depthLimiter = depthLimiter;
  }

  private static LockChecks.@Nullable Hook enter() {
    return LockChecks.enterHook(LockChecks.Hook.ELEVATOR);
  }

  @Override
  public void exit() {
    throw new IllegalStateException("exit is called by the attachment, without this wrapper");
  }

  @Override
  public int limitDepth(SubmittedBio bio) {
    LockChecks.Hook outer = enter();
    try {
      return Objects.requireNonNull(depthLimiter).limitDepth(bio);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
    LockChecks.Hook outer = enter();
    try {
      return Objects.requireNonNull(bioMerger).bioMerge(bio, absorbed, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void prepare(Request rq, long now) {
    LockChecks.Hook outer = enter();
    try {
      elevator.prepare(rq, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void insert(
      HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
    LockChecks.Hook outer = enter();
    try {
      elevator.insert(hctx, list, atHead, absorbed, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public boolean hasWork(HardwareQueue hctx) {
    LockChecks.Hook outer = enter();
    try {
      return elevator.hasWork(hctx);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public @Nullable Request dispatch(HardwareQueue hctx, long now) {
    LockChecks.Hook outer = enter();
    try {
      return elevator.dispatch(hctx, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void completed(Request rq, long now) {
    LockChecks.Hook outer = enter();
    try {
      elevator.completed(rq, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void requeue(Request rq, long now) {
    LockChecks.Hook outer = enter();
    try {
      elevator.requeue(rq, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void finish(Request rq, long now) {
    LockChecks.Hook outer = enter();
    try {
      elevator.finish(rq, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }
}
