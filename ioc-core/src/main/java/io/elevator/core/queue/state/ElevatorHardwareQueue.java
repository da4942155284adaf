package io.elevator.core.queue.state;

import io.elevator.spi.HardwareQueue;

/**
 * A hardware queue as the elevator of one attachment uses it: with the tags of that attachment and
 * the object of that elevator. A new elevator is made ready while the old one still has its own. A
 * queue without an elevator has one as well, which its requests name.
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

  /** One waiter is woken for each tag freed, whatever the limits, so there is nothing to adapt. */
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
