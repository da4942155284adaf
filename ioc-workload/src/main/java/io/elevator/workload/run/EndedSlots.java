package io.elevator.workload.run;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lock-free list of I/Os that have ended and that their job has not processed yet. Any thread adds
 * I/Os; the job takes all of them at once, in the order in which they ended.
 */
final class EndedSlots {
  /** I/O that ended last, linked to the I/Os that ended before it; null if the list is empty. */
  private final AtomicReference<@Nullable IoSlot> latest = new AtomicReference<>();

  void add(IoSlot slot) {
    IoSlot before;
    do {
      before = latest.get();
      slot.next = before;
    } while (!latest.compareAndSet(before, slot));
  }

  /**
   * Takes all ended I/Os off the list. Returns the one that ended first, linked to the later ones;
   * returns null if the list is empty.
   */
  @Nullable IoSlot takeAll() {
    if (latest.get() == null) {
      return null;
    }
    IoSlot slot = latest.getAndSet(null);
    IoSlot first = null;
    while (slot != null) {
      IoSlot before = slot.next;
      slot.next = first;
      first = slot;
      slot = before;
    }
    return first;
  }
}
