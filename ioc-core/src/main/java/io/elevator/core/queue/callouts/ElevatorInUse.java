package io.elevator.core.queue.callouts;

import org.jspecify.annotations.Nullable;

/**
 * The elevator that a queue has now, and the number of requests of each hardware queue with it.
 * Both are volatile and change while the queue is frozen and quiesced: a thread that holds a usage
 * unit, or runs a hardware queue, sees one elevator throughout.
 */
public final class ElevatorInUse {
  private volatile @Nullable ElevatorCalls calls;
  private volatile int requests;

  /**
   * Starts without an elevator.
   *
   * @param requests number of requests of each hardware queue
   */
  public ElevatorInUse(int requests) {
    this.requests = requests;
  }

  /** Returns the calls of the elevator, or null without one. */
  public @Nullable ElevatorCalls calls() {
    return calls;
  }

  /** Returns the number of requests that each hardware queue may have. */
  public int requests() {
    return requests;
  }

  public void requests(int value) {
    requests = value;
  }

  /** Puts an elevator to use, or none; the queue is frozen and quiesced. */
  public void change(@Nullable ElevatorCalls next, int nextRequests) {
    calls = next;
    requests = nextRequests;
  }
}
