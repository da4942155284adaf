package io.elevator.workload.job;

import io.elevator.workload.input.NearestName;
import io.elevator.workload.input.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The options of job files: those that {@code ioc} carries out, and those of fio that it refuses by
 * name.
 */
public final class JobOptions {
  /** Reports give bytes, whatever is asked for; bits are refused. */
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
   * The option that {@code assignment} names; an error that suggests or explains if there is none.
   */
  static JobOption find(Assignment assignment) {
    JobOption option = BY_NAME.get(assignment.name());
    if (option == null) {
      throw unknown(assignment);
    }
    return option;
  }

  /** Whether fio or this command has an option of that name. */
  static boolean isKnown(String name) {
    return BY_NAME.containsKey(name) || FioOptions.contains(name);
  }

  /** Whether it is an option that is carried out and can not do without a value. */
  static boolean needsValue(String name) {
    JobOption option = BY_NAME.get(name);
    return option != null && !option.bare();
  }

  /** Every name of an option that is carried out. */
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

  /** The base takes effect before all other options, so here it is only checked. */
  private static void checkKbBase(JobSettings s, OptionValue v) {
    kbBase(v.assignment());
  }

  /** The value of a {@code kb_base} option: 1000 or 1024. */
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
