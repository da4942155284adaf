package io.elevator.workload.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options for opening drives and their queues.
 *
 * @param elevator name of the elevator, {@code none}, or null for the queue's default
 * @param attributes tunables of the elevator, in the order given
 * @param driverOptions options of the driver
 * @param depth requests that a hardware queue of the drive holds, 0 for the driver's default
 * @param nrRequests requests that the elevator may hold, 0 for the default
 */
public record DriveOptions(
    @Nullable String elevator,
    Map<String, String> attributes,
    Map<String, String> driverOptions,
    int depth,
    int nrRequests) {
  /** Options that all have their default values. */
  public static final DriveOptions DEFAULTS = new DriveOptions(null, Map.of(), Map.of(), 0, 0);

  /** Copies the maps of options and keeps their order. */
  public DriveOptions {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    driverOptions = Collections.unmodifiableMap(new LinkedHashMap<>(driverOptions));
  }
}
