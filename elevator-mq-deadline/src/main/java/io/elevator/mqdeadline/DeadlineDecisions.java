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
          batch(READ_BATCH, Sweep.Step.OVERDUE, "Reads now: the oldest is overdue and goes first."),
          batch(READ_BATCH, Sweep.Step.RESUMED, "Reads now, on from where reading had got to."),
          batch(
              READ_BATCH,
              Sweep.Step.OLDEST,
              "Reads now, from the oldest read, as nothing lies ahead."),
          batch(
              WRITE_BATCH, Sweep.Step.OVERDUE, "Writes now: the oldest is overdue and goes first."),
          batch(WRITE_BATCH, Sweep.Step.RESUMED, "Writes now, on from where writing had got to."),
          batch(
              WRITE_BATCH,
              Sweep.Step.OLDEST,
              "Writes now, from the oldest write, as nothing lies ahead."),
          new DecisionSpec(
              WRITES_FORCED,
              STARVED,
              "Writes go though reads wait: reads were preferred writes_starved times.",
              WAITED),
          new DecisionSpec(
              AGED,
              WAITED_TOO_LONG,
              "A request of a lower priority goes before higher ones, older than"
                  + " prio_aging_expire.",
              WAITED));

  private DeadlineDecisions() {}

  private static DecisionSpec batch(String decision, Sweep.Step step, String meaning) {
    return new DecisionSpec(decision, step.reason(), meaning, SECTOR);
  }
}
