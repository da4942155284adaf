package io.elevator.devices.memory;

import io.elevator.api.BioStatus;
import io.elevator.devices.defects.Delivery;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.store.MediumResult;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Completes the requests of one hardware queue after a delay, first in, first out. All requests
 * whose instant has come are completed in one batch.
 *
 * <p>The lock guards the ring. It is taken while no other lock is held, and only calls of the timer
 * are made while it is held. The batch belongs to the timer callback in progress. The timer is
 * armed again only after the batch was handed over, and {@link #add} does not arm it while a
 * callback is in progress, so that two callbacks never overlap. If arming the timer failed, the
 * next {@link #add} arms it.
 */
final class DelayedCompletions implements Timer.Callback {
  private static final MediumResult NOTHING = MediumResult.of(BioStatus.OK);

  private final ReentrantLock lock = new ReentrantLock();
  private final DriverQueue hctx;
  private final Timer timer;
  private final Completions batch;
  private final Delivery delivery;
  private final DriveDefects defects;
  private final long[] cookies;
  private final MediumResult[] results;
  private final long[] dueNanos;
  private long head;
  private long tail;
  private boolean firing;
  private boolean armed;

  /**
   * Creates a ring without requests.
   *
   * @param context services of the core
   * @param hctx hardware queue
   * @param room largest number of requests in the ring: the depth of the hardware queue
   */
  DelayedCompletions(DriverContext context, DriverQueue hctx, int room) {
    this.hctx = hctx;
    int size = Integer.highestOneBit(Math.max(room, 1) * 2 - 1);
    cookies = new long[size];
    results = new MediumResult[size];
    Arrays.fill(results, NOTHING);
    dueNanos = new long[size];
    batch = new Completions(room);
    delivery = new Delivery(context, "completion by timer");
    defects = new DriveDefects(context, "timer of hardware queue " + hctx.index());
    timer = context.newTimer(this);
  }

  /**
   * Completes a request at an instant. If the request before it in the ring is completed later than
   * that instant, completes both together.
   *
   * @param cookie cookie of the request
   * @param result status of the completion, and its cause
   * @param due instant, in nanoseconds of the block layer's clock
   */
  void add(long cookie, MediumResult result, long due) {
    lock.lock();
    try {
      int mask = cookies.length - 1;
      if (tail - head > mask) {
        throw new IllegalStateException(
            "more than " + cookies.length + " requests in flight on " + hctx.index());
      }
      int last = (int) (tail - 1) & mask;
      int slot = (int) tail & mask;
      boolean isFirst = tail == head;
      dueNanos[slot] = isFirst ? due : Math.max(due, dueNanos[last]);
      cookies[slot] = cookie;
      results[slot] = result;
      tail++;
      if (!armed && !firing) {
        arm();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void fired(long now) {
    int mask = cookies.length - 1;
    lock.lock();
    try {
      firing = true;
      armed = false;
      while (head != tail && dueNanos[(int) head & mask] <= now) {
        int slot = (int) head++ & mask;
        MediumResult result = results[slot];
        // Clears the slot, so that the ring does not keep the exception of a failed request
        // reachable.
        results[slot] = NOTHING;
        result.addTo(batch, cookies[slot]);
      }
    } finally {
      lock.unlock();
    }
    // Delivery.complete never throws, so the requests after this batch are completed as well.
    delivery.complete(hctx, batch);
    batch.clear();
    lock.lock();
    try {
      firing = false;
      if (head != tail) {
        arm();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Arms the timer for the first request of the ring. Called with the lock held. */
  private void arm() {
    try {
      timer.arm(dueNanos[(int) head & (cookies.length - 1)]);
      armed = true;
    } catch (Throwable t) {
      defects.report(t);
    }
  }

  /** Closes the timer. The ring must be empty when this method is called. */
  void close() {
    timer.close();
  }
}
