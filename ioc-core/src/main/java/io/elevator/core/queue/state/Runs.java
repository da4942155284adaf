package io.elevator.core.queue.state;

/** The runs of one hardware queue: requests them, now or later, and performs them. */
public interface Runs {
  /**
   * Performs a run, or leaves it to the thread that performs one, or to a worker if the driver may
   * block. The thread has entered the library and holds no lock.
   */
  void perform(Activation activation);

  /** Requests a run outside this call and all locks. */
  void request();

  /** Leaves a run to a worker, unless one that has not begun is to do it already. */
  void defer();

  /**
   * Requests a run after some time.
   *
   * @param nanos time in nanoseconds, any number
   */
  void requestAfter(long nanos);

  /**
   * Requests a run after some time, or before: one that is to come earlier will do.
   *
   * @param nanos time in nanoseconds
   */
  void requestWithin(long nanos);

  /** Returns the number of runs so far. */
  long count();

  /**
   * Returns the number of calls of the driver in runs that have returned; read by other threads.
   */
  long driverCalls();

  /**
   * Closes the timer.
   *
   * @param nanos limit of the wait for a callback in progress, in nanoseconds
   * @return whether none is in progress
   */
  boolean close(long nanos);
}
