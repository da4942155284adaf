package io.elevator.spi;

import io.elevator.api.AttributeException;
import io.elevator.api.Bio;
import io.elevator.api.Group;
import org.jspecify.annotations.Nullable;

/**
 * The elevator of one queue: owns requests from insertion to dispatch and decides their order.
 * Every hook is called with no lock of the core held unless it says otherwise, several threads may
 * be in different hooks at once, and the elevator guards itself with its own lock. No hook may
 * block, submit I/O, or call {@link io.elevator.api.RequestQueue}. Source: the hook table of Linux
 * 6.1 {@code struct elevator_mq_ops}, with every needed time given as {@code now}.
 *
 * <p>For an ordinary request: limit-depth, prepare, insert, (merge hooks), has-work, dispatch,
 * (requeue, insert at head, dispatch), completed, finish. Every prepare is matched by exactly one
 * finish. A request that was absorbed by a merge, or never used, sees finish without dispatch and
 * completed. Flush-type requests and driver-private commands never come here, but {@link
 * #completed} may be called for a flush-type one.
 */
public abstract class Elevator {
  /** For the plugin's subclass. */
  protected Elevator() {}

  // Life: called with the queue frozen and quiesced, by one thread.

  /**
   * Makes what the elevator keeps for each request; called once for each scheduler tag at
   * attachment and after a resize, and handed back by {@link Request#elevatorData} for as long as
   * the attachment lasts.
   */
  public @Nullable Object newRequestData(Request rq) {
    return null;
  }

  /**
   * A hardware queue of the queue is there; after {@link ElevatorType#attach}, in order of index.
   * May throw to refuse.
   */
  public void initHardwareQueue(HardwareQueue hctx) {}

  /**
   * The hardware queue goes; before {@link #exit}, only if {@link #initHardwareQueue} returned for
   * it.
   */
  public void exitHardwareQueue(HardwareQueue hctx) {}

  /**
   * The attachment ends (exit-sched): closes its timers. All requests are gone.
   *
   * @throws IllegalStateException if requests are left, which is a defect
   */
  public abstract void exit();

  /** The number of scheduler tags changed; the new one is in place. */
  public void depthUpdated(HardwareQueue hctx) {}

  // Submission.

  /**
   * Limits how many scheduler tags of each word an allocation may use ({@link
   * HardwareQueue#tagWordShift}); 0 for no limit. Called before each search for a tag with {@link
   * ElevatorCapability#LIMIT_DEPTH}, not for flush-type bios. Must not change anything.
   */
  public int limitDepth(Bio bio) {
    return 0;
  }

  /**
   * Looks for a queued request that takes the bio, with {@link ElevatorCapability#BIO_MERGE}:
   * locks, calls {@link Attachment#tryMerge} or {@link Attachment#tryListMerge}, unlocks.
   *
   * @param absorbed receives requests that vanished into others; the core frees them afterwards
   * @return whether the bio was taken, as the merge function answered; another answer is a defect
   *     and changes nothing
   */
  public boolean bioMerge(Bio bio, RequestList absorbed, long now) {
    return false;
  }

  /**
   * May the bio join the request? With {@link ElevatorCapability#ALLOW_MERGE}, called from within
   * the attachment's merge functions under whatever lock their caller holds, more than once for the
   * same bio.
   */
  public boolean allowMerge(Request rq, Bio bio, long now) {
    return true;
  }

  /**
   * Returns a queued request, compatible ({@link Attachment#mayMerge}) and allowed, that starts
   * where the bio ends; or null. Called from within {@link Attachment#tryMerge}.
   */
  public @Nullable Request findFrontMerge(Bio bio, long now) {
    return null;
  }

  /**
   * A bio joined the request; at the front, its start moved. Called from within {@link
   * Attachment#tryMerge}.
   */
  public void requestMerged(Request rq, MergeKind kind, long now) {}

  /**
   * A request was absorbed by another: take it out of every structure and hand its earlier deadline
   * on. Called from within the attachment's merge functions; the absorbed one may never have been
   * inserted.
   */
  public void requestsMerged(Request rq, Request absorbed, long now) {}

  /**
   * Returns the queued request before this one by start sector, or null. Called from within the
   * merge functions.
   */
  public @Nullable Request formerRequest(Request rq) {
    return null;
  }

  /**
   * Returns the queued request after this one by start sector, or null. Called from within the
   * merge functions.
   */
  public @Nullable Request nextRequest(Request rq) {
    return null;
  }

  /**
   * A request was allocated for a task: sets {@link Request#elevatorData} to its initial state. The
   * request has operation, flags, task, group and icq, but no position yet. Must not throw.
   */
  public void prepare(Request rq, long now) {}

  /**
   * Takes all requests of a list, which must be empty on return; trying {@link
   * Attachment#tryInsertMerge} for each where merging is wanted. At the tail the order of the list
   * is kept; at the head the last of the list ends up first.
   *
   * @param absorbed receives requests that vanished into others; the core frees them afterwards
   */
  public abstract void insert(
      HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now);

  // Dispatch.

  /**
   * Whether there may be something to dispatch: cheap, without a lock, without side effects. May be
   * wrongly true, never wrongly false once insert has returned.
   */
  public abstract boolean hasWork(HardwareQueue hctx);

  /**
   * Hands out the next request, out of all structures, or null. An elevator that merges by sector
   * tells the attachment ({@link Attachment#dispatched}), which ends all merging into it. An
   * elevator that withholds requests must itself ask for a run later. May be called by several
   * threads at once.
   */
  public abstract @Nullable Request dispatch(HardwareQueue hctx, long now);

  // Completion.

  /**
   * The device finished a request; its bios have been accounted. May be called for requests never
   * seen here.
   */
  public void completed(Request rq, long now) {}

  /**
   * The driver gave a dispatched request back: undo what dispatch accounted. It will be inserted
   * again, at the head.
   */
  public void requeue(Request rq, long now) {}

  /** The request ends, whatever its story; once for each prepare. */
  public void finish(Request rq, long now) {}

  // Contexts.

  /**
   * A new icq is about to be published. Runs under queue lock and context lock; may take the
   * elevator's own.
   */
  public void initIcq(Icq icq, long now) {}

  /**
   * The icq's tasks, or its queue, are going. Runs under the context lock; may take the elevator's
   * own lock.
   */
  public void exitIcq(Icq icq, long now) {}

  // Groups.

  /** A group's weight changed. */
  public void groupWeightChanged(Group group, long now) {}

  /**
   * A group without tasks and children was removed; it is not named again, but requests of it may
   * be under way.
   */
  public void groupRemoved(Group group, long now) {}

  // Attributes and state; serialised by the core, the queue not frozen.

  /** Returns a tunable's value as text. */
  public String show(String attribute) {
    throw new java.util.NoSuchElementException("no attribute " + attribute);
  }

  /**
   * Sets a tunable.
   *
   * @throws AttributeException if the value is refused; the old one stays
   */
  public void store(String attribute, String text, long now) {
    throw new java.util.NoSuchElementException("no attribute " + attribute);
  }

  /** Writes its figures and inner state, for statistics and debugging; any thread. */
  public void describe(StateWriter out) {}
}
