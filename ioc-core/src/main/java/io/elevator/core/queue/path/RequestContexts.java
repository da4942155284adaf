package io.elevator.core.queue.path;

import io.elevator.api.Task;
import io.elevator.core.context.CoreTask;
import io.elevator.core.context.IcqNode;
import io.elevator.core.context.QueueIcqs;
import io.elevator.spi.Icq;
import io.elevator.spi.Request;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The icq that a request carries, and the reference of its context that goes with it: taken before
 * the prepare hook, dropped after the finish hook, once, with no lock held.
 */
public final class RequestContexts {
  private final BiConsumer<String, Throwable> icqDefects;
  private final QueueIcqs icqs;

  public RequestContexts(BiConsumer<String, Throwable> icqDefects, QueueIcqs icqs) {
    this.icqDefects = icqDefects;
    this.icqs = icqs;
  }

  /** Gives a request its task's icq, if the elevator wants icqs and one can be had. */
  void take(QueueRequest rq, long now) {
    if (rq.task() instanceof CoreTask task && icqs.wantsIcqs()) {
      try {
        rq.icq(task.findOrCreateIcq(icqs, now));
      } catch (Throwable e) {
        // A factory or an init hook failed: the request goes on without, as after a failed
        // allocation.
        icqDefects.accept("making an icq", e);
      }
    }
  }

  /** Drops what {@link #take} took. */
  void drop(QueueRequest rq) {
    IcqNode node = nodeOf(rq);
    if (node != null) {
      rq.icq(null);
      node.coreContext().put();
    }
  }

  /** Returns the core's side of a request's icq, or null. */
  static @Nullable IcqNode nodeOf(Request rq) {
    Icq icq = rq.icq();
    return icq == null ? null : (IcqNode) icq.owner();
  }

  /** Returns the icq of a task for this queue if there is one. */
  public @Nullable Icq lookup(@Nullable Task task) {
    return task instanceof CoreTask core && icqs.wantsIcqs() ? core.lookupIcq(icqs) : null;
  }
}
