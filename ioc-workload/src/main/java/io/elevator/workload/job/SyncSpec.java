package io.elevator.workload.job;

/**
 * Rules for when written data must be on stable storage.
 *
 * @param every number of writes between flushes, 0 for no flushes
 * @param atEnd whether each file is flushed when a job that writes ends
 * @param throughCache whether each write is written through the drive's cache
 * @param barrierEvery number of writes of which one is a barrier, with a flush before it and
 *     written through the cache; 0 for none
 * @param serialized whether an I/O waits for overlapping I/Os in flight if one of them changes data
 */
public record SyncSpec(
    long every, boolean atEnd, boolean throughCache, long barrierEvery, boolean serialized) {}
