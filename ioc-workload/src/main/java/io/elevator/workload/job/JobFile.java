package io.elevator.workload.job;

import io.elevator.workload.input.UserError;
import java.util.List;

/**
 * A job file as it was written: sections in order, nothing looked up yet.
 *
 * @param name the path as the user wrote it
 * @param sections in the order of the file
 * @param sources paths of the files that were read, included ones as well, each once; {@code -} for
 *     standard input
 */
public record JobFile(String name, List<Section> sections, List<String> sources) {
  public JobFile {
    sections = List.copyOf(sections);
    sources = List.copyOf(sources);
  }

  /**
   * Returns this file without the jobs that are not named in {@code names}; all of it if none is.
   *
   * @throws UserError if the file has no job of one of the names
   */
  public JobFile only(List<String> names) {
    if (names.isEmpty()) {
      return this;
    }
    for (String wanted : names) {
      if (sections.stream().noneMatch(s -> !s.global() && s.name().equals(wanted))) {
        throw new UserError("--section: there is no job '" + wanted + "' in " + name);
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
