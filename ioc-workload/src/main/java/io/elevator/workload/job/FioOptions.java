package io.elevator.workload.job;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Job options of fio's manual that {@code ioc} does not implement, some with the reason. They are
 * in a resource with one line for each option: the name, then the reason.
 */
final class FioOptions {
  private static final Map<String, String> REASONS = load();

  private FioOptions() {}

  static boolean contains(String name) {
    return REASONS.containsKey(name);
  }

  /** Returns the reason why a job option is refused; empty if it is just not implemented. */
  static String reason(String name) {
    return Objects.requireNonNull(REASONS.get(name), name);
  }

  static Set<String> names() {
    return REASONS.keySet();
  }

  private static Map<String, String> load() {
    Map<String, String> reasons = new LinkedHashMap<>();
    try (InputStream in =
            Objects.requireNonNull(FioOptions.class.getResourceAsStream("fio-options.txt"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> {
            String[] words = line.split(" ", 2);
            reasons.put(words[0], words.length == 1 ? "" : words[1].strip());
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reasons;
  }
}
