package io.elevator.workload.compare;

import io.elevator.workload.run.DriveOptions;

/**
 * One column of a comparison.
 *
 * @param label name in reports
 * @param driver name of the driver, or {@code auto}
 * @param options options for opening the drives
 */
public record CaseSpec(String label, String driver, DriveOptions options) {}
