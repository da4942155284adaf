package io.elevator.core.context;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The core's record of one icq: its context and queue, its links in the list of the context and in
 * the list of the queue, its state, and its counters.
 *
 * <p>Context and queue are final, so a reader that found the record through a hint may compare the
 * queue at any time. {@code icq} is written once before the record is published (release, in the
 * index) and read after the record was found (acquire), or under a lock. The queue lock guards the
 * links in the queue's list; the context lock guards the links in the context's list and EXITED.
 * DESTROYED is written under both locks and read under either. The flags are volatile for {@link
 * #isExited}, which statistics call without a lock.
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

  /** Returns the queue of this icq as the core's own type. */
  public QueueIcqs queueIcqs() {
    return (QueueIcqs) queue();
  }

  /** Returns the io context of this icq as the core's own type. */
  public CoreContext coreContext() {
    return (CoreContext) context();
  }

  /** Returns the elevator's icq object. It is set before this record is published. */
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

  // The two methods below need no atomic change of the flags, because their caller holds the
  // context lock.

  void markExited() {
    flags = (byte) (flags | EXITED);
  }

  void markDestroyed() {
    flags = (byte) (flags | DESTROYED);
  }

  /** Counts a request that was allocated for this icq. Any thread may call this. */
  public void countQueued() {
    figures.countQueued();
  }

  /** Counts a request of this icq that was handed to the driver. Any thread may call this. */
  public void countDispatched() {
    figures.countDispatched();
  }

  /** Counts a bio that was merged into a queued request of this icq. Any thread may call this. */
  public void countMerged() {
    figures.countMerged();
  }

  /**
   * Counts a completed request of this icq. Any thread may call this; it never waits.
   *
   * @param bytes bytes that the request moved
   * @param waitNanos time from allocation to start by the driver, in nanoseconds
   * @param deviceNanos time from start by the driver to completion, in nanoseconds
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

  // The methods below handle the context's list of icqs. Their caller holds the context lock.

  /**
   * Returns the record of a queue's icq in a context's list, or null if there is none.
   *
   * @param head first record of the list
   */
  static @Nullable IcqNode ofQueue(@Nullable IcqNode head, QueueIcqs queue) {
    for (IcqNode node = head; node != null; node = node.contextNext) {
      if (node.queueIcqs() == queue) {
        return node;
      }
    }
    return null;
  }

  /**
   * Adds this record at the head of a context's list.
   *
   * @return the new head of the list: this record
   */
  IcqNode linkBefore(@Nullable IcqNode head) {
    contextNext = head;
    if (head != null) {
      head.contextPrev = this;
    }
    return this;
  }

  /**
   * Removes this record from its context's list.
   *
   * @return the new head of the list; null if the list is empty
   */
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
