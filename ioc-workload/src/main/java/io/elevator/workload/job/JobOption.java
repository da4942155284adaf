package io.elevator.workload.job;

import java.util.List;

/**
 * Job option that {@code ioc} implements.
 *
 * @param name name that fio's manual lists first
 * @param aliases other names of the same option
 * @param bare whether the option may be given without a value
 * @param setter code that applies a value to a job's settings
 */
record JobOption(String name, List<String> aliases, boolean bare, Setter setter) {
  /** Applies a value to the settings. */
  interface Setter {
    void set(JobSettings settings, OptionValue value);
  }

  static JobOption of(String name, Setter setter) {
    return new JobOption(name, List.of(), false, setter);
  }

  static JobOption of(String name, String alias, Setter setter) {
    return new JobOption(name, List.of(alias), false, setter);
  }

  /** Returns an option that may be given without a value. */
  static JobOption bare(String name, Setter setter) {
    return new JobOption(name, List.of(), true, setter);
  }

  static JobOption bare(String name, String alias, Setter setter) {
    return new JobOption(name, List.of(alias), true, setter);
  }
}
