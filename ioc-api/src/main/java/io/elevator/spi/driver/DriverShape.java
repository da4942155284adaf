package io.elevator.spi.driver;

import io.elevator.api.QueueLimits;
import java.util.Set;

/**
 * The constant properties of a drive: size, limits, hardware queues and tags. Immutable.
 * Corresponds to the tag set and the queue limits in Linux 6.1.
 *
 * @param name name of the drive, for messages
 * @param capacitySectors capacity of the drive, in sectors of 512 bytes
 * @param limits limits of a request
 * @param hardwareQueues number of hardware queues, from 1
 * @param depth number of driver tags of each hardware queue, from 1; a number above {@value
 *     #MOST_DEPTH} is reduced to that
 * @param reservedTags number of those tags that are reserved, below {@code depth}
 * @param features features of the drive
 */
public record DriverShape(
    String name,
    long capacitySectors,
    QueueLimits limits,
    int hardwareQueues,
    int depth,
    int reservedTags,
    Set<DriverFeature> features) {
  /** Largest number of driver tags of a hardware queue. */
  public static final int MOST_DEPTH = 10240;

  /** Checks the ranges and copies the set. */
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

  /** Returns whether the drive has a feature. */
  public boolean has(DriverFeature feature) {
    return features.contains(feature);
  }
}
