package io.elevator.core.context;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The core's side of one icq: its owners, its place in the lists of both, how far its life has got,
 * and its figures.
 *
 * <p>Owners are final, so that a reader who found the node through a hint may compare the queue
 * whatever is happening to the node. {@code icq} is written once before the node is published (with
 * release, in the index) and read after the node was found (with acquire), or under a lock. The
 * links in the queue's list are guarded by the queue lock, those in the context's list and EXITED
 * by the context lock, DESTROYED is written under both and read under either. The one reader
 * without a lock is {@link #isExited}, a hint for statistics, for which the flags are volatile.
 */
public final class IcqNode extends IcqOwner {
  private static final int EXITED = 4;
  private static final int DESTROYED = 8;

  private final IcqFigures figures = new IcqFigures();
  private @Nullable Icq icq;
  @Nullable IcqNode queuePrev;
  @Nullable IcqNode queueNext;
  @Nullable IcqNode contextPrev;
  @Nullable IcqNode contextNext;
  private volatile byte flags;

  IcqNode(QueueIcqs queue, CoreContext context) {
    super(queue, context);
  }

  /** Returns the queue, as the core sees it. */
  public QueueIcqs queueIcqs() {
    return (QueueIcqs) queue();
  }

  /** Returns the context, as the core sees it. */
  public CoreContext coreContext() {
    return (CoreContext) context();
  }

  /** Returns the elevator's record, which is there before anybody else can see the node. */
  public Icq boundIcq() {
    return Objects.requireNonNull(icq);
  }

  void bind(Icq made) {
    icq = made;
  }

  @Override
  public boolean isExited() {
    return (flags & EXITED) != 0;
  }

  boolean isDestroyed() {
    return (flags & DESTROYED) != 0;
  }

  // Both under the context lock, so the two steps of reading and writing are one.

  void markExited() {
    flags = (byte) (flags | EXITED);
  }

  void markDestroyed() {
    flags = (byte) (flags | DESTROYED);
  }

  /** Counts a request made. Any thread. */
  public void countQueued() {
    figures.countQueued();
  }

  /** Counts a request handed to the driver. Any thread. */
  public void countDispatched() {
    figures.countDispatched();
  }

  /** Counts a bio merged into a queued request. Any thread. */
  public void countMerged() {
    figures.countMerged();
  }

  /**
   * Counts a completed request. Any thread; waits for nobody.
   *
   * @param bytes how much it moved
   * @param waitNanos from its allocation to the driver
   * @param deviceNanos from the driver to its completion
   */
  public void countCompleted(long bytes, long waitNanos, long deviceNanos) {
    figures.countCompleted(bytes, waitNanos, deviceNanos);
  }

  @Override
  public long queued() {
    return figures.queued();
  }

  @Override
  public long dispatched() {
    return figures.dispatched();
  }

  @Override
  public long merged() {
    return figures.merged();
  }

  @Override
  public long bytes() {
    return figures.bytes();
  }

  @Override
  public long waitNanos() {
    return figures.waitNanos();
  }

  @Override
  public long deviceNanos() {
    return figures.deviceNanos();
  }

  @Override
  public String toString() {
    return "icq of context " + context().id() + " on queue " + queue().id();
  }

  // The list of the context, under the context lock.

  /** Returns the record of a queue's icq in a context's list, or null. */
  static @Nullable IcqNode ofQueue(@Nullable IcqNode head, QueueIcqs queue) {
    for (IcqNode node = head; node != null; node = node.contextNext) {
      if (node.queueIcqs() == queue) {
        return node;
      }
    }
    return null;
  }

  /** Adds this record to a context's list; returns the new head, which it is. */
  IcqNode linkBefore(@Nullable IcqNode head) {
    contextNext = head;
    if (head != null) {
      head.contextPrev = this;
    }
    return this;
  }

  /** Takes this record out of its context's list; returns the new head. */
  @Nullable IcqNode unlinkFrom(@Nullable IcqNode head) {
    IcqNode prev = contextPrev;
    IcqNode next = contextNext;
    if (prev != null) {
      prev.contextNext = next;
    }
    if (next != null) {
      next.contextPrev = prev;
    }
    contextPrev = null;
    contextNext = null;
    return prev == null ? next : head;
  }
}
