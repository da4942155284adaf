package io.elevator.workload.job;

import io.elevator.workload.input.NearestName;
import io.elevator.workload.input.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Job options: those that {@code ioc} implements, and those of fio that it refuses by name. */
public final class JobOptions {
  /** Accepted values of {@code unit_base}. Reports always give bytes; bits are refused. */
  private static final Map<String, Integer> UNIT_BASES = new TreeMap<>(Map.of("0", 0, "8", 8));

  private static final List<JobOption> ABOUT_THE_JOB =
      List.of(
          JobOption.of("name", (s, v) -> s.name = v.text()),
          JobOption.of("description", (s, v) -> s.description = v.text()),
          JobOption.of(JobSettings.KB_BASE, JobOptions::checkKbBase),
          JobOption.of("unit_base", (s, v) -> v.oneOf(v.text(), UNIT_BASES)));

  private static final Map<String, JobOption> BY_NAME = byName();

  private JobOptions() {}

  /**
   * Returns the option that {@code assignment} names.
   *
   * @throws UserError if there is no such option; the message suggests a name or gives the reason
   */
  static JobOption find(Assignment assignment) {
    JobOption option = BY_NAME.get(assignment.name());
    if (option == null) {
      throw unknown(assignment);
    }
    return option;
  }

  /** Returns whether fio or {@code ioc} has a job option named {@code name}. */
  static boolean isKnown(String name) {
    return BY_NAME.containsKey(name) || FioOptions.contains(name);
  }

  /** Returns whether {@code name} is an implemented option that requires a value. */
  static boolean needsValue(String name) {
    JobOption option = BY_NAME.get(name);
    return option != null && !option.bare();
  }

  /** Returns every name of an implemented option, including aliases. */
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

  /** Checks the value only: the base was already applied before all other options. */
  private static void checkKbBase(JobSettings s, OptionValue v) {
    kbBase(v.assignment());
  }

  /** Returns the value of a {@code kb_base} option: 1000 or 1024. */
  static int kbBase(Assignment assignment) {
    return switch (new OptionValue(assignment, JobSettings.DEFAULT_KB_BASE).text()) {
      case "1000" -> 1000;
      case "1024" -> 1024;
      default -> throw assignment.error("'" + assignment.value() + "' is neither 1000 nor 1024");
    };
  }

  private static Map<String, JobOption> byName() {
    Map<String, JobOption> options = new LinkedHashMap<>();
    Stream.of(
            ABOUT_THE_JOB,
            FileOptions.ALL,
            AccessOptions.ALL,
            PaceOptions.ALL,
            LayerOptions.ALL,
            DataOptions.ALL,
            ControlOptions.ALL,
            ReportOptions.ALL)
        .flatMap(List::stream)
        .forEach(option -> {
          options.put(option.name(), option);
          option.aliases().forEach(alias -> options.put(alias, option));
        });
    return options;
  }
}
