package io.elevator.workload.job;

import io.elevator.workload.input.Place;
import java.util.List;

/**
 * One bracketed section of a job file, or the part of a {@code [global]} that follows it.
 *
 * @param place where its header stands
 * @param name what stands between the brackets
 * @param assignments its options in the order written, includes unfolded
 */
public record Section(Place place, String name, List<Assignment> assignments) {
  public Section {
    assignments = List.copyOf(assignments);
  }

  /**
   * Whether its options are defaults for the jobs that follow; like fio, by the beginning of the
   * name.
   */
  public boolean global() {
    return name.startsWith("global");
  }
}
