package io.elevator.core.queue.complete;

import io.elevator.api.BioStatus;
import io.elevator.core.queue.callouts.DriverCalls;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.QueueTimers;
import io.elevator.core.queue.state.RequestWatch;
import io.elevator.core.queue.state.ShortLock;
import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Watches requests that a driver has for too long: one timer for the queue, a deadline for each
 * request. Never before the deadline, and at most about a second and a half after it.
 *
 * <p>A start publishes its request (volatile) and then reads whether the timer is armed, a scan
 * says that it is not (volatile) and then looks at the requests: one of the two sees the other, so
 * no request in flight goes unwatched. {@code armed} and {@code armedFor} are written under {@link
 * #lock}, a leaf, and read without it to see that nothing is to be done. A scan runs on one thread
 * at a time; what it remembers of a request carries the cookie, so that a request which ended and
 * began anew meanwhile is not confused with the one that was late. Only the driver can end a
 * request that is late: until it does, buffer and tag stay out of use. Source: Linux 6.1 {@code
 * blk_mq_timeout_work} and its tolerances.
 */
public final class Timeouts implements RequestWatch {
  /** How long a request may take unless told otherwise: 30 s. */
  public static final long DEFAULT_TICKS = 30_000;

  /** The longest time between looks while requests are in flight, in ticks. */
  private static final long LONGEST = 5000;

  private static final long ROUNDING = 1024;
  private static final long TOLERANCE = 500;
  private static final long NONE = Long.MIN_VALUE;

  private final Entrance entrance;
  private final Completer completer;
  private final DriverCalls driverCalls;
  private final QueueErrors errors;

  /** Returns the hardware queues in use, which are made after this. */
  private final Supplier<CoreHardwareQueue[]> used;

  /** Whether a thread gives a request to the driver outside a run. */
  private final BooleanSupplier issuing;

  private final TimeBase time;
  private final Timer timer;
  private final ShortLock lock = new ShortLock();
  private volatile long timeoutTicks;
  private volatile long armedFor;
  private volatile boolean armed;
  private final AtomicLong expired = new AtomicLong();

  /** Since when a scan waits for calls of the driver to return, in ticks; the scan's. */
  private long waitingSince = NONE;

  /** How many calls each hardware queue's runs had made by then; the scan's. */
  private long[] callsThen = new long[0];

  public Timeouts(
      Entrance entrance,
      Completer completer,
      DriverCalls driverCalls,
      QueueErrors errors,
      QueueTimers timers,
      TimeBase time,
      Supplier<CoreHardwareQueue[]> used,
      BooleanSupplier issuing,
      long timeoutTicks) {
    this.entrance = entrance;
    this.completer = completer;
    this.driverCalls = driverCalls;
    this.errors = errors;
    this.used = used;
    this.issuing = issuing;
    this.time = time;
    this.timeoutTicks = timeoutTicks;
    this.timer = timers.make(this::scan);
  }

  public long timeoutTicks() {
    return timeoutTicks;
  }

  public void timeoutTicks(long value) {
    timeoutTicks = value;
  }

  /** Returns how many requests were late. */
  public long expired() {
    return expired.get();
  }

  @Override
  public long tick(long now) {
    return time.tick(now);
  }

  @Override
  public long ticksFor(long own) {
    return own != 0 ? own : timeoutTicks;
  }

  @Override
  public void watch(long now) {
    long tick = time.tick(now);
    watch(tick, tick + timeoutTicks);
  }

  @Override
  public void watch(long tick, long deadline) {
    long expiry = Math.min(deadline, tick + LONGEST) + ROUNDING;
    if (!armed || armedFor - expiry >= TOLERANCE) {
      arm(expiry, TOLERANCE);
    }
  }

  /** Has a request in flight looked at as one whose time is up, soon and outside this call. */
  void expire(QueueRequest rq, long cookie, long now) {
    rq.expire(cookie);
    arm(time.tick(now), 1);
  }

  private void arm(long tick, long tolerance) {
    lock.lock();
    try {
      if (!armed || armedFor - tick >= tolerance) {
        timer.arm(time.nanosOfTick(tick));
        armedFor = tick;
        armed = true;
      }
    } finally {
      lock.unlock();
    }
  }

  private void disarmed() {
    lock.lock();
    try {
      armed = false;
    } finally {
      lock.unlock();
    }
  }

  private void scan(long now) {
    disarmed();
    long tick = time.tick(now);
    try {
      scanAt(tick);
    } catch (Throwable e) {
      // Such as no memory: a scan that is given up must be followed by another.
      errors.report("looking for late requests", e);
      arm(tick + 1, 1);
    }
  }

  private void scanAt(long tick) {
    if (entrance.isFrozen()) {
      // Nothing is inside, so nothing is in flight; a freeze that only began does not stop the
      // scan.
      restShares(tick);
      return;
    }
    if (!isAnyLate(tick)) {
      waitingSince = NONE;
    } else if (!haveCallsReturned(tick)) {
      arm(tick + 1, 1);
      return;
    }
    long lateBy = waitingSince == NONE ? tick : waitingSince;
    waitingSince = NONE;
    long next = NONE;
    for (CoreHardwareQueue hctx : used.get()) {
      int depth = hctx.tags().slots();
      for (int tag = 0; tag < depth; tag++) {
        QueueRequest rq = hctx.tags().inFlight(tag);
        long deadline = rq == null ? NONE : look(rq, tick, lateBy);
        if (deadline != NONE && (next == NONE || deadline - next < 0)) {
          next = deadline;
        }
      }
    }
    if (next != NONE) {
      arm(Math.max(next, tick + 1), 1);
    } else {
      restShares(tick);
    }
  }

  /** Nothing is in flight: shares of tags go to others who use them. */
  private void restShares(long tick) {
    boolean resting = true;
    for (CoreHardwareQueue hctx : used.get()) {
      SharedTags.User user = hctx.tags().user();
      if (user != null) {
        resting &= hctx.tags().waiters(false).isEmpty() && user.rest();
      }
    }
    if (!resting) {
      arm(tick + LONGEST, TOLERANCE);
    }
  }

  private boolean isAnyLate(long tick) {
    for (CoreHardwareQueue hctx : used.get()) {
      int depth = hctx.tags().slots();
      for (int tag = 0; tag < depth; tag++) {
        QueueRequest rq = hctx.tags().inFlight(tag);
        if (rq != null) {
          long cookie = rq.cookie();
          long deadline = rq.watchedDeadline(cookie);
          if (deadline != QueueRequest.NOT_WATCHED && deadline - tick <= 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Whether every call of the driver in which a late request may have been started has returned, so
   * that the driver is asked about none that it is still taking. Direct issues by several threads
   * may leave no moment without any: then for half a second at most.
   */
  private boolean haveCallsReturned(long tick) {
    CoreHardwareQueue[] all = used.get();
    if (waitingSince == NONE || callsThen.length != all.length) {
      waitingSince = tick;
      callsThen = new long[all.length];
      for (int i = 0; i < all.length; i++) {
        callsThen[i] = all[i].runs().driverCalls();
      }
    }
    for (int i = 0; i < all.length; i++) {
      if (all[i].runWord().isRunning() && all[i].runs().driverCalls() == callsThen[i]) {
        return false;
      }
    }
    return !issuing.getAsBoolean() || tick - waitingSince >= TOLERANCE;
  }

  /** Returns the deadline of a request, after asking the driver if it has passed. */
  private long look(QueueRequest rq, long tick, long lateBy) {
    long cookie = rq.cookie();
    CoreHardwareQueue hctx = rq.home();
    long deadline = rq.watchedDeadline(cookie);
    if (deadline == QueueRequest.NOT_WATCHED) {
      return NONE;
    }
    if (deadline - lateBy > 0) {
      return deadline;
    }
    expired.incrementAndGet();
    long own = rq.timeoutMillis();
    if (!rq.isProlonged(cookie)) {
      hctx.tags().asked().add(cookie);
    }
    rq.asked(cookie);
    BlockDriver.TimeoutAnswer answer = driverCalls.timedOut(hctx, rq, cookie);
    // The driver is done with it, and whether it says so again does not matter.
    Activation activation = Activation.current();
    activation.beginStep(time);
    completer.endLost(rq, cookie, BioStatus.TIMEOUT, activation);
    if (answer == BlockDriver.TimeoutAnswer.RESET && rq.isInFlight(cookie)) {
      long again = tick + ticksFor(own);
      rq.prolong(cookie, again);
      return again;
    }
    return NONE;
  }

  /**
   * Closes the timer.
   *
   * @param nanos limit of the wait for a callback in progress, in nanoseconds
   * @return whether none is in progress
   */
  public boolean close(long nanos) {
    return timer.close(nanos);
  }
}
