package io.elevator.fairway;

import io.elevator.api.DecisionSpec;
import java.util.List;

/** The names and reasons of the decisions that fairway reports, and their descriptions. */
final class FairwayDecisions {
  static final String SENSITIVE = "sensitive";
  static final String CAPPED = "capped";
  static final String OWED = "owed";
  static final String AGED = "aged";

  static final String SPARSE = "small, few and within its share";
  static final String AT_SHARE = "another one has its share in the drive";
  static final String SHARE_DUE = "share of a lower class is due";
  static final String WAITED_TOO_LONG = "waited too long";

  private static final String WAITED = "ns that the request has waited";

  /** Descriptions of all decisions. */
  static final List<DecisionSpec> SPECS =
      List.of(
          new DecisionSpec(
              SENSITIVE,
              SPARSE,
              "A request of a task that is sensitive to latency is served before the others of its"
                  + " class.",
              WAITED),
          new DecisionSpec(
              CAPPED,
              AT_SHARE,
              "A request is served although another task is due: that one has its share of the"
                  + " window in the drive.",
              WAITED),
          new DecisionSpec(
              OWED,
              SHARE_DUE,
              "A request of a lower class is served before higher ones, as a small part of their"
                  + " cost is due to it.",
              WAITED),
          new DecisionSpec(
              AGED,
              WAITED_TOO_LONG,
              "A request of a lower class is served before higher ones: it is older than age_be or"
                  + " age_idle.",
              WAITED));

  private FairwayDecisions() {}
}
