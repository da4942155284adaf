package io.elevator.workload.compare;

import io.elevator.workload.run.DriveOptions;

/**
 * What one column of a comparison runs on.
 *
 * @param label how reports name it
 * @param driver by name, or {@code auto}
 * @param options how its drives are opened
 */
public record CaseSpec(String label, String driver, DriveOptions options) {}
