package io.elevator.spi;

import io.elevator.api.AttributeException;
import io.elevator.api.Group;
import org.jspecify.annotations.Nullable;

/**
 * The elevator of one queue. It owns requests from insertion to dispatch and decides their order.
 *
 * <p>Threads and locks: several threads may be in different hooks at once, and the elevator guards
 * its state with its own lock. The core holds no lock when it calls a hook, unless the hook says
 * otherwise. A hook must not block, submit I/O, or call {@link io.elevator.api.RequestQueue}. The
 * parameter {@code now} is the time of the call in nanoseconds.
 *
 * <p>Optional hooks are interfaces: an elevator class that searches for merges of new bios
 * implements {@link BioMerger}, one that refuses some merges {@link MergeFilter}, and one that
 * limits the use of scheduler tags {@link DepthLimiter}. The core looks once, when it attaches the
 * elevator. An elevator that wraps another one implements the same interfaces.
 *
 * <p>Order of hooks for an ordinary request: {@link DepthLimiter#limitDepth}, {@link #prepare},
 * {@link #insert}, merge hooks, {@link #hasWork}, {@link #dispatch}, {@link #completed}, {@link
 * #finish}. A driver may give a dispatched request back: then {@link #requeue}, {@link #insert} at
 * the head and {@link #dispatch} come once more before {@link #completed}. Each call of {@link
 * #prepare} is matched by exactly one call of {@link #finish}. For a request that was absorbed by a
 * merge, or never used, {@link #finish} is called without {@link #dispatch} and {@link #completed}.
 * Flush-type requests and driver-private commands are not given to the elevator, except that {@link
 * #completed} may be called for a flush-type request.
 *
 * <p>Source: Linux 6.1 {@code struct elevator_mq_ops}; here each hook that needs the time receives
 * it as a parameter.
 */
public abstract class Elevator {
  /** Called by the plugin's subclass. */
  protected Elevator() {}

  // Life cycle. One thread calls these hooks, with the queue frozen and quiesced.

  /**
   * Creates the elevator's object for a request. Called once for each scheduler tag, at attachment
   * and after a resize. {@link Request#elevatorData} returns the object until the attachment ends.
   *
   * @return the object, or null if the elevator needs none
   */
  public @Nullable Object newRequestData(Request rq) {
    return null;
  }

  /**
   * Sets up the elevator's state for a hardware queue. Called after {@link ElevatorType#attach}, in
   * order of index. An exception refuses the attachment.
   */
  public void initHardwareQueue(HardwareQueue hctx) {}

  /**
   * Releases the elevator's state for a hardware queue. Called before {@link #exit}, for each
   * hardware queue for which {@link #initHardwareQueue} returned normally.
   */
  public void exitHardwareQueue(HardwareQueue hctx) {}

  /**
   * Ends the attachment and closes the elevator's timers. The elevator holds no request at this
   * point. Corresponds to {@code exit_sched}.
   *
   * @throws IllegalStateException if the elevator still holds requests, which is a defect
   */
  public abstract void exit();

  /**
   * Adapts to another number of scheduler tags. Called when {@link HardwareQueue#tagDepth} already
   * returns the new number.
   */
  public void depthUpdated(HardwareQueue hctx) {}

  // Submission.

  /**
   * Returns a queued request that starts at the sort key where the bio ends, and that {@link
   * Attachment#mayMerge} and {@link MergeFilter#allowMerge} admit; null if there is none. Called by
   * {@link Attachment#tryMerge} under the elevator's lock.
   */
  public @Nullable Request findFrontMerge(SubmittedBio bio, long now) {
    return null;
  }

  /**
   * Called after a bio was merged into a request, by {@link Attachment#tryMerge} under the
   * elevator's lock. After a front merge the request has a new start sector, and the elevator sorts
   * the request again.
   */
  public void requestMerged(Request rq, MergeKind kind, long now) {}

  /**
   * Called when a request absorbs another one, by the attachment's merge functions under the
   * elevator's lock. The elevator removes {@code absorbed} from all its structures and gives {@code
   * rq} the earlier deadline of the two. {@code absorbed} may be a request that was never inserted.
   */
  public void requestsMerged(Request rq, Request absorbed, long now) {}

  /**
   * Returns the queued request before this one in order of start sector, or null. Called by the
   * attachment's merge functions under the elevator's lock.
   */
  public @Nullable Request formerRequest(Request rq) {
    return null;
  }

  /**
   * Returns the queued request after this one in order of start sector, or null. Called by the
   * attachment's merge functions under the elevator's lock.
   */
  public @Nullable Request nextRequest(Request rq) {
    return null;
  }

  /**
   * Sets the elevator's object ({@link Request#elevatorData}) of a request to its initial state.
   * Called when the request was allocated for a task: the request has operation, flags, task, group
   * and icq, but no position yet. Must not throw.
   */
  public void prepare(Request rq, long now) {}

  /**
   * Inserts all requests of a list; the list must be empty on return. Where merging is wanted, the
   * elevator first tries {@link Attachment#tryInsertMerge} for each request. Insertion at the tail
   * keeps the order of the list; insertion at the head puts the last request of the list first.
   *
   * @param hctx hardware queue of the requests
   * @param list requests to insert
   * @param atHead whether to insert at the head, before all other requests
   * @param absorbed list that receives absorbed requests; the core frees them afterwards
   * @param now time of the call, in nanoseconds
   */
  public abstract void insert(
      HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now);

  // Dispatch.

  /**
   * Returns whether there may be a request to dispatch. Cheap; takes no lock and has no side
   * effects. It may return true although there is none. Once {@link #insert} has returned, it must
   * not return false for that request.
   */
  public abstract boolean hasWork(HardwareQueue hctx);

  /**
   * Removes the next request from all structures and returns it, or returns null. An elevator that
   * merges by sector calls {@link Attachment#dispatched} for the request, after which the request
   * takes part in no merge. An elevator that withholds requests must ask for a run later. Several
   * threads may call this at once.
   */
  public abstract @Nullable Request dispatch(HardwareQueue hctx, long now);

  // Completion.

  /**
   * Called when the device has completed a request, after the status of its bios was set and before
   * {@link #finish}. May be called for a request that was never inserted into this elevator.
   */
  public void completed(Request rq, long now) {}

  /**
   * Reverts the accounting of {@link #dispatch} for a request. Called when the driver gave the
   * request back; the core inserts it again, at the head.
   */
  public void requeue(Request rq, long now) {}

  /**
   * Releases the elevator's resources for a request, which ends here. Called once for each call of
   * {@link #prepare}, whether or not the request was inserted, absorbed or dispatched.
   */
  public void finish(Request rq, long now) {}

  // Contexts.

  /**
   * Initialises an icq before other threads can find it. Called under the queue lock and the
   * context lock; may take the elevator's own lock.
   */
  public void initIcq(Icq icq, long now) {}

  /**
   * Releases the elevator's resources for an icq. Called when all tasks of its context have exited,
   * or its queue ends, under the context lock; may take the elevator's own lock.
   */
  public void exitIcq(Icq icq, long now) {}

  // Groups.

  /** Called after the weight of a group has changed. */
  public void groupWeightChanged(Group group, long now) {}

  /**
   * Called after a group without tasks and children was removed. The core names the group in no
   * later call, but requests of the group may still be in flight.
   */
  public void groupRemoved(Group group, long now) {}

  // Tunables and state. The core calls show and store one at a time; the queue is not frozen.

  /** Returns the value of a tunable as text. */
  public String show(String attribute) {
    throw new java.util.NoSuchElementException("no attribute " + attribute);
  }

  /**
   * Sets a tunable.
   *
   * @throws AttributeException if the value is refused; the tunable keeps its old value
   */
  public void store(String attribute, String text, long now) {
    throw new java.util.NoSuchElementException("no attribute " + attribute);
  }

  /**
   * Writes the elevator's figures and inner state, for statistics and debugging. Called by any
   * thread.
   */
  public void describe(StateWriter out) {}
}
