package io.elevator.core.queue;

import io.elevator.core.time.TimeBase;
import io.elevator.spi.BlockDriver;
import io.elevator.spi.Timer;
import java.util.concurrent.atomic.LongAdder;

/**
 * Watches requests that a driver has for too long: one timer for the queue, a deadline for each
 * request. Never before the deadline, and at most about a second and a half after it.
 *
 * <p>The deadline is written before a request is in flight and read after. A scan looks at the
 * state word again after it has read the deadline and names the request to the driver by its
 * cookie, so a request that ended and began anew meanwhile is not confused with the one that was
 * late. Only the driver can end a request that is late: until it does, buffer and tag stay out of
 * use. The timer is armed without a lock; two threads that do so at once set nearly the same time.
 * Source: Linux 6.1 {@code blk_mq_timeout_work} and its tolerances.
 */
final class Timeouts {
  /** How long a request may take unless told otherwise: 30 s. */
  static final long DEFAULT_TICKS = 30_000;

  /** The longest time between looks while requests are in flight, in ticks. */
  private static final long LONGEST = 5000;

  private static final long ROUNDING = 1024;
  private static final long TOLERANCE = 500;

  private final BlockQueue queue;
  private final TimeBase time;
  private final Timer timer;
  private volatile long timeoutTicks;
  private volatile long armedFor;
  private volatile boolean armed;
  private final LongAdder expired = new LongAdder();

  Timeouts(BlockQueue queue, long timeoutTicks) {
    this.queue = queue;
    this.time = queue.time();
    this.timeoutTicks = timeoutTicks;
    this.timer = queue.newTimer(this::scan);
  }

  long timeoutTicks() {
    return timeoutTicks;
  }

  void timeoutTicks(long value) {
    timeoutTicks = value;
  }

  /** Returns how many requests were late. */
  long expired() {
    return expired.sum();
  }

  /** Returns the deadline of a request that starts now, and sees that it is watched. */
  long deadlineOf(long now) {
    long tick = time.tick(now);
    long deadline = tick + timeoutTicks;
    long expiry = Math.min(timeoutTicks, LONGEST) + ROUNDING + tick;
    if (!armed || armedFor - expiry >= TOLERANCE) {
      arm(expiry);
    }
    return deadline;
  }

  /** Sees that there will be a look at what is in flight. */
  void watch(long now) {
    long ignored = deadlineOf(now);
  }

  private void arm(long tick) {
    armedFor = tick;
    armed = true;
    timer.arm(time.nanosOfTick(tick));
  }

  private void scan(long now) {
    armed = false;
    long tick = time.tick(now);
    if (queue.entrance().isFrozen()) {
      restShares(tick);
      return;
    }
    boolean inFlight = false;
    long next = 0;
    for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
      int depth = hctx.tags().slots();
      for (int tag = 0; tag < depth; tag++) {
        QueueRequest rq = hctx.tags().inFlight(tag);
        if (rq == null) {
          continue;
        }
        long deadline = look(hctx, rq, tick);
        if (deadline != NOT_WATCHED) {
          next = inFlight && next - deadline < 0 ? next : deadline;
          inFlight = true;
        }
      }
    }
    if (inFlight) {
      arm(next - tick < 1 ? tick + 1 : next);
    } else {
      restShares(tick);
    }
  }

  /** Nothing is in flight: shares of tags go to others who use them. */
  private void restShares(long tick) {
    boolean resting = true;
    for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
      TagUser user = hctx.tags().user();
      if (user != null) {
        resting &= hctx.tags().waiters(false).isEmpty() && user.rest();
      }
    }
    if (!resting) {
      arm(tick + LONGEST);
    }
  }

  private static final long NOT_WATCHED = Long.MIN_VALUE;

  /** Returns the deadline of a request, after asking the driver if it has passed. */
  private long look(CoreHardwareQueue hctx, QueueRequest rq, long tick) {
    long cookie = rq.cookie();
    long deadline = rq.deadlineTick();
    if (!rq.isInFlight(cookie) || rq.isTimedOut()) {
      return NOT_WATCHED;
    }
    if (deadline - tick > 0) {
      return deadline;
    }
    expired.increment();
    rq.timedOut(true);
    BlockDriver.TimeoutAnswer answer = queue.driverCalls().timedOut(hctx, rq, cookie);
    if (answer == BlockDriver.TimeoutAnswer.RESET && rq.isInFlight(cookie)) {
      long again = tick + timeoutTicks;
      rq.deadlineTick(again);
      rq.timedOut(false);
      return again;
    }
    return NOT_WATCHED;
  }

  void close() {
    timer.close();
  }
}
