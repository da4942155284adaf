package io.elevator.api;

import java.nio.file.Path;
import java.util.List;

/**
 * A plugin that was loaded from a jar or from a folder of jars.
 *
 * @param path where it was found; what is loaded is a copy
 * @param elevators the names of its elevators, in order
 * @param drivers the names of its drivers, in order
 */
public record PluginInfo(Path path, List<String> elevators, List<String> drivers) {
  /** Copies the lists. */
  public PluginInfo {
    elevators = List.copyOf(elevators);
    drivers = List.copyOf(drivers);
  }
}
