package io.elevator.cli.job;

import java.util.List;

/**
 * A job file as it was written: sections in order, nothing looked up yet.
 *
 * @param name the path as the user wrote it
 * @param sections in the order of the file
 */
public record JobFile(String name, List<Section> sections) {
  public JobFile {
    sections = List.copyOf(sections);
  }
}
