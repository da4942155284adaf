package io.elevator.api;

import java.nio.file.Path;
import java.util.List;

/**
 * The description of a plugin that was loaded from a jar or a folder of jars. Immutable.
 *
 * @param path path of the jar or folder; the code runs from a copy
 * @param elevators names of the plugin's elevators, in order
 * @param drivers names of the plugin's drivers, in order
 */
public record PluginInfo(Path path, List<String> elevators, List<String> drivers) {
  /** Copies the lists. */
  public PluginInfo {
    elevators = List.copyOf(elevators);
    drivers = List.copyOf(drivers);
  }
}
