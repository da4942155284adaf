package io.elevator.workload.job;

import io.elevator.workload.input.SourcePosition;
import io.elevator.workload.input.UserError;
import java.util.Map;

/**
 * Options of one job as the user gave them. Code that finds an error in a job after its options
 * were parsed uses them to name the file, the line and the option. Immutable.
 */
public final class GivenOptions {
  private final SourcePosition header;
  private final String job;
  private final Map<String, Assignment> given;

  /**
   * Creates the options of a job.
   *
   * @param header position of the section's header
   * @param job name of the job
   * @param given last assignment of each option that was given, by the option's first name
   */
  GivenOptions(SourcePosition header, String job, Map<String, Assignment> given) {
    this.header = header;
    this.job = job;
    this.given = Map.copyOf(given);
  }

  /** Returns whether an option was given. */
  public boolean contains(String option) {
    return given.containsKey(option);
  }

  /**
   * Returns an error in the job. Its message begins with the position and text of the first of the
   * options that was given, or with the position of the section's header if none was.
   *
   * @param message description of the error
   * @param options first names of the options that can cause the error, the likeliest first
   */
  public UserError error(String message, String... options) {
    String text = "job " + Assignment.quoted(job) + ": " + message;
    for (String option : options) {
      Assignment assignment = given.get(option);
      if (assignment != null) {
        return assignment.error(text);
      }
    }
    return header.error(text);
  }
}
