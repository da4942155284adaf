package io.elevator.core.queue.state;

/**
 * The rates of the faults that a queue makes on purpose, so that code above the queue can be
 * tested: bios that fail before anything happens, and completions that are taken for lost until the
 * request's time is up. {@link QueueMarks} says whether faults are made at all.
 *
 * <p>The seed is guarded by the queue's attribute lock.
 */
public final class FaultInjection {
  private final FaultRate bios = new FaultRate("fail_make_request");
  private final FaultRate completions = new FaultRate("fail_io_timeout");
  private long seed;

  /** Returns the rate at which bios fail. */
  public FaultRate bios() {
    return bios;
  }

  /** Returns the rate at which completions are lost. */
  public FaultRate completions() {
    return completions;
  }

  public long seed() {
    return seed;
  }

  /** Sets the seed of the random numbers; both rates begin anew with their remaining counts. */
  public void seed(long value) {
    seed = value;
    bios.set(bios.text(), value);
    completions.set(completions.text(), value);
  }
}
