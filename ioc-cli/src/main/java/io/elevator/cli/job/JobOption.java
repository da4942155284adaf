package io.elevator.cli.job;

import java.util.List;

/**
 * An option of job files that {@code ioc} carries out.
 *
 * @param name the name that fio's manual lists first
 * @param aliases other names of the same option
 * @param setter what it does to a job's settings
 */
record JobOption(String name, List<String> aliases, Setter setter) {
  /** Reads a value into the settings. */
  interface Setter {
    void set(JobSettings settings, OptionValue value);
  }

  static JobOption of(String name, Setter setter) {
    return new JobOption(name, List.of(), setter);
  }

  static JobOption of(String name, String alias, Setter setter) {
    return new JobOption(name, List.of(alias), setter);
  }
}
