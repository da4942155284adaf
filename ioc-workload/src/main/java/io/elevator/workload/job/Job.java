package io.elevator.workload.job;

/**
 * Job with its position in the run.
 *
 * @param index number of the job among all jobs of the run including clones, from 0
 * @param phase number of the phase; the jobs of a phase start together, after all jobs of the
 *     previous phase have ended
 * @param group number of the reporting group
 * @param section number of the section among the job sections, from 0
 * @param spec specification of the job
 */
public record Job(int index, int phase, int group, int section, JobSpec spec) {}
