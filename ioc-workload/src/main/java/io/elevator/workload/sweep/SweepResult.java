package io.elevator.workload.sweep;

import io.elevator.workload.compare.CaseResult;

/**
 * Result of one point.
 *
 * @param point point
 * @param result result of its run
 */
public record SweepResult(Point point, CaseResult result) {}
