package io.elevator.core.queue.state;

import io.elevator.spi.HardwareQueue;

/**
 * A hardware queue as the elevator of one attachment uses it: with the tags of that attachment and
 * the elevator's own object. A new attachment has these objects of its own while the old elevator
 * still uses the old ones. A queue without an elevator has such an object as well, to which its
 * requests refer.
 */
public final class ElevatorHardwareQueue extends HardwareQueue {
  private final CoreHardwareQueue core;
  private final RequestPool pool;

  public ElevatorHardwareQueue(CoreHardwareQueue core, RequestPool pool) {
    this.core = core;
    this.pool = pool;
  }

  CoreHardwareQueue core() {
    return core;
  }

  public RequestPool pool() {
    return pool;
  }

  @Override
  public int index() {
    return core.index();
  }

  @Override
  public int tagDepth() {
    return pool.tags().depth();
  }

  @Override
  public int tagWordShift() {
    return pool.tags().ordinary().shift();
  }

  /** Each freed tag wakes one waiter whatever the shallow depth, so nothing has to be adapted. */
  @Override
  public void announceShallowDepth(int smallest) {
    if (smallest < 0) {
      throw new IllegalArgumentException(
          "a shallow depth of " + smallest + " announced; expected 0 or more");
    }
  }

  @Override
  public void run() {
    core.runs().request();
  }

  @Override
  public String toString() {
    return core.toString();
  }
}
