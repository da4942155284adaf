package io.elevator.workload.run;

import io.elevator.api.BlockLayer;
import io.elevator.api.Task;
import io.elevator.workload.job.Job;
import io.elevator.workload.log.JobLogs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects that a running job uses.
 *
 * @param job specification of the job
 * @param layer block layer through which the job does its I/O
 * @param task task that submits the I/Os
 * @param script source of the job's next steps
 * @param data generator and verifier of the data
 * @param priorities source of the priorities of single I/Os
 * @param rates limit on the rate of I/Os
 * @param flow membership in a flow, null if the job belongs to none
 * @param positions positions of its files on their drives, in the order of the files
 * @param logs logs of its I/Os, null if it writes none
 * @param watch listener for its successful I/Os, null if there is none
 */
record JobParts(
    Job job,
    BlockLayer layer,
    Task task,
    JobScript script,
    JobData data,
    PriorityDraw priorities,
    RateGate rates,
    FlowGate.@Nullable Member flow,
    List<DrivePosition> positions,
    @Nullable JobLogs logs,
    @Nullable IoWatch watch) {}
