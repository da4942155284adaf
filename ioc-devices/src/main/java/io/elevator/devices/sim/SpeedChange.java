package io.elevator.devices.sim;

import io.elevator.api.AttributeSpec;
import io.elevator.devices.options.DriverOptions;
import java.util.List;

/**
 * A change of a drive's speed during a run, such as a volume whose burst credit is exhausted or a
 * drive that throttles itself when hot. It begins at an instant or after a number of requests,
 * multiplies all service times by a factor, and ends after a time or never. After its end, requests
 * are counted anew. Not thread-safe.
 */
final class SpeedChange {
  private final long afterNanos;
  private final long afterRequests;
  private final int factor;
  private final long forNanos;
  private long startNanos;
  private long requests;
  private long slowUntil;

  /** Parses the options of a change of speed. */
  SpeedChange(DriverOptions options) {
    afterNanos = options.nanos("slow_at", 0, 0, Long.MAX_VALUE / 4);
    afterRequests = options.bigNumber("slow_after", 0, 0, Long.MAX_VALUE);
    factor = options.number("slow_factor", 10, 1, 1000);
    forNanos = options.nanos("slow_for", 0, 0, Long.MAX_VALUE / 4);
  }

  /** Returns the descriptions of the options of a change of speed. */
  static List<AttributeSpec> specs() {
    return List.of(
        AttributeSpec.tunable(
            "slow_at", "ns", "0", "0..9s and up", "turns slow that long after its first request"),
        AttributeSpec.tunable(
            "slow_after", "", "0", "0..2^63-1", "turns slow after so many requests; 0: does not"),
        AttributeSpec.tunable("slow_factor", "", "10", "1..1000", "how many times slower"),
        AttributeSpec.tunable("slow_for", "ns", "0", "0..9s and up", "for how long; 0: for good"));
  }

  /** Counts a request and returns the factor by which its service times are multiplied. */
  int factorForNext(long now) {
    if (afterNanos == 0 && afterRequests == 0) {
      return 1;
    }
    if (startNanos == 0) {
      startNanos = now;
    }
    requests++;
    if (slowUntil > now) {
      return factor;
    }
    if (slowUntil != 0) {
      slowUntil = 0;
      requests = 1;
      startNanos = afterNanos == 0 ? startNanos : Long.MAX_VALUE / 2;
    }
    boolean isDue =
        (afterNanos != 0 && now - startNanos >= afterNanos)
            || (afterRequests != 0 && requests > afterRequests);
    if (!isDue) {
      return 1;
    }
    slowUntil = forNanos == 0 ? Long.MAX_VALUE : now + forNanos;
    return factor;
  }
}
