package io.elevator.mqdeadline;

import io.elevator.api.DecisionSpec;
import java.util.List;

/** The names and reasons of the decisions that mq-deadline reports, and their descriptions. */
final class DeadlineDecisions {
  static final String READ_BATCH = "read batch";
  static final String WRITE_BATCH = "write batch";
  static final String WRITES_FORCED = "writes forced";
  static final String AGED = "aged";

  static final String STARVED = "passed over often enough";
  static final String WAITED_TOO_LONG = "waited too long";

  private static final String SECTOR = "its first sector";
  private static final String WAITED = "ns that the request has waited";

  /** Descriptions of all decisions. */
  static final List<DecisionSpec> SPECS =
      List.of(
          batch(
              READ_BATCH,
              Sweep.Step.OVERDUE,
              "A batch of reads begins at the oldest read, which is overdue."),
          batch(
              READ_BATCH,
              Sweep.Step.RESUMED,
              "A batch of reads begins where the last batch of reads ended."),
          batch(
              READ_BATCH,
              Sweep.Step.OLDEST,
              "A batch of reads begins at the oldest read: the last sweep had reached the end."),
          batch(
              WRITE_BATCH,
              Sweep.Step.OVERDUE,
              "A batch of writes begins at the oldest write, which is overdue."),
          batch(
              WRITE_BATCH,
              Sweep.Step.RESUMED,
              "A batch of writes begins where the last batch of writes ended."),
          batch(
              WRITE_BATCH,
              Sweep.Step.OLDEST,
              "A batch of writes begins at the oldest write: the last sweep had reached the end."),
          new DecisionSpec(
              WRITES_FORCED,
              STARVED,
              "Writes are served although reads wait: reads were preferred writes_starved times.",
              WAITED),
          new DecisionSpec(
              AGED,
              WAITED_TOO_LONG,
              "A request of a lower priority is served before higher ones: it is older than"
                  + " prio_aging_expire.",
              WAITED));

  private DeadlineDecisions() {}

  private static DecisionSpec batch(String decision, Sweep.Step step, String meaning) {
    return new DecisionSpec(decision, step.reason(), meaning, SECTOR);
  }
}
