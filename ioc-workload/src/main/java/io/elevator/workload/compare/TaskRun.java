package io.elevator.workload.compare;

import org.jspecify.annotations.Nullable;

/**
 * One task in one run.
 *
 * @param name of the job, numbered where clones share it
 * @param priority its class and level
 * @param weight that it was given, null for none
 * @param dueShare what its weight entitles it to of all bytes, 0 to 1; null where weights do not
 *     say, as tasks of different classes do not share by weight
 * @param runtimeNanos how long it ran
 * @param track its I/Os
 */
public record TaskRun(
    String name,
    String priority,
    @Nullable Integer weight,
    @Nullable Double dueShare,
    long runtimeNanos,
    IoTrack track) {}
