package io.elevator.devices.fault;

import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.store.SeededRandom;
import io.elevator.spi.driver.DriverRequest;
import java.util.EnumSet;

/**
 * One rule of a plan, as it was written; immutable. {@link Counter} counts what it has met.
 *
 * @param text the rule's words, for messages
 * @param action what to do
 * @param status what the request ends with, where the action ends it
 * @param nanos a duration, where the action has one; -1 without
 * @param sectors how much of a torn write arrives; -1 to draw it
 * @param operations requests it looks at
 * @param firstSector requests it looks at touch a sector from here
 * @param lastSector to here
 * @param fromNanos it looks at requests from this long after the start
 * @param untilNanos and until then
 * @param skip how many it lets pass first
 * @param nth which one it strikes, 0 for any
 * @param every it strikes each one that is a multiple of this, 0 for any
 * @param share how likely it strikes
 * @param most how often it strikes at most
 * @param loss of what a power cut may lose, which share it does
 */
record FaultRule(
    String text,
    FaultAction action,
    BioStatus status,
    long nanos,
    int sectors,
    EnumSet<Operation> operations,
    long firstSector,
    long lastSector,
    long fromNanos,
    long untilNanos,
    long skip,
    long nth,
    long every,
    double share,
    long most,
    double loss) {

  /** Copies the set. */
  FaultRule {
    operations = EnumSet.copyOf(operations);
  }

  private boolean looksAt(DriverRequest rq, long sinceStart) {
    if (!operations.contains(rq.operation()) || sinceStart < fromNanos || sinceStart > untilNanos) {
      return false;
    }
    return rq.sector() <= lastSector && rq.sector() + Math.max(rq.sectors(), 1) > firstSector;
  }

  /** What a rule has met on one drive; under the drive's lock. */
  static final class Counter {
    private final FaultRule rule;
    private long seen;
    private long struck;

    Counter(FaultRule rule) {
      this.rule = rule;
    }

    FaultRule rule() {
      return rule;
    }

    long struck() {
      return struck;
    }

    /** Whether it strikes this request. */
    boolean strikes(DriverRequest rq, long sinceStart, SeededRandom random) {
      if (struck >= rule.most() || !rule.looksAt(rq, sinceStart)) {
        return false;
      }
      long number = ++seen - rule.skip();
      if (number <= 0
          || (rule.nth() > 0 && number != rule.nth())
          || (rule.every() > 0 && number % rule.every() != 0)
          || (rule.share() < 1 && random.fraction() >= rule.share())) {
        return false;
      }
      struck++;
      return true;
    }
  }
}
