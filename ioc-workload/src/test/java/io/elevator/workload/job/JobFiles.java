package io.elevator.workload.job;

import io.elevator.workload.input.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Job files written inline in tests; a line feed ends each line. */
final class JobFiles {
  static final String NAME = "t.fio";

  private JobFiles() {}

  static JobFile read(String text) {
    return read(Map.of(NAME, text), Map.of());
  }

  /**
   * Reads the job file {@link #NAME}.
   *
   * @param files contents of the files, by name
   * @param environment variables of the environment
   */
  static JobFile read(Map<String, String> files, Map<String, String> environment) {
    Map<String, List<String>> lines = new HashMap<>();
    files.forEach((name, text) -> lines.put(name, text.lines().toList()));
    TextFile.Source source =
        path -> {
          List<String> found = lines.get(path);
          if (found == null) {
            throw new UserError(path + ": no such file");
          }
          return found;
        };
    return JobFileReader.read(NAME, source, environment::get);
  }

  static JobSet resolve(String text, Assignment... overrides) {
    return JobResolver.resolve(read(text), List.of(overrides));
  }

  /** Returns the job of a job file that has only the section {@code [j]} with the given lines. */
  static JobSpec job(String lines) {
    return resolve("[j]\n" + lines).jobs().getFirst().spec();
  }
}
