package io.elevator.core.registry;

import java.util.List;

/** The elevators and drivers of one plugin; a registry replaces and removes them together. */
public interface ProvidedTypes {
  /** Returns the elevators of the plugin, whether or not the registry took them. */
  List<RegisteredElevator> elevators();

  /** Returns the drivers of the plugin, whether or not the registry took them. */
  List<RegisteredDriver> drivers();
}
