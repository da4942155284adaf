package io.elevator.spi;

import org.jspecify.annotations.Nullable;

/**
 * One hardware queue ({@code hctx}) of a queue as one attachment of an elevator uses it: with the
 * scheduler tags of that attachment and the elevator's own object. Thread-safe.
 */
public abstract class HardwareQueue {
  private @Nullable Object elevatorData;

  /** Only the core makes hardware queues. */
  protected HardwareQueue() {}

  /** Returns the index of this hardware queue, from 0. */
  public abstract int index();

  /** Returns the elevator's object for this hardware queue; null after its exit. */
  public final @Nullable Object elevatorData() {
    return elevatorData;
  }

  /**
   * Sets the elevator's object for this hardware queue. Called in {@link
   * Elevator#initHardwareQueue}, with the queue frozen.
   */
  public final void elevatorData(@Nullable Object value) {
    elevatorData = value;
  }

  /** Returns the number of scheduler tags. */
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
}
