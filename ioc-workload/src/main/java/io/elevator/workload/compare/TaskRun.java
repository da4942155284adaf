package io.elevator.workload.compare;

import org.jspecify.annotations.Nullable;

/**
 * Figures of one task in one run.
 *
 * @param name name of the job, numbered if several tasks share it
 * @param priority priority class and level
 * @param weight weight of the task, null if it has none
 * @param dueShare share of all bytes that its weight entitles it to, 0 to 1; null if weights do not
 *     determine it, because tasks of different classes do not share by weight
 * @param runtimeNanos runtime in nanoseconds
 * @param track statistics of its I/Os
 */
public record TaskRun(
    String name,
    String priority,
    @Nullable Integer weight,
    @Nullable Double dueShare,
    long runtimeNanos,
    IoTrack track) {}
