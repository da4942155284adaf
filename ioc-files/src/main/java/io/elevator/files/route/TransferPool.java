package io.elevator.files.route;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Transfers for reuse. A thread begins to look at a slot that depends on its id, so that threads
 * seldom meet. Bounded: transfers beyond the slots are left to the garbage collector. Thread-safe.
 */
final class TransferPool {
  private static final int SLOTS = 64;

  /** Number of slots that a call looks at. */
  private static final int LOOKS = 4;

  private final AtomicReferenceArray<@Nullable Transfer> slots = new AtomicReferenceArray<>(SLOTS);
  private final Supplier<Transfer> source;

  TransferPool(Supplier<Transfer> source) {
    this.source = source;
  }

  Transfer take() {
    int first = first();
    for (int i = 0; i < LOOKS; i++) {
      int slot = first + i & SLOTS - 1;
      if (slots.get(slot) != null) {
        Transfer found = slots.getAndSet(slot, null);
        if (found != null) {
          return found;
        }
      }
    }
    return source.get();
  }

  void release(Transfer transfer) {
    transfer.forget();
    int first = first();
    for (int i = 0; i < LOOKS; i++) {
      if (slots.compareAndSet(first + i & SLOTS - 1, null, transfer)) {
        return;
      }
    }
  }

  private static int first() {
    return (int) ((Thread.currentThread().threadId() * 0x9e3779b97f4a7c15L) >>> 58);
  }
}
