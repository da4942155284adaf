package io.elevator.core.queue;

import io.elevator.api.Bio;
import io.elevator.core.context.LockChecks;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import org.jspecify.annotations.Nullable;

/**
 * Passes the hooks that a queue calls with no lock held on to an elevator, and remembers meanwhile
 * that the thread is in a hook, which may not call what waits or locks. In use in checked mode
 * only.
 */
final class CheckedElevator extends Elevator {
  private final Elevator elevator;

  CheckedElevator(Elevator elevator) {
    this.elevator = elevator;
  }

  private static LockChecks.@Nullable Hook enter() {
    return LockChecks.enterHook(LockChecks.Hook.ELEVATOR);
  }

  @Override
  public void exit() {
    throw new IllegalStateException("exit is called by the attachment, without this wrapper");
  }

  @Override
  public int limitDepth(Bio bio) {
    LockChecks.Hook outer = enter();
    try {
      return elevator.limitDepth(bio);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public boolean bioMerge(Bio bio, RequestList absorbed, long now) {
    LockChecks.Hook outer = enter();
    try {
      return elevator.bioMerge(bio, absorbed, now);
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
