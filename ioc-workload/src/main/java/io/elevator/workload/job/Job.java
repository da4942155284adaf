package io.elevator.workload.job;

/**
 * A job in its place in the run.
 *
 * @param index number among all jobs of the run, from 0, clones counted
 * @param phase jobs of one phase start together, after all of the phase before have ended
 * @param group reporting group
 * @param section number of its section among the job sections, from 0
 * @param spec what it does
 */
public record Job(int index, int phase, int group, int section, JobSpec spec) {}
