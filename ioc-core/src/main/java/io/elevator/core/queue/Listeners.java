package io.elevator.core.queue;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.IoContext;
import io.elevator.api.QueueListener;
import io.elevator.core.context.LockChecks;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who hears what happens in a queue. With nobody there, telling costs the read of one field that is
 * null, and nothing is allocated for it.
 *
 * <p>{@code all} is replaced, never changed, under {@link #lock} and read without: whoever reads it
 * tells those who were there at some moment of the call. What a listener throws is reported, and
 * the others are told all the same. In checked mode a listener is kept from calling back.
 */
final class Listeners {
  private final BlockQueue queue;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile QueueListener @Nullable [] all;

  Listeners(BlockQueue queue) {
    this.queue = queue;
  }

  void add(QueueListener listener) {
    lock.lock();
    try {
      QueueListener[] old = all;
      int count = old == null ? 0 : old.length;
      if (indexOf(old, listener) < 0) {
        QueueListener[] next = old == null ? new QueueListener[1] : Arrays.copyOf(old, count + 1);
        next[count] = listener;
        all = next;
      }
    } finally {
      lock.unlock();
    }
  }

  void remove(QueueListener listener) {
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
        if (list[i] == listener) {
          return i;
        }
      }
    }
    return -1;
  }

  /** Whether anybody listens. */
  boolean isAny() {
    return all != null;
  }

  void queued(Bio bio, long now) {
    if (all != null) {
      try {
        tell("queued", each -> each.queued(bio, now));
      } catch (OutOfMemoryError e) {
        queue.report("listener", "queued", e);
      }
    }
  }

  void tagged(QueueRequest rq, long now) {
    if (all != null) {
      try {
        tell("tagged", each -> each.tagged(rq, now));
      } catch (OutOfMemoryError e) {
        queue.report("listener", "tagged", e);
      }
    }
  }

  void inserted(QueueRequest rq, long now) {
    if (all != null) {
      try {
        tell("inserted", each -> each.inserted(rq, now));
      } catch (OutOfMemoryError e) {
        queue.report("listener", "inserted", e);
      }
    }
  }

  void absorbed(QueueRequest rq, long now) {
    if (all != null) {
      try {
        tell("absorbed", each -> each.absorbed(rq, now));
      } catch (OutOfMemoryError e) {
        queue.report("listener", "absorbed", e);
      }
    }
  }

  void issued(QueueRequest rq, long now) {
    if (all != null) {
      try {
        tell("issued", each -> each.issued(rq, now));
      } catch (OutOfMemoryError e) {
        queue.report("listener", "issued", e);
      }
    }
  }

  void completed(QueueRequest rq, BioStatus status, long now) {
    if (all != null) {
      try {
        tell("completed", each -> each.completed(rq, status, now));
      } catch (OutOfMemoryError e) {
        queue.report("listener", "completed", e);
      }
    }
  }

  void decided(String decision, String reason, @Nullable IoContext context, long value, long now) {
    if (all != null) {
      try {
        tell("decided", each -> each.decided(decision, reason, context, value, now));
      } catch (OutOfMemoryError e) {
        queue.report("listener", "decided", e);
      }
    }
  }

  /**
   * Calls all listeners; an exception of one is reported, and the others are called all the same.
   * For what happens seldom; the methods above do not make the message if there is no listener, and
   * report it if there is no memory for one.
   */
  void tell(String what, Consumer<QueueListener> message) {
    QueueListener[] present = all;
    if (present == null) {
      return;
    }
    LockChecks.Hook outer =
        LockChecks.ENABLED ? LockChecks.enterHook(LockChecks.Hook.LISTENER) : null;
    try {
      for (QueueListener each : present) {
        call(each, what, message);
      }
    } finally {
      if (LockChecks.ENABLED) {
        LockChecks.leaveHook(outer);
      }
    }
  }

  private void call(QueueListener listener, String what, Consumer<QueueListener> message) {
    try {
      message.accept(listener);
    } catch (Throwable e) {
      queue.report("listener", what, e);
    }
  }
}
