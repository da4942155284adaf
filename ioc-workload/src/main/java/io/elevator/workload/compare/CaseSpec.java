package io.elevator.workload.compare;

import io.elevator.workload.run.DriveOptions;

/**
 * One case of a comparison: the drive options with which the jobs are run. A report shows it as one
 * column.
 *
 * @param label name in reports
 * @param driver name of the driver, or {@code auto}
 * @param options options for opening the drives
 */
public record CaseSpec(String label, String driver, DriveOptions options) {}
