package io.elevator.spi;

import org.jspecify.annotations.Nullable;

/**
 * One hardware queue ({@code hctx}) of a queue as one attachment of an elevator uses it: with the
 * scheduler tags of that attachment and the elevator's own object. Thread-safe.
 */
public abstract class HardwareQueue {
  private @Nullable Object elevatorData;

  /** Called by the core only. */
  protected HardwareQueue() {}

  /** Returns the index of this hardware queue, from 0. */
  public abstract int index();

  /**
   * Returns the elevator's object for this hardware queue; null after {@link
   * Elevator#exitHardwareQueue}.
   */
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

  /** Returns the number of scheduler tags of this hardware queue. */
  public abstract int tagDepth();

  /**
   * Returns the binary logarithm of the number of scheduler tags in each word of the tag bitmap.
   * Fixed when the bitmap is created.
   */
  public abstract int tagWordShift();

  /**
   * Announces the smallest limit that {@link DepthLimiter#limitDepth} will return. The queue adapts
   * the number of freed tags after which it wakes a waiting bio, so that a bio under that limit is
   * not starved.
   *
   * @param smallest smallest limit, in tags of each word
   */
  public abstract void announceShallowDepth(int smallest);

  /** Asks for a run of this hardware queue. The run begins outside this call, with no lock held. */
  public abstract void run();
}
