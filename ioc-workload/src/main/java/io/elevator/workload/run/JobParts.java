package io.elevator.workload.run;

import io.elevator.api.BlockLayer;
import io.elevator.api.Task;
import io.elevator.workload.job.Job;
import io.elevator.workload.log.JobLogs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a running job is made of.
 *
 * @param job what it is to do
 * @param layer through which
 * @param task on whose behalf
 * @param script what is next
 * @param data the bytes
 * @param priorities of single I/Os
 * @param rates how fast
 * @param flow with whom it keeps in step, null for nobody
 * @param places where its files begin, in their order
 * @param logs what it writes of each I/O, null for nothing
 * @param watch who sees each I/O that ends well, null for nobody
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
    List<DrivePlace> places,
    @Nullable JobLogs logs,
    @Nullable IoWatch watch) {}
