package io.elevator.kyber;

import io.elevator.api.DecisionSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The names, reasons and descriptions of the decisions that Kyber reports. The strings are joined
 * with {@code concat}, because {@code +} would make the JVM generate classes at each start of the
 * program.
 */
final class KyberDecisions {
  static final String DEVICE_CONGESTED = "device congested";
  static final String TARGET_MISSED = "target missed";
  static final String TOKENS_OUT = "all tokens are out";

  private static final String[] DEPTH = new String[Domain.COUNT];
  private static final String[] HOLD = new String[Domain.COUNT];

  static {
    for (Domain domain : Domain.values()) {
      DEPTH[domain.index] = domain.label.concat("_depth");
      HOLD[domain.index] = domain.label.concat("_hold");
    }
  }

  private KyberDecisions() {}

  /** Returns the name of the decision that changes the number of tokens of a domain. */
  static String depth(Domain domain) {
    return DEPTH[domain.index];
  }

  /** Returns the name of the decision that makes the requests of a domain wait for a token. */
  static String hold(Domain domain) {
    return HOLD[domain.index];
  }

  /** Returns the descriptions of all decisions. */
  static List<DecisionSpec> specs() {
    List<DecisionSpec> specs = new ArrayList<>();
    for (Domain domain : Domain.values()) {
      if (domain != Domain.OTHER) {
        resized(
            domain,
            TARGET_MISSED,
            " that may be in flight changes: their latency misses its target.",
            specs);
        resized(
            domain,
            DEVICE_CONGESTED,
            " that may be in flight changes: the drive is congested.",
            specs);
      }
      specs.add(
          new DecisionSpec(
              hold(domain),
              TOKENS_OUT,
              "Requests of the domain "
                  .concat(domain.label)
                  .concat(" begin to wait: the allowed number is in flight."),
              "allowed at the drive"));
    }
    return specs;
  }

  private static void resized(Domain domain, String reason, String how, List<DecisionSpec> specs) {
    specs.add(
        new DecisionSpec(
            depth(domain),
            reason,
            "The number of requests of the domain ".concat(domain.label).concat(how),
            "allowed from now on"));
  }
}
