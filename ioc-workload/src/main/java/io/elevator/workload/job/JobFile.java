package io.elevator.workload.job;

import io.elevator.workload.input.ParameterError;
import java.util.List;

/**
 * Job file as it was written: its sections in order, with options that are not interpreted yet.
 *
 * @param name path as the user wrote it
 * @param sections sections in the order of the file
 * @param sources paths of all files that were read, including included files, each once; {@code -}
 *     for standard input
 */
public record JobFile(String name, List<Section> sections, List<String> sources) {
  public JobFile {
    sections = List.copyOf(sections);
    sources = List.copyOf(sources);
  }

  /**
   * Returns a job file that has only the named jobs of this one; this job file if {@code names} is
   * empty.
   *
   * @throws ParameterError if the file has no job with one of the names
   */
  public JobFile only(List<String> names) {
    if (names.isEmpty()) {
      return this;
    }
    for (String wanted : names) {
      if (sections.stream().noneMatch(s -> !s.global() && s.name().equals(wanted))) {
        throw new ParameterError("names", "there is no job '" + wanted + "' in " + name);
      }
    }
    return new JobFile(
        name,
        sections.stream().filter(s -> s.global() || names.contains(s.name())).toList(),
        sources);
  }

  /** Creates a job file whose sections were not read from a file. */
  public JobFile(String name, List<Section> sections) {
    this(name, sections, List.of());
  }
}
