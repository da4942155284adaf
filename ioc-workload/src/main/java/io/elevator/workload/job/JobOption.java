package io.elevator.workload.job;

import java.util.List;

/**
 * An option of job files that {@code ioc} carries out.
 *
 * @param name the name that fio's manual lists first
 * @param aliases other names of the same option
 * @param bare whether it may be given without a value
 * @param setter what it does to a job's settings
 */
record JobOption(String name, List<String> aliases, boolean bare, Setter setter) {
  /** Reads a value into the settings. */
  interface Setter {
    void set(JobSettings settings, OptionValue value);
  }

  static JobOption of(String name, Setter setter) {
    return new JobOption(name, List.of(), false, setter);
  }

  static JobOption of(String name, String alias, Setter setter) {
    return new JobOption(name, List.of(alias), false, setter);
  }

  /** An option that may be given without a value. */
  static JobOption bare(String name, Setter setter) {
    return new JobOption(name, List.of(), true, setter);
  }

  static JobOption bare(String name, String alias, Setter setter) {
    return new JobOption(name, List.of(alias), true, setter);
  }
}
