package io.elevator.bfq;

import io.elevator.api.DecisionSpec;
import io.elevator.bfq.measure.SlotEnd;
import io.elevator.spi.Attachment;
import io.elevator.spi.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Counts decisions by reason. Each decision is also reported to the attachment if the attachment
 * has a listener.
 *
 * <p>Guarded by the elevator's lock.
 */
final class Counters {

  private final Attachment attachment;
  private final Tally<SlotEnd> expired = new Tally<>("expired", SlotEnd.values());
  private final Tally<IdleReason> idled = new Tally<>("idled", IdleReason.values());
  private final Tally<RaiseReason> raised = new Tally<>("raised", RaiseReason.values());
  private final Tally<UnraiseReason> unraised = new Tally<>("unraised", UnraiseReason.values());
  private final Tally<InjectionKind> injected = new Tally<>("injected", InjectionKind.values());
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
    expired.add(reason);
    if (slow) {
      slowSlots++;
    }
    report(BfqDecisions.EXPIRE, reason.label(), queue.owner, queue.service, now);
  }

  void idled(IdleReason reason, BfqQueue queue, long nanos, long now) {
    idled.add(reason);
    report(BfqDecisions.IDLE, reason.label(), queue.owner, nanos, now);
  }

  void raised(RaiseReason reason, BfqQueue queue, long now) {
    raised.add(reason);
    report(BfqDecisions.RAISE, reason.label(), queue.owner, queue.raisingCoefficient, now);
  }

  void unraised(UnraiseReason reason, BfqQueue queue, long now) {
    unraised.add(reason);
    report(BfqDecisions.UNRAISE, reason.label(), queue.owner, queue.raising.service, now);
  }

  void injected(InjectionKind kind, BfqQueue queue, long now) {
    injected.add(kind);
    report(BfqDecisions.INJECT, kind.label(), queue.owner, queue.dispatched, now);
  }

  void mergeScheduled(BfqQueue queue, long now) {
    mergesScheduled++;
    report(BfqDecisions.MERGE_SCHEDULED, queue.owner, queue.processReferences, now);
  }

  void merged(BfqQueue target, BfqIcq icq, long now) {
    merges++;
    report(BfqDecisions.MERGE, icq, target.processReferences, now);
  }

  void split(BfqQueue queue, BfqIcq icq, long now) {
    splits++;
    report(BfqDecisions.SPLIT, icq, queue.processReferences, now);
  }

  void largeBurst(BfqQueue queue, long now) {
    largeBursts++;
    report(BfqDecisions.BURST, queue.owner, 0, now);
  }

  void wakerFound(BfqQueue queue, long now) {
    wakersFound++;
    report(BfqDecisions.WAKER, queue.owner, 0, now);
  }

  void queueCreated() {
    queuesCreated++;
  }

  void queueFreed() {
    queuesFreed++;
  }

  /** Returns the number of queues that were created and are not freed. */
  long queuesAlive() {
    return queuesCreated - queuesFreed;
  }

  /** Reports that the service slot of a queue begins. */
  void served(BfqQueue queue, long now) {
    report(BfqDecisions.SERVE, queue.owner, queue.budget, now);
  }

  private void report(DecisionSpec only, @Nullable BfqIcq icq, long value, long now) {
    report(only.decision(), only.reason(), icq, value, now);
  }

  private void report(String decision, String reason, @Nullable BfqIcq icq, long value, long now) {
    if (attachment.isListening()) {
      attachment.decided(decision, reason, icq, value, now);
    }
  }

  void describe(StateWriter out) {
    expired.describe(out);
    idled.describe(out);
    raised.describe(out);
    unraised.describe(out);
    injected.describe(out);
    out.number("slow_slots", slowSlots);
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
