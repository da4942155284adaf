package io.elevator.workload.job;

import io.elevator.api.PriorityClass;
import io.elevator.workload.input.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One job, as one clone of it runs. Immutable.
 *
 * @param place the header of its section
 * @param blockSizePlace the option that gives its block sizes, the header where none does
 * @param name the name that reports use
 * @param description free text for the report, null when there is none
 * @param cloneNumber which of the section's clones, from 0
 * @param files what it works on
 * @param access what it does there
 * @param pace when it does it
 * @param engine the engine asked for, null when the job leaves it open
 * @param direct whether the page cache is by-passed
 * @param nice nice value of its task
 * @param priorityClass of all its I/Os
 * @param priorityLevel within the class, 0 (first) to 7
 * @param commandPriorities which of its reads and which of its writes get another priority
 * @param layer what it asks of the block layer
 * @param syncs when what it writes must be safe
 * @param content what it writes
 * @param memory its buffers
 * @param verify whether it checks what it reads
 * @param control what ends it, and whom it waits for
 * @param groupReporting whether the report joins it with the job before it in the same group
 * @param percentiles of latency to report, ascending
 * @param report what is measured of it
 */
public record JobSpec(
    Place place,
    Place blockSizePlace,
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

  /** Whether it submits writes: not when it only verifies what an earlier run wrote. */
  public boolean writes() {
    return access.mode().writes() && !verify.only();
  }

  /**
   * Whether the job's engine, like fio's synchronous ones, ends each I/O within the call that
   * begins it.
   */
  public boolean endsInCall() {
    IoEngine its = engine;
    return its != null && (its.synchronous() || (its == IoEngine.NULL && pace.depth() == 1));
  }

  /** Whether it reads back what it wrote. */
  public boolean readsBack() {
    return verify.enabled() && access.mode().writes() && (verify.afterWrites() || verify.only());
  }
}
