package io.elevator.workload.session;

/**
 * Circumstances of a run that its report states.
 *
 * @param version version of {@code ioc}, such as {@code 0.1.0}
 * @param pid id of the process
 * @param driver name of the driver
 * @param elevator name of the elevator, {@code none} without one
 * @param seed seed of the run
 * @param virtualTime whether time was simulated
 */
public record RunSetting(
    String version, long pid, String driver, String elevator, long seed, boolean virtualTime) {}
