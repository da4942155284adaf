package io.elevator.core.queue.state;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.IoContext;
import io.elevator.api.QueueListener;
import io.elevator.core.context.LockChecks;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of a queue. Without listeners, an event costs the read of one field that is null,
 * and allocates nothing.
 *
 * <p>{@code all} is replaced and never modified, under {@link #lock}, and read without it; an event
 * goes to the listeners that were registered at some moment of the call. An exception of a listener
 * is reported, and the other listeners still receive the event. In checked mode each listener is
 * wrapped, which prevents that it calls back.
 */
public final class Listeners {
  private final QueueErrors errors;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile QueueListener @Nullable [] all;

  public Listeners(QueueErrors errors) {
    this.errors = errors;
  }

  public void add(QueueListener listener) {
    lock.lock();
    try {
      QueueListener[] old = all;
      int count = old == null ? 0 : old.length;
      if (indexOf(old, listener) < 0) {
        QueueListener[] next = old == null ? new QueueListener[1] : Arrays.copyOf(old, count + 1);
        next[count] = LockChecks.ENABLED ? new CheckedListener(listener) : listener;
        all = next;
      }
    } finally {
      lock.unlock();
    }
  }

  public void remove(QueueListener listener) {
    lock.lock();
    try {
      QueueListener[] old = all;
      int at = indexOf(old, listener);
      if (old == null || at < 0) {
        return;
      }
      if (old.length == 1) {
        all = null;
        return;
      }
      QueueListener[] next = Arrays.copyOf(old, old.length - 1);
      System.arraycopy(old, at + 1, next, at, next.length - at);
      all = next;
    } finally {
      lock.unlock();
    }
  }

  private static int indexOf(QueueListener @Nullable [] list, QueueListener listener) {
    if (list != null) {
      for (int i = 0; i < list.length; i++) {
        if (list[i] == listener
            || (list[i] instanceof CheckedListener checked && checked.isOf(listener))) {
          return i;
        }
      }
    }
    return -1;
  }

  /** Whether anybody listens. */
  public boolean isAny() {
    return all != null;
  }

  private void report(String method, Throwable e) {
    errors.report("listener", method, e);
  }

  // One loop for each method and no lambdas, so that no memory is needed that a report could lack.

  public void queued(Bio bio, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.queued(bio, now);
        } catch (Throwable e) {
          report("queued", e);
        }
      }
    }
  }

  public void tagged(QueueRequest rq, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.tagged(rq, now);
        } catch (Throwable e) {
          report("tagged", e);
        }
      }
    }
  }

  public void inserted(QueueRequest rq, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.inserted(rq, now);
        } catch (Throwable e) {
          report("inserted", e);
        }
      }
    }
  }

  public void merged(QueueRequest rq, Bio bio, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.merged(rq, bio, now);
        } catch (Throwable e) {
          report("merged", e);
        }
      }
    }
  }

  public void absorbed(QueueRequest rq, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.absorbed(rq, now);
        } catch (Throwable e) {
          report("absorbed", e);
        }
      }
    }
  }

  void issued(QueueRequest rq, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.issued(rq, now);
        } catch (Throwable e) {
          report("issued", e);
        }
      }
    }
  }

  public void requeued(QueueRequest rq, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.requeued(rq, now);
        } catch (Throwable e) {
          report("requeued", e);
        }
      }
    }
  }

  public void completed(QueueRequest rq, BioStatus status, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.completed(rq, status, now);
        } catch (Throwable e) {
          report("completed", e);
        }
      }
    }
  }

  public void decided(
      String decision, String reason, @Nullable IoContext context, long value, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.decided(decision, reason, context, value, now);
        } catch (Throwable e) {
          report("decided", e);
        }
      }
    }
  }

  public void contextExited(IoContext context, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.contextExited(context, now);
        } catch (Throwable e) {
          report("contextExited", e);
        }
      }
    }
  }

  public void switched(String from, String to, long began, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.switched(from, to, began, now);
        } catch (Throwable e) {
          report("switched", e);
        }
      }
    }
  }

  public void quarantined(String elevator, String reason, long began, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.quarantined(elevator, reason, began, now);
        } catch (Throwable e) {
          report("quarantined", e);
        }
      }
    }
  }

  public void switchFailed(String from, String to, Throwable failure, long began, long now) {
    QueueListener[] present = all;
    if (present != null) {
      for (QueueListener each : present) {
        try {
          each.switchFailed(from, to, failure, began, now);
        } catch (Throwable e) {
          report("switchFailed", e);
        }
      }
    }
  }
}
