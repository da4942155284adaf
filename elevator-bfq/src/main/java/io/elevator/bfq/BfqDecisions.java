package io.elevator.bfq;

import io.elevator.api.DecisionSpec;
import io.elevator.bfq.measure.Reason;
import io.elevator.bfq.measure.SlotEnd;
import java.util.ArrayList;
import java.util.List;

/** The names, reasons and descriptions of the decisions that BFQ reports. */
final class BfqDecisions {
  static final String EXPIRE = "expire";
  static final String IDLE = "idle";
  static final String RAISE = "raise";
  static final String UNRAISE = "unraise";
  static final String INJECT = "inject";

  private static final String PROCESSES = "tasks in the queue that it joins";

  static final DecisionSpec SERVE =
      new DecisionSpec(
          "serve", "turn", "The turn of a task's queue begins.", "sectors that it may move");
  static final DecisionSpec MERGE_SCHEDULED =
      new DecisionSpec(
          "merge-scheduled",
          "close",
          "The queue is to be merged: another one reads close by.",
          PROCESSES);
  static final DecisionSpec MERGE =
      new DecisionSpec(
          "merge",
          "task-moved",
          "The task is moved to the queue with which its queue was merged.",
          PROCESSES);
  static final DecisionSpec SPLIT =
      new DecisionSpec(
          "split",
          "seeky",
          "The task gets a queue of its own again: it does not read close by any more.",
          "tasks in the queue that it leaves");
  static final DecisionSpec BURST =
      new DecisionSpec(
          "burst",
          "large",
          "Many tasks start together: they want throughput and are not raised.",
          "");
  static final DecisionSpec WAKER =
      new DecisionSpec(
          "waker",
          "confirmed",
          "Completions of another task wake this one: that task may be served in its turn.",
          "");

  private BfqDecisions() {}

  /** Returns the descriptions of all decisions. */
  static List<DecisionSpec> specs() {
    List<DecisionSpec> specs = new ArrayList<>();
    specs.add(SERVE);
    add(EXPIRE, SlotEnd.values(), "sectors served", specs);
    add(IDLE, IdleReason.values(), "ns at the most", specs);
    add(INJECT, InjectionKind.values(), "of its requests are at the drive", specs);
    add(RAISE, RaiseReason.values(), "times its weight", specs);
    add(UNRAISE, UnraiseReason.values(), "sectors served while it was raised", specs);
    specs.addAll(List.of(MERGE_SCHEDULED, MERGE, SPLIT, BURST, WAKER));
    return specs;
  }

  private static void add(
      String decision, Reason[] reasons, String figure, List<DecisionSpec> specs) {
    for (Reason reason : reasons) {
      specs.add(new DecisionSpec(decision, reason.label(), reason.meaning(), figure));
    }
  }
}
