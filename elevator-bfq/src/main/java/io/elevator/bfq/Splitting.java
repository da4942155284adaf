package io.elevator.bfq;

import io.elevator.api.Task;
import org.jspecify.annotations.Nullable;

/**
 * Splits shared queues: a task leaves a queue whose tasks no longer cooperate, and the saved state
 * of its own queue is restored.
 */
final class Splitting {

  private final Device device;

  Splitting(Device device) {
    this.device = device;
  }

  static boolean isDue(BfqIcq icq, BfqQueue queue) {
    return queue.shared && queue.splitWanted && !icq.stablyMerged;
  }

  /**
   * Returns a queue that only this task uses: a new queue, or the shared queue itself if no other
   * task uses that any more.
   */
  BfqQueue split(BfqIcq icq, BfqQueue queue, @Nullable Task task, BfqGroup group) {
    BfqQueue waker = survivingWaker(queue);
    if (queue.inLargeBurst) {
      icq.saved.inLargeBurst = true;
    }
    device.counters.split(queue, icq, device.now);
    if (queue.processReferences == 1 && queue.mergeTarget == null) {
      queue.shared = false;
      queue.splitWanted = false;
      return queue;
    }
    device.lifecycle.setSlot(icq, true, null);
    device.lifecycle.dropChain(queue);
    device.lifecycle.releaseProcess(queue);
    BfqQueue fresh = device.lifecycle.createSync(icq, task, group);
    device.lifecycle.setSlot(icq, true, fresh);
    device.bursts.resume(fresh, icq.saved);
    fresh.splitTick = device.tick;
    fresh.waker = waker;
    fresh.wakerCandidate.clear();
    if (waker != null) {
      device.wakers.enter(fresh, waker);
    }
    return fresh;
  }

  private static @Nullable BfqQueue survivingWaker(BfqQueue queue) {
    BfqQueue waker = queue.waker;
    if (waker == null) {
      return null;
    }
    int leaving = 0;
    for (BfqQueue at = queue.mergeTarget; at != null; at = at.mergeTarget) {
      if (at == waker) {
        leaving = 1;
      }
    }
    return waker.processReferences == leaving ? null : waker;
  }

  /**
   * Restores the state that the task's own queue had when it was merged.
   *
   * @param queue queue that the task got by the split
   * @param saved saved state
   * @param kept true if {@code queue} is the formerly shared queue, which may be busy
   */
  void restore(BfqQueue queue, SavedQueue saved, boolean kept) {
    boolean lowLatency = device.tunables.lowLatency;
    int old = lowLatency ? queue.raisingCoefficient : 1;
    queue.shortThinkTime = saved.shortThinkTime;
    queue.inject.copyFrom(saved.inject);
    queue.requestWeight(saved.weight);
    queue.think.copyFrom(saved.think);
    queue.intensity.copyFrom(saved.intensity);
    if (lowLatency) {
      queue.raisingCoefficient = saved.raisingCoefficient;
    }
    queue.raising.copyFrom(saved.raising);
    if (queue.isRaised()) {
      resumeRaising(queue);
    }
    queue.markChangePending();
    if (kept && queue.busy) {
      if (old == 1 && queue.isRaised()) {
        device.busy.raised++;
      } else if (old > 1 && queue.raisingCoefficient == 1) {
        device.busy.raised--;
      }
    }
  }

  private void resumeRaising(BfqQueue queue) {
    RaisingState raising = queue.raising;
    boolean over = raising.lastStart + raising.maxTicks - device.tick < 0;
    if (!queue.inLargeBurst && !over) {
      device.counters.raised(RaiseReason.RESUMED, queue, device.now);
      return;
    }
    if (raising.isSoftRealTime()
        && !queue.inLargeBurst
        && !device.raising.isInteractivePeriodOver(raising)) {
      device.raising.backToInteractive(queue);
    } else {
      queue.raisingCoefficient = 1;
      device.counters.unraised(UnraiseReason.EXPIRED_WHILE_MERGED, queue, device.now);
    }
  }
}
