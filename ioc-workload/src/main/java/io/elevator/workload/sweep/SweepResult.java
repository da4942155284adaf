package io.elevator.workload.sweep;

import io.elevator.workload.compare.CaseResult;

/**
 * A point with its run.
 *
 * @param point where
 * @param result what came of it
 */
public record SweepResult(Point point, CaseResult result) {}
