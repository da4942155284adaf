package io.elevator.spi;

import io.elevator.api.BioStatus;
import org.jspecify.annotations.Nullable;

/**
 * One hardware queue ({@code hctx}) of a queue, as elevator and driver see it. Thread-safe.
 *
 * <p>A driver completes the cookie that {@link Request#start} gave it: generation and tag, so that
 * a second or late completion is counted and reported, and never ends the I/O of the tag's next
 * user. A cookie is unique within its hardware queue only.
 */
public abstract class HardwareQueue {
  private @Nullable Object elevatorData;

  /** Only the core makes hardware queues. */
  protected HardwareQueue() {}

  /** Returns its index, from 0. */
  public abstract int index();

  // For elevators.

  /** Returns the elevator's object for this hardware queue; null after its exit. */
  public final @Nullable Object elevatorData() {
    return elevatorData;
  }

  /** Keeps the elevator's object; in {@link Elevator#initHardwareQueue}, with the queue frozen. */
  public final void elevatorData(@Nullable Object value) {
    elevatorData = value;
  }

  /** Returns the scheduler tags: their number. */
  public abstract int tagDepth();

  /**
   * Returns the binary logarithm of the scheduler tags in each word; fixed when the tag space is
   * made.
   */
  public abstract int tagWordShift();

  /**
   * Announces the smallest limit that {@link Elevator#limitDepth} will answer, so that wake-ups
   * suit it.
   */
  public abstract void announceShallowDepth(int smallest);

  /** Asks for a run, outside this call and all locks. */
  public abstract void run();

  // For drivers.

  /** Asks for a run after some time. */
  public abstract void runAfter(long nanos);

  /**
   * Ends a started request; at most once counts. Call with no lock held that {@link BlockDriver}
   * methods take.
   */
  public abstract void complete(long cookie, BioStatus status);

  /**
   * Reports the first sectors of a started request done, successfully or not. The bios that lie in
   * them end; the request goes on with the rest, in flight under the same cookie, and its length,
   * position and data are the rest's: complete it, report another part, or requeue it.
   *
   * @param sectors from 1; as many as the request has, or more, ends it
   * @throws UnsupportedOperationException if this one has no drive behind it
   */
  public void completePart(long cookie, int sectors, BioStatus status) {
    throw new UnsupportedOperationException(this + " has no drive that could do a part");
  }

  /** Ends several started requests at once; the batch may be used again on return. */
  public abstract void complete(Completions batch);

  /**
   * Gives a started request back, to be queued again.
   *
   * @param kick false: the driver will ask for the requeue later ({@link #kickRequeue})
   */
  public abstract void requeue(long cookie, boolean kick);

  /**
   * As {@link #requeue}, for a request in which the driver keeps state of its own: it comes back
   * past the elevator and is not merged meanwhile.
   *
   * @throws UnsupportedOperationException if this one has no drive behind it
   */
  public void requeuePrepared(long cookie, boolean kick) {
    throw new UnsupportedOperationException(this + " has no drive that could keep a request");
  }

  /** Queues again what was given back. */
  public abstract void kickRequeue();

  /**
   * Has the driver asked about a started request as if its time were up ({@link
   * BlockDriver#timedOut}), soon and outside this call; nothing if it has ended.
   *
   * @throws UnsupportedOperationException if this one has no drive behind it
   */
  public void expire(long cookie) {
    throw new UnsupportedOperationException(this + " has no drive that could be late");
  }

  /** Returns the started request of a cookie, or null if it has ended. */
  public abstract @Nullable Request started(long cookie);
}
