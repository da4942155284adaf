package io.elevator.workload.job;

import io.elevator.workload.input.SourcePosition;
import java.util.List;

/**
 * One section of a job file. A {@code [global]} section between jobs is a section of its own.
 *
 * @param position position of its header
 * @param name text between the brackets
 * @param assignments its options in the order written, with includes expanded
 */
public record Section(SourcePosition position, String name, List<Assignment> assignments) {
  public Section {
    assignments = List.copyOf(assignments);
  }

  /**
   * Returns whether the options of this section are defaults for the following jobs. As in fio,
   * they are if the name begins with "global".
   */
  public boolean global() {
    return name.startsWith("global");
  }
}
