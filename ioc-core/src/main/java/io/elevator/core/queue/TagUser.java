package io.elevator.core.queue;

import io.elevator.core.time.TimeBase;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One who takes ordinary tags from a shared supply: a hardware queue, or a whole queue where its
 * hardware queues have one space. It is active, and has a share, from its first attempt until the
 * queue's time-out scan finds it idle.
 *
 * <p>What it holds is counted before it looks for a tag, so that it never holds more than its
 * share; an attempt that failed gives the count back and has the line looked at, as another of the
 * same user may have been kept from a tag for that moment. Source: Linux 6.1 {@code
 * hctx_may_queue}.
 */
final class TagUser {
  private final Timeouts timeouts;
  private final TimeBase time;
  private final TagSupply supply;
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicBoolean active = new AtomicBoolean();

  /** What its queue's number of requests allows it, without an elevator. */
  private volatile int limit = Integer.MAX_VALUE;

  TagUser(Timeouts timeouts, TimeBase time, TagSupply supply) {
    this.timeouts = timeouts;
    this.time = time;
    this.supply = supply;
  }

  /**
   * Takes a tag.
   *
   * @return the tag, or −1 if none is free or its share is used up
   */
  int take(int hint) {
    activate();
    if (held.incrementAndGet() <= most()) {
      int tag = supply.space().take(hint, 0);
      if (tag >= 0) {
        return tag;
      }
    }
    held.decrementAndGet();
    supply.freed();
    return -1;
  }

  private void activate() {
    if (!active.get() && active.compareAndSet(false, true)) {
      supply.userActive();
      timeouts.watch(time.now());
    }
  }

  private int most() {
    return Math.min(limit, supply.share());
  }

  /** Whether its share is not used up. */
  boolean mayTake() {
    return held.get() < most();
  }

  /** A tag that it held is being given back. */
  void returned() {
    held.decrementAndGet();
  }

  /** Returns how many it holds. */
  int held() {
    return held.get();
  }

  /** Whether it has a share. */
  boolean isActive() {
    return active.get();
  }

  /** Bounds what it may hold, whatever its share. */
  void limit(int value) {
    limit = value;
  }

  /**
   * Gives its share up if it holds nothing.
   *
   * @return whether it has none now
   */
  boolean rest() {
    if (held.get() == 0) {
      leave();
    }
    return !active.get();
  }

  /** Gives its share up, whatever it holds. */
  void leave() {
    if (active.compareAndSet(true, false)) {
      supply.userIdle();
    }
  }
}
