package io.elevator.workload.job;

import io.elevator.api.PriorityClass;
import io.elevator.workload.input.SourcePosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Specification of one clone of a job. Immutable.
 *
 * @param position position of the section's header
 * @param given options as the user gave them, for messages
 * @param name name that reports use
 * @param description free text for the report, null if there is none
 * @param cloneNumber number of the clone within its section, from 0
 * @param files files that the job uses
 * @param access operations, block sizes and offsets
 * @param pace timing
 * @param engine engine asked for, null if the job names none
 * @param direct whether I/O bypasses the page cache
 * @param nice nice value of the job's task
 * @param priorityClass priority class of its I/Os
 * @param priorityLevel level within the class, 0 (highest) to 7
 * @param commandPriorities priorities of single reads and of single writes
 * @param layer options of the block layer
 * @param syncs flushes and barriers
 * @param content content of its writes
 * @param memory memory of its I/Os
 * @param verify verification of its data
 * @param control relations to other jobs, and end conditions
 * @param groupReporting whether the report joins the job with the previous job of the same group
 * @param percentiles percentiles of latency to report, ascending
 * @param report measurements and logs
 */
public record JobSpec(
    SourcePosition position,
    GivenOptions given,
    String name,
    @Nullable String description,
    int cloneNumber,
    FileSpec files,
    AccessSpec access,
    PaceSpec pace,
    @Nullable IoEngine engine,
    boolean direct,
    int nice,
    PriorityClass priorityClass,
    int priorityLevel,
    List<CommandPriority> commandPriorities,
    LayerSpec layer,
    SyncSpec syncs,
    ContentSpec content,
    MemorySpec memory,
    VerifySpec verify,
    ControlSpec control,
    boolean groupReporting,
    List<Double> percentiles,
    ReportSpec report) {
  public JobSpec {
    commandPriorities = List.copyOf(commandPriorities);
    percentiles = List.copyOf(percentiles);
  }

  /**
   * Returns whether the job submits writes. A job that only verifies the data of an earlier run
   * does not.
   */
  public boolean writes() {
    return access.mode().writes() && !verify.only();
  }

  /**
   * Returns whether each I/O ends within the call that submits it, as with fio's synchronous
   * engines.
   */
  public boolean endsInCall() {
    IoEngine its = engine;
    return its != null && (its.synchronous() || (its == IoEngine.NULL && pace.depth() == 1));
  }

  /** Returns whether the job reads back data that the job itself or an earlier run wrote. */
  public boolean readsBack() {
    return verify.enabled() && access.mode().writes() && (verify.afterWrites() || verify.only());
  }
}
