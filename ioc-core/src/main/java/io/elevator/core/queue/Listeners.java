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
    QueueListener[] present = all;
    if (present != null) {
      tell(present, "queued", each -> each.queued(bio, now));
    }
  }

  void tagged(QueueRequest rq, long now) {
    QueueListener[] present = all;
    if (present != null) {
      tell(present, "tagged", each -> each.tagged(rq, now));
    }
  }

  void inserted(QueueRequest rq, long now) {
    QueueListener[] present = all;
    if (present != null) {
      tell(present, "inserted", each -> each.inserted(rq, now));
    }
  }

  void absorbed(QueueRequest rq, long now) {
    QueueListener[] present = all;
    if (present != null) {
      tell(present, "absorbed", each -> each.absorbed(rq, now));
    }
  }

  void issued(QueueRequest rq, long now) {
    QueueListener[] present = all;
    if (present != null) {
      tell(present, "issued", each -> each.issued(rq, now));
    }
  }

  void completed(QueueRequest rq, BioStatus status, long now) {
    QueueListener[] present = all;
    if (present != null) {
      tell(present, "completed", each -> each.completed(rq, status, now));
    }
  }

  /** Tells all of something; for what happens seldom, and for what looked at {@link #isAny}. */
  void tell(String what, Consumer<QueueListener> message) {
    QueueListener[] present = all;
    if (present != null) {
      tell(present, what, message);
    }
  }

  void decided(String decision, String reason, @Nullable IoContext context, long value, long now) {
    QueueListener[] present = all;
    if (present != null) {
      tell(present, "decided", each -> each.decided(decision, reason, context, value, now));
    }
  }

  private void tell(QueueListener[] present, String what, Consumer<QueueListener> message) {
    LockChecks.Hook outer =
        LockChecks.ENABLED ? LockChecks.enterHook(LockChecks.Hook.LISTENER) : null;
    try {
      for (QueueListener each : present) {
        try {
          message.accept(each);
        } catch (Throwable e) {
          queue.report("listener: " + what, e);
        }
      }
    } finally {
      if (LockChecks.ENABLED) {
        LockChecks.leaveHook(outer);
      }
    }
  }
}
