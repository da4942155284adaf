package io.elevator.cli.job;

import io.elevator.api.PriorityClass;
import io.elevator.cli.input.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One job, as one clone of it runs. Immutable.
 *
 * @param place the header of its section
 * @param name the name that reports use
 * @param description free text for the report, null when there is none
 * @param cloneNumber which of the section's clones, from 0
 * @param files what it works on
 * @param access what it does there
 * @param pace when it does it
 * @param engine the engine asked for, null when the job leaves it open
 * @param direct whether the page cache is by-passed
 * @param priorityClass of all its I/Os
 * @param priorityLevel within the class, 0 (first) to 7
 * @param groupReporting whether the report joins it with the job before it in the same group
 * @param percentiles of completion latency to report, ascending
 */
public record JobSpec(
    Place place,
    String name,
    @Nullable String description,
    int cloneNumber,
    FileSpec files,
    AccessSpec access,
    PaceSpec pace,
    @Nullable IoEngine engine,
    boolean direct,
    PriorityClass priorityClass,
    int priorityLevel,
    boolean groupReporting,
    List<Double> percentiles) {
  public JobSpec {
    percentiles = List.copyOf(percentiles);
  }
}
