package io.elevator.cli.job;

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

  /** Sections that were not read from a file. */
  JobFile(String name, List<Section> sections) {
    this(name, sections, List.of());
  }
}
