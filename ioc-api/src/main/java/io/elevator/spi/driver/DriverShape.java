package io.elevator.spi.driver;

import io.elevator.api.QueueLimits;
import java.util.Set;

/**
 * What a drive is (the reference's tag set and limits).
 *
 * @param name the drive, for messages
 * @param capacitySectors its size
 * @param limits what a request may look like
 * @param hardwareQueues how many submission queues it has, from 1
 * @param depth how many requests each holds at once, from 1; above {@value #MOST_DEPTH} it is
 *     reduced
 * @param reservedTags how many of them are reserved, below depth
 * @param features what it can do
 */
public record DriverShape(
    String name,
    long capacitySectors,
    QueueLimits limits,
    int hardwareQueues,
    int depth,
    int reservedTags,
    Set<DriverFeature> features) {
  /** The most requests that a hardware queue holds. */
  public static final int MOST_DEPTH = 10240;

  /** Checks the parts. */
  public DriverShape {
    features = Set.copyOf(features);
    if (capacitySectors < 0) {
      throw new IllegalArgumentException(
          "capacitySectors is " + capacitySectors + "; expected 0 or more");
    }
    if (hardwareQueues < 1) {
      throw new IllegalArgumentException(
          "hardwareQueues is " + hardwareQueues + "; expected 1 or more");
    }
    depth = Math.min(depth, MOST_DEPTH);
    if (reservedTags < 0 || depth < reservedTags + 1) {
      throw new IllegalArgumentException(
          "depth is "
              + depth
              + " with "
              + reservedTags
              + " reserved tags; expected at least one that is not reserved");
    }
  }

  /** Whether it has a feature. */
  public boolean has(DriverFeature feature) {
    return features.contains(feature);
  }
}
