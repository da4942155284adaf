package io.elevator.workload.job;

import io.elevator.workload.input.NearestName;
import io.elevator.workload.input.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Table of the job options that {@code ioc} implements, in groups, with access to the list of those
 * options of fio that it refuses.
 */
public final class JobOptions {
  static final NameOptions NAME = new NameOptions();
  static final FileOptions FILES = new FileOptions();
  static final AccessOptions ACCESS = new AccessOptions();
  static final PaceOptions PACE = new PaceOptions();
  static final ControlOptions CONTROL = new ControlOptions();
  static final DataOptions DATA = new DataOptions();
  static final LayerOptions LAYER = new LayerOptions();
  static final ReportOptions REPORT = new ReportOptions();

  /** Groups of job options, in the order of {@code docs/jobs.md}. */
  static final List<OptionGroup> GROUPS =
      List.of(NAME, FILES, ACCESS, PACE, CONTROL, DATA, LAYER, REPORT);

  private static final Map<String, JobOption<?>> BY_NAME = byName();

  private JobOptions() {}

  /**
   * Returns the option that {@code assignment} names.
   *
   * @throws UserError if there is no such option; the message suggests a name or gives the reason
   */
  static JobOption<?> find(Assignment assignment) {
    JobOption<?> option = BY_NAME.get(assignment.name());
    if (option == null) {
      throw unknown(assignment);
    }
    return option;
  }

  /** Returns whether fio or {@code ioc} has a job option named {@code name}. */
  static boolean isKnown(String name) {
    return BY_NAME.containsKey(name) || FioOptions.contains(name);
  }

  /** Returns whether {@code name} is the name of an implemented option that requires a value. */
  static boolean needsValue(String name) {
    JobOption<?> option = BY_NAME.get(name);
    return option != null && !option.type().bare();
  }

  /** Returns all names of the implemented options, including aliases. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  private static UserError unknown(Assignment assignment) {
    String name = assignment.name();
    if (FioOptions.contains(name)) {
      String reason = FioOptions.reason(name);
      return assignment.error(
          "fio has the option '"
              + name
              + "', ioc does not"
              + (reason.isEmpty() ? "" : ": " + reason));
    }
    List<String> candidates = new ArrayList<>(BY_NAME.keySet());
    candidates.addAll(FioOptions.names());
    return assignment.error("no such option: '" + name + "'" + NearestName.hint(name, candidates));
  }

  private static Map<String, JobOption<?>> byName() {
    Map<String, JobOption<?>> options = new LinkedHashMap<>();
    for (OptionGroup group : GROUPS) {
      for (JobOption<?> option : group.options()) {
        option.names().forEach(name -> options.put(name, option));
      }
    }
    return options;
  }

  /**
   * Checks the combinations of options of {@code job}, and adds its notes for readers of the report
   * to {@code notes}.
   *
   * @throws UserError for the first combination that is refused
   */
  static void check(JobSettings job, List<String> notes) {
    GROUPS.forEach(group -> group.check(job, notes));
  }

  /** Returns the specification of clone number {@code clone} of {@code job}. */
  static JobSpec spec(JobSettings job, int clone) {
    return new JobSpec(
        job.position(),
        job.givenOptions(),
        job.name(),
        job.find(NAME.description),
        clone,
        FILES.spec(job, clone),
        ACCESS.spec(job),
        PACE.spec(job),
        job.find(LAYER.ioengine),
        job.get(LAYER.direct),
        LAYER.nice(job),
        LAYER.priorityClass(job),
        LAYER.priorityLevel(job),
        List.of(LAYER.commandPriority(job, 0), LAYER.commandPriority(job, 1)),
        LAYER.spec(job),
        DATA.syncs(job),
        DATA.content(job),
        DATA.memory(job),
        DATA.verify(job),
        CONTROL.spec(job),
        job.get(REPORT.groupReporting),
        job.get(REPORT.percentileList),
        REPORT.spec(job));
  }
}
