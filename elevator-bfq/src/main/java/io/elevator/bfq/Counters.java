package io.elevator.bfq;

import io.elevator.bfq.measure.SlotEnd;
import io.elevator.spi.Attachment;
import io.elevator.spi.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * How often each decision was taken, by reason; each is also told to whoever listens.
 *
 * <p>Written under the elevator's lock, read under it by {@link #describe}.
 */
final class Counters {

  private static final SlotEnd[] SLOT_ENDS = SlotEnd.values();
  private static final IdleReason[] IDLE_REASONS = IdleReason.values();
  private static final RaiseReason[] RAISE_REASONS = RaiseReason.values();
  private static final UnraiseReason[] UNRAISE_REASONS = UnraiseReason.values();
  private static final InjectionKind[] INJECTION_KINDS = InjectionKind.values();

  private final Attachment attachment;
  private final long[] expired = new long[SLOT_ENDS.length];
  private final long[] idled = new long[IDLE_REASONS.length];
  private final long[] raised = new long[RAISE_REASONS.length];
  private final long[] unraised = new long[UNRAISE_REASONS.length];
  private final long[] injected = new long[INJECTION_KINDS.length];
  private long slowSlots;
  private long mergesScheduled;
  private long merges;
  private long splits;
  private long largeBursts;
  private long wakersFound;
  private long queuesCreated;
  private long queuesFreed;

  Counters(Attachment attachment) {
    this.attachment = attachment;
  }

  void expired(SlotEnd reason, BfqQueue queue, boolean slow, long now) {
    expired[reason.ordinal()]++;
    if (slow) {
      slowSlots++;
    }
    tell("expire", reason.label(), queue.owner, queue.service, now);
  }

  void idled(IdleReason reason, BfqQueue queue, long nanos, long now) {
    idled[reason.ordinal()]++;
    tell("idle", reason.label(), queue.owner, nanos, now);
  }

  void raised(RaiseReason reason, BfqQueue queue, long now) {
    raised[reason.ordinal()]++;
    tell("raise", reason.label(), queue.owner, queue.raisingCoefficient, now);
  }

  void unraised(UnraiseReason reason, BfqQueue queue, long now) {
    unraised[reason.ordinal()]++;
    tell("unraise", reason.label(), queue.owner, queue.raising.service, now);
  }

  void injected(InjectionKind kind, BfqQueue queue, long now) {
    injected[kind.ordinal()]++;
    tell("inject", kind.label(), queue.owner, queue.dispatched, now);
  }

  void mergeScheduled(BfqQueue queue, long now) {
    mergesScheduled++;
    tell("merge-scheduled", "close", queue.owner, queue.processReferences, now);
  }

  void merged(BfqQueue target, BfqIcq icq, long now) {
    merges++;
    tell("merge", "task-moved", icq, target.processReferences, now);
  }

  void split(BfqQueue queue, BfqIcq icq, long now) {
    splits++;
    tell("split", "seeky", icq, queue.processReferences, now);
  }

  void largeBurst(BfqQueue queue, long now) {
    largeBursts++;
    tell("burst", "large", queue.owner, 0, now);
  }

  void wakerFound(BfqQueue queue, long now) {
    wakersFound++;
    tell("waker", "confirmed", queue.owner, 0, now);
  }

  void queueCreated() {
    queuesCreated++;
  }

  void queueFreed() {
    queuesFreed++;
  }

  /** Queues that somebody still refers to. */
  long queuesAlive() {
    return queuesCreated - queuesFreed;
  }

  private void tell(String decision, String reason, @Nullable BfqIcq icq, long value, long now) {
    if (attachment.isListening()) {
      attachment.decided(decision, reason, icq, value, now);
    }
  }

  void describe(StateWriter out) {
    out.begin("expired");
    for (SlotEnd reason : SLOT_ENDS) {
      out.number(reason.label(), expired[reason.ordinal()]);
    }
    out.number("slow", slowSlots);
    out.end();
    out.begin("idled");
    for (IdleReason reason : IDLE_REASONS) {
      out.number(reason.label(), idled[reason.ordinal()]);
    }
    out.end();
    out.begin("raised");
    for (RaiseReason reason : RAISE_REASONS) {
      out.number(reason.label(), raised[reason.ordinal()]);
    }
    out.end();
    out.begin("unraised");
    for (UnraiseReason reason : UNRAISE_REASONS) {
      out.number(reason.label(), unraised[reason.ordinal()]);
    }
    out.end();
    out.begin("injected");
    for (InjectionKind kind : INJECTION_KINDS) {
      out.number(kind.label(), injected[kind.ordinal()]);
    }
    out.end();
    out.begin("queues");
    out.number("created", queuesCreated);
    out.number("freed", queuesFreed);
    out.number("merges_scheduled", mergesScheduled);
    out.number("tasks_merged", merges);
    out.number("splits", splits);
    out.number("large_bursts", largeBursts);
    out.number("wakers_found", wakersFound);
    out.end();
  }
}
