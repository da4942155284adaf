package io.elevator.core.queue.state;

import io.elevator.api.DefectPolicy;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.driver.DriverShape;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * Counts and reports the defects of a queue's elevator and driver, and asks the application's
 * policy about them. Each call of the policy is guarded: if it throws, that is reported and the
 * default decision is used.
 *
 * <p>The thresholds are read once. The driver's counter lives as long as the queue, an elevator's
 * counter as long as its attachment.
 */
public final class Defects {
  private static final int MOST = 100_000;

  private final TimeBase time;
  private final DriverShape shape;
  private final QueueErrors errors;

  /** Declares the queue dead; takes the place that reports the death and its cause. */
  private final BiConsumer<String, Throwable> dead;

  private final DefectPolicy policy;
  private final int threshold;
  private final long windowNanos;
  private final long withoutDispatchNanos;
  private final DefectCounter driver;
  private final AtomicBoolean deciding = new AtomicBoolean();

  public Defects(
      TimeBase time,
      DriverShape shape,
      QueueErrors errors,
      BiConsumer<String, Throwable> dead,
      DefectPolicy policy) {
    this.time = time;
    this.shape = shape;
    this.errors = errors;
    this.dead = dead;
    this.policy = policy;
    int defects = DefectPolicy.DEFAULT_DEFECTS;
    Duration window = DefectPolicy.DEFAULT_WINDOW;
    Duration withoutDispatch = DefectPolicy.DEFAULT_WITHOUT_DISPATCH;
    try {
      defects = Math.clamp(policy.defects(), 1, MOST);
      window = policy.window();
      withoutDispatch = policy.withoutDispatch();
      require(window, withoutDispatch);
    } catch (Throwable e) {
      errors.report("defect policy", "thresholds", e);
      defects = DefectPolicy.DEFAULT_DEFECTS;
      window = DefectPolicy.DEFAULT_WINDOW;
      withoutDispatch = DefectPolicy.DEFAULT_WITHOUT_DISPATCH;
    }
    this.threshold = defects;
    this.windowNanos = window.toNanos();
    this.withoutDispatchNanos = withoutDispatch.toNanos();
    this.driver = newCounter();
  }

  private static void require(Duration window, Duration withoutDispatch) {
    if (window.isNegative() || withoutDispatch.isNegative() || withoutDispatch.isZero()) {
      throw new IllegalArgumentException(
          "a window of "
              + window
              + " and "
              + withoutDispatch
              + " without dispatch; expected zero or more, and above zero");
    }
    long ignored = Math.addExact(window.toNanos(), withoutDispatch.toNanos());
  }

  /** Creates the defect counter of an attachment. */
  public DefectCounter newCounter() {
    return new DefectCounter(threshold, windowNanos);
  }

  /** Returns the time without a dispatch after which requests count as lost, in nanoseconds. */
  public long withoutDispatchNanos() {
    return withoutDispatchNanos;
  }

  /**
   * Returns the reason, as text, for taking an elevator or driver out of service after it reached
   * the threshold.
   */
  public String describe(String where, Throwable last) {
    return threshold
        + " defects within "
        + Duration.ofNanos(windowNanos)
        + ", the last one in "
        + where
        + ": "
        + last;
  }

  /**
   * Asks the policy whether to take an elevator or driver out of service. Called with no lock held.
   */
  public boolean takesOut(DefectPolicy.Part part, String name, String reason) {
    try {
      return policy.takesOut(new DefectPolicy.Defect(errors.queue(), part, name, reason));
    } catch (Throwable e) {
      errors.report("defect policy", "takesOut", e);
      return true;
    }
  }

  /**
   * Reports and counts a breach of the driver's contract. Any thread may call this. Throws nothing:
   * the message is put together here, inside the guard.
   *
   * @param where method of the driver
   * @param first object that the message begins with
   * @param text words between the two objects
   * @param second object in the middle of the message
   * @param end words at the end
   */
  public void reportOfDriver(String where, Object first, String text, Object second, String end) {
    reportOfDriver(where, breach(first, text, second, end));
  }

  /**
   * Returns an exception whose message is put together of four parts, or the exception that
   * prevented that.
   */
  public static Throwable breach(Object first, String text, Object second, String end) {
    try {
      return new IllegalStateException(first + text + second + end);
    } catch (Throwable e) {
      return e;
    }
  }

  /** Reports and counts a defect of the driver. Any thread may call this. Throws nothing. */
  public void reportOfDriver(String where, Throwable thrown) {
    errors.report("driver", where, thrown);
    if (driver.add(time.now()) && deciding.compareAndSet(false, true)) {
      try {
        time.defer(() -> decide(where, thrown));
      } catch (Throwable e) {
        // There is no memory for the job, and the caller must continue: later defects are counted
        // anew and decided then.
        deciding.set(false);
        errors.report("deciding about the driver", e);
      }
    }
  }

  private void decide(String where, Throwable thrown) {
    try {
      String reason = describe(where, thrown);
      if (takesOut(DefectPolicy.Part.DRIVER, shape.name(), reason)) {
        dead.accept("driver: " + reason, thrown);
      }
    } finally {
      deciding.set(false);
    }
  }
}
