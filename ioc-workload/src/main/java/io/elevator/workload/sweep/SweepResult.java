package io.elevator.workload.sweep;

import io.elevator.workload.compare.CaseResult;

/**
 * Result of one point of a sweep.
 *
 * @param point combination of values
 * @param result result of its run
 */
public record SweepResult(Point point, CaseResult result) {}
