package io.elevator.core.registry;

import java.util.List;

/** The elevators and drivers of one plugin; a registry replaces and removes them together. */
public interface ProvidedTypes {
  /** Returns the elevators of the plugin, including those that the registry refused. */
  List<RegisteredElevator> elevators();

  /** Returns the drivers of the plugin, including those that the registry refused. */
  List<RegisteredDriver> drivers();
}
