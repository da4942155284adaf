package io.elevator.core.queue.state;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.IoContext;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestView;
import io.elevator.core.context.LockChecks;
import org.jspecify.annotations.Nullable;

/**
 * Passes events to a listener. Meanwhile marks the thread as being in a listener, because a
 * listener may not call back. Used in checked mode only.
 */
final class CheckedListener implements QueueListener {
  private final QueueListener listener;

  CheckedListener(QueueListener listener) {
    this.listener = listener;
  }

  /** Returns whether this object passes events to the given listener. */
  boolean isOf(QueueListener other) {
    return listener == other;
  }

  private static LockChecks.@Nullable Hook enter() {
    return LockChecks.enterHook(LockChecks.Hook.LISTENER);
  }

  @Override
  public void queued(Bio bio, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.queued(bio, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void tagged(RequestView rq, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.tagged(rq, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void inserted(RequestView rq, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.inserted(rq, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void merged(RequestView rq, Bio bio, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.merged(rq, bio, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void absorbed(RequestView rq, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.absorbed(rq, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void issued(RequestView rq, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.issued(rq, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void requeued(RequestView rq, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.requeued(rq, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void completed(RequestView rq, BioStatus status, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.completed(rq, status, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void decided(
      String decision, String reason, @Nullable IoContext context, long value, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.decided(decision, reason, context, value, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void contextExited(IoContext context, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.contextExited(context, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void switched(String from, String to, long began, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.switched(from, to, began, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void quarantined(String elevator, String reason, long began, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.quarantined(elevator, reason, began, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }

  @Override
  public void switchFailed(String from, String to, Throwable failure, long began, long now) {
    LockChecks.Hook outer = enter();
    try {
      listener.switchFailed(from, to, failure, began, now);
    } finally {
      LockChecks.leaveHook(outer);
    }
  }
}
