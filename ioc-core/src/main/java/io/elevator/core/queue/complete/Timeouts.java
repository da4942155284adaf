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
 * Finds requests whose time limit has passed. The queue has one timer, and each request a deadline.
 * The driver is never asked before the deadline, and at most about 1.5 s after it.
 *
 * <p>A start publishes its request (volatile) and then reads whether the timer is armed; a scan
 * writes that it is not armed (volatile) and then looks at the requests. One of the two sees the
 * other, so each request in flight is watched. {@code armed} and {@code armedFor} are written under
 * {@link #lock}, which is taken last, and read without it to see that nothing has to be done. A
 * scan runs on one thread at a time. Whatever it records about a request carries the cookie, so
 * that a request that ended and was started again is not mistaken for the late one. Only the driver
 * can end a late request: until it does, buffer and tag stay in use. Source: Linux 6.1 {@code
 * blk_mq_timeout_work} and its tolerances.
 */
public final class Timeouts implements RequestWatch {
  /** Default time limit of a request, in ticks: 30 s. */
  public static final long DEFAULT_TICKS = 30_000;

  /** Longest time between two scans while requests are in flight, in ticks. */
  private static final long LONGEST = 5000;

  private static final long ROUNDING = 1024;
  private static final long TOLERANCE = 500;
  private static final long NONE = Long.MIN_VALUE;

  private final Entrance entrance;
  private final Completer completer;
  private final DriverCalls driverCalls;
  private final QueueErrors errors;

  /** Supplies the hardware queues in use, which are created after this object. */
  private final Supplier<CoreHardwareQueue[]> used;

  /** Tells whether a thread is giving a request to the driver outside a run. */
  private final BooleanSupplier issuing;

  private final TimeBase time;
  private final Timer timer;
  private final ShortLock lock = new ShortLock();
  private volatile long timeoutTicks;
  private volatile long armedFor;
  private volatile boolean armed;
  private final AtomicLong expired = new AtomicLong();

  /**
   * Tick since which a scan has been waiting for calls of the driver to return; owned by the scan.
   */
  private long waitingSince = NONE;

  /**
   * Number of calls to the driver that the runs of each hardware queue had made when the wait
   * began; owned by the scan.
   */
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

  /** Returns the number of requests whose time limit has passed. */
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

  /**
   * Has a request in flight treated as if its time limit had passed, soon and outside this call.
   */
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
      // For instance memory is out. A scan that is given up must be followed by another.
      errors.report("looking for late requests", e);
      arm(tick + 1, 1);
    }
  }

  private void scanAt(long tick) {
    if (entrance.isFrozen()) {
      // No request is outstanding, so none is in flight. A freeze that has only begun does not stop
      // the scan.
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

  /**
   * Ends the fair shares of this queue's users, because nothing is in flight; other users get the
   * tags.
   */
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
   * Returns whether every call of the driver that may have started a late request has returned, so
   * that the driver is not asked about a request that it is still taking. Direct issues by several
   * threads may leave no moment without such a call; the scan then waits for at most half a second.
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

  /** Returns the deadline of a request, after asking the driver if the deadline has passed. */
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
    // The driver is done with the request, and it does not matter whether it reports that again.
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
   * @return whether no callback is in progress
   */
  public boolean close(long nanos) {
    return timer.close(nanos);
  }
}
