package io.elevator.workload.run;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * I/Os that have ended and that their job has not looked at yet. Any thread adds, without a lock;
 * the job takes all at once, in the order of their ends.
 */
final class EndedSlots {
  /** The latest, linked to those before it. */
  private final AtomicReference<@Nullable IoSlot> latest = new AtomicReference<>();

  void add(IoSlot slot) {
    IoSlot before;
    do {
      before = latest.get();
      slot.next = before;
    } while (!latest.compareAndSet(before, slot));
  }

  /** Takes all, the first to end in front; null when there is none. */
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
