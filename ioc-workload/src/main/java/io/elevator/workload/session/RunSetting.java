package io.elevator.workload.session;

/**
 * Under what a run took place.
 *
 * @param version of {@code ioc}, such as {@code 0.1.0}
 * @param pid of the process
 * @param driver by name
 * @param elevator by name, {@code none} without one
 * @param seed of the run
 * @param virtualTime whether time was simulated
 */
public record RunSetting(
    String version, long pid, String driver, String elevator, long seed, boolean virtualTime) {}
