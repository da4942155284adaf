package io.elevator.core.queue.path;

/**
 * Faults that a queue makes on purpose, so that those above it can be tested: bios that fail before
 * anything happens, and completions that are taken for lost until the request's time is up.
 *
 * <p>The switches are volatile, read on the way of each bio and completion, and written under the
 * queue's attribute lock, as is the seed.
 */
public final class FaultInjection {
  private final FaultRate bios = new FaultRate("fail_make_request");
  private final FaultRate completions = new FaultRate("fail_io_timeout");
  private volatile boolean failing;
  private volatile boolean losing;
  private long seed;

  /** Whether bios fail. */
  public boolean isFailing() {
    return failing;
  }

  public void failing(boolean value) {
    failing = value;
  }

  /** Whether completions are lost. */
  public boolean isLosing() {
    return losing;
  }

  public void losing(boolean value) {
    losing = value;
  }

  /** Returns how often bios fail while they do. */
  public FaultRate bios() {
    return bios;
  }

  /** Returns how often completions are lost while they are. */
  public FaultRate completions() {
    return completions;
  }

  public long seed() {
    return seed;
  }

  /** Sets what chance comes from; both rates begin anew with what they have left. */
  public void seed(long value) {
    seed = value;
    bios.set(bios.text(), value);
    completions.set(completions.text(), value);
  }

  /** Whether a bio of so many bytes is to fail. */
  boolean fails(long bytes) {
    return failing && bios.strikes(bytes);
  }

  /** Whether the completion of so many bytes is to be lost. */
  boolean loses(long bytes) {
    return losing && completions.strikes(bytes);
  }
}
