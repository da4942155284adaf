package io.elevator.workload;

import io.elevator.workload.input.SourcePosition;
import io.elevator.workload.input.UserError;
import io.elevator.workload.job.Assignment;
import io.elevator.workload.job.JobFile;
import io.elevator.workload.job.JobFileReader;
import io.elevator.workload.job.JobResolver;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.job.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Jobs whose options have been checked, read from a job file or built in Java. {@link
 * WorkloadRunner} runs them, any number of times. Immutable.
 */
public final class Workload {
  private final JobSet jobs;

  private Workload(JobSet jobs) {
    this.jobs = jobs;
  }

  /**
   * Reads a job file of fio. {@code ${NAME}} in a value stands for a variable of the environment.
   *
   * @throws WorkloadException if the file cannot be read, or an option or value is invalid; the
   *     message names file, line, option and what was expected
   */
  public static Workload read(Path file) {
    return resolve(() -> JobFileReader.read(file.toString()));
  }

  /**
   * Reads the text of a job file.
   *
   * @param name name of the text in messages, instead of a file name
   * @throws WorkloadException if an option or value is invalid; the message names line, option and
   *     what was expected
   */
  public static Workload parse(String name, String text) {
    return resolve(() -> JobFileReader.parse(name, text));
  }

  /**
   * Returns a workload of jobs that were built in Java. They start together, unless an option such
   * as {@code stonewall} delays some of them.
   *
   * @throws WorkloadException if an option or value is invalid; the message names job, option and
   *     what was expected
   */
  public static Workload of(JobDefinition... jobs) {
    List<Section> sections = new ArrayList<>();
    for (JobDefinition job : jobs) {
      SourcePosition position = new SourcePosition("job '" + job.name() + "'", 0);
      List<Assignment> assignments = new ArrayList<>();
      job.options()
          .forEach((name, value) -> assignments.add(new Assignment(position, name, value)));
      sections.add(new Section(position, job.name(), assignments));
    }
    return resolve(() -> new JobFile("the workload", sections));
  }

  private static Workload resolve(Supplier<JobFile> file) {
    try {
      return new Workload(JobResolver.resolve(file.get(), List.of()));
    } catch (UserError e) {
      throw new WorkloadException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Returns the names of the jobs in their order; the clones of a job share its name. */
  public List<String> jobNames() {
    return jobs.jobs().stream().map(job -> job.spec().name()).toList();
  }

  /** Returns the jobs with all options resolved. */
  JobSet jobs() {
    return jobs;
  }
}
