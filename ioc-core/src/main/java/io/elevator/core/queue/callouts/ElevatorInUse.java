package io.elevator.core.queue.callouts;

import org.jspecify.annotations.Nullable;

/**
 * The elevator that a queue uses now, and the number of requests of each hardware queue. Both
 * fields are volatile and change only while the queue is frozen and quiesced. So a thread that
 * holds a unit of the usage counter, or runs a hardware queue, always sees the same elevator.
 */
public final class ElevatorInUse {
  private volatile @Nullable ElevatorCalls calls;
  private volatile int requests;

  /**
   * Creates the state of a queue without an elevator.
   *
   * @param requests number of requests of each hardware queue
   */
  public ElevatorInUse(int requests) {
    this.requests = requests;
  }

  /** Returns the calls of the elevator in use, or null without an elevator. */
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

  /** Sets the elevator in use, or none. The queue is frozen and quiesced. */
  public void change(@Nullable ElevatorCalls next, int nextRequests) {
    calls = next;
    requests = nextRequests;
  }
}
