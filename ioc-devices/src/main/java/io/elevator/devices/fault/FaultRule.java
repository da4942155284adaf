package io.elevator.devices.fault;

import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.store.SeededRandom;
import io.elevator.spi.driver.DriverRequest;
import java.util.EnumSet;

/**
 * One rule of a plan. Immutable; a {@link Counter} counts the requests that the rule has matched
 * and struck. A rule matches a request if operation, sectors and time fit.
 *
 * @param text text of the rule, for messages
 * @param action fault to cause
 * @param status status of the request, for an action that ends it
 * @param nanos duration of the action, in nanoseconds; -1 if it has none
 * @param sectors number of sectors of a torn write that take effect; -1 for a random number
 * @param operations operations of matching requests
 * @param firstSector first sector of the range that a matching request touches
 * @param lastSector last sector of that range
 * @param fromNanos earliest time of a matching request, in nanoseconds since the start of the drive
 * @param untilNanos latest time of a matching request, in nanoseconds since the start of the drive
 * @param skip number of matching requests to skip first
 * @param nth number of the only matching request to strike, from 1; 0 for any
 * @param every interval: strikes each matching request whose number is a multiple of this; 0 for
 *     any
 * @param share probability that a request is struck, from 0 to 1
 * @param most largest number of requests to strike
 * @param loss share of the data not made durable that a power cut loses, from 0 to 1
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

  /** Copies the set of operations, because the caller's set may change later. */
  FaultRule {
    operations = EnumSet.copyOf(operations);
  }

  private boolean isMatching(DriverRequest rq, long sinceStart) {
    if (!operations.contains(rq.operation()) || sinceStart < fromNanos || sinceStart > untilNanos) {
      return false;
    }
    long sector = rq.offset() >>> 9;
    return sector <= lastSector && sector + Math.max(rq.sectors(), 1) > firstSector;
  }

  /**
   * The numbers of requests that a rule has matched and struck on one drive. Guarded by the lock of
   * the fault drive.
   */
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

    /**
     * Counts a request and returns whether the rule strikes it.
     *
     * @param rq request
     * @param sinceStart time since the start of the drive, in nanoseconds
     * @param random source of the random numbers that the rule's probability needs
     */
    boolean strikes(DriverRequest rq, long sinceStart, SeededRandom random) {
      if (struck >= rule.most() || !rule.isMatching(rq, sinceStart)) {
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
