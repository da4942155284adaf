package io.elevator.bfq;

import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * Injection: serves another queue while the queue in service has no request but keeps the drive
 * reserved. The candidates are, in this order: queues that the queue in service waits for, queues
 * that wait for it, and any queue. A queue of the last kind is served only within a limit that was
 * measured not to slow down the queue in service.
 */
final class Injection {

  private static final int LARGE_SECTORS = 64;

  private final Device device;

  Injection(Device device) {
    this.device = device;
  }

  /**
   * Returns a queue whose request may be served now; null if the drive is to stay idle.
   *
   * @param waiting queue in service, which has no request
   */
  @Nullable BfqQueue choose(BfqQueue waiting) {
    BfqQueue async = asyncOfSameTask(waiting);
    if (async != null) {
      device.counters.injected(InjectionKind.OWN_ASYNC, async, device.now);
      return async;
    }
    BfqQueue waker = waiting.waker;
    if (waker != null && canBeInjected(waker)) {
      device.counters.injected(InjectionKind.WAKER, waker, device.now);
      return waker;
    }
    BfqQueue woken = waiting.firstWoken;
    if (woken != null && canBeInjected(woken)) {
      device.counters.injected(InjectionKind.WOKEN, woken, device.now);
      return woken;
    }
    if (!device.idling.boostsThroughput(waiting)
        && (isNotRaisedOrThinksLong(waiting) || device.busy.raised > 1)) {
      BfqQueue any = chooseAnyQueue(waiting);
      if (any != null) {
        device.counters.injected(InjectionKind.ANY_QUEUE, any, device.now);
      }
      return any;
    }
    return null;
  }

  /**
   * Returns the asynchronous queue that has a request of the same task, or null. The task may be
   * waiting for that request.
   */
  private @Nullable BfqQueue asyncOfSameTask(BfqQueue waiting) {
    BfqIcq owner = waiting.owner;
    BfqQueue async = owner == null ? null : owner.slot(false);
    if (async == null || !canBeInjected(async)) {
      return null;
    }
    Request next = async.next;
    return next != null && BfqRequest.of(next).icq == owner ? async : null;
  }

  private boolean canBeInjected(BfqQueue queue) {
    Request next = queue.next;
    return queue.busy && next != null && device.requests.fitsBudget(queue, next);
  }

  private static boolean isNotRaisedOrThinksLong(BfqQueue queue) {
    return queue.raisingCoefficient == 1 || !queue.shortThinkTime;
  }

  private @Nullable BfqQueue chooseAnyQueue(BfqQueue waiting) {
    int limit = waiting.inject.limit();
    boolean always = isNotRaisedOrThinksLong(waiting);
    if (limit == 0 && waiting.inject.baseTime() == 0 && waiting.waitsForRequest && hasIdledLong()) {
      limit = 1;
    }
    if (device.inDriver >= limit) {
      return null;
    }
    for (var at = device.engine.activeQueues().newest();
        at != null;
        at = device.engine.activeQueues().olderThan(at)) {
      BfqQueue queue = (BfqQueue) at;
      Request next = queue.next;
      if (next == null
          || (!always && !queue.isRaised())
          || !device.requests.fitsBudget(queue, next)) {
        continue;
      }
      // A large request occupies a fast drive for a long time, so only one may be in flight. The
      // reduced limit also applies to the next candidate.
      limit =
          !device.rotational && next.sectors() >= LARGE_SECTORS
              ? Math.min(1, limit)
              : waiting.inject.limit();
      if (device.inDriver < limit) {
        device.injectionMeasuring.noteInjected();
        return queue;
      }
    }
    return null;
  }

  /**
   * Returns true if idling began long ago. Like Linux, adds nanoseconds to ticks, so the result is
   * hardly ever true.
   */
  private boolean hasIdledLong() {
    return device.idling.startTick + device.tunables.sliceIdleNanos - device.tick <= 0;
  }
}
