package io.elevator.workload.run;

import io.elevator.workload.files.FilePlan;
import io.elevator.workload.files.JobFiles;
import io.elevator.workload.files.TargetFile;
import io.elevator.workload.input.UserError;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.job.LayerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Elevators and elevator attributes that jobs request for the drives that they use. Options of the
 * command line override them; jobs that share a drive must request the same ones. Immutable.
 */
final class ElevatorWishes {
  /** Wishes of jobs that request no elevator and no attribute. */
  static final ElevatorWishes NONE = new ElevatorWishes(List.of());

  private final List<JobFiles> jobs;

  private ElevatorWishes(List<JobFiles> jobs) {
    this.jobs = jobs;
  }

  /**
   * Returns the wishes of the jobs of {@code plan}. Returns {@link #NONE} if {@code options} names
   * an elevator, because the command line overrides the jobs.
   */
  static ElevatorWishes of(FilePlan plan, DriveOptions options) {
    return options.elevator() == null ? new ElevatorWishes(plan.jobs()) : NONE;
  }

  /**
   * Returns the options of a drive that holds {@code files}.
   *
   * @throws UserError if two jobs on the drive request different elevators or attribute values
   */
  DriveOptions on(List<TargetFile> files, DriveOptions options) {
    List<JobSpec> specs = new ArrayList<>();
    for (JobFiles job : jobs) {
      if (job.files().stream().anyMatch(files::contains)) {
        specs.add(job.job().spec());
      }
    }
    JobSpec first = null;
    Map<String, String> attributes = new LinkedHashMap<>();
    for (JobSpec spec : specs) {
      LayerSpec layer = spec.layer();
      if (layer.elevator() != null) {
        if (first == null) {
          first = spec;
        } else if (!layer.elevator().equals(first.layer().elevator())) {
          throw differ(spec, first, "its elevator", "elevator");
        }
      }
      layer
          .attributes()
          .forEach((name, value) -> {
            String before = attributes.putIfAbsent(name, value);
            if (before != null && !before.equals(value)) {
              throw differ(spec, owner(specs, name), "its value of " + name, "elevator_attr");
            }
          });
    }
    attributes.putAll(options.attributes());
    return new DriveOptions(
        first == null ? options.elevator() : first.layer().elevator(),
        attributes,
        options.driverOptions(),
        options.depth(),
        options.nrRequests());
  }

  private static JobSpec owner(List<JobSpec> specs, String attribute) {
    return specs.stream()
        .filter(spec -> spec.layer().attributes().containsKey(attribute))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns the error about two jobs on one drive that request different things.
   *
   * @param wish request of {@code spec}, as the subject of the sentence
   * @param option option with which {@code spec} makes the request
   */
  private static UserError differ(JobSpec spec, JobSpec other, String wish, String option) {
    return spec.given()
        .error(
            wish
                + " differs from what job "
                + other.name()
                + " wants on the same drive, and a drive has one elevator",
            option);
  }
}
