package io.elevator.cli.sweep;

import io.elevator.cli.compare.CaseResult;

/**
 * A point with its run.
 *
 * @param point where
 * @param result what came of it
 */
public record SweepResult(Point point, CaseResult result) {}
