package io.elevator.core.registry;

import io.elevator.core.services.Providers;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.driver.DriverType;
import java.util.ServiceLoader;

/** Finds the elevators and drivers among the application's own modules, or on its class path. */
public final class ApplicationServices {
  private ApplicationServices() {}

  /**
   * Registers the elevators and drivers of the application's modules or class path. A provider that
   * cannot be used is reported to the registry as a problem.
   *
   * @param registry registry of the block layer
   */
  public static void register(PluginRegistry registry) {
    ModuleLayer layer = ApplicationServices.class.getModule().getLayer();
    var providers = new Providers("", type -> true, registry::report);
    if (layer != null) {
      providers.forEach(ServiceLoader.load(layer, ElevatorType.class), registry::register);
      providers.forEach(ServiceLoader.load(layer, DriverType.class), registry::register);
    } else {
      ClassLoader own = ApplicationServices.class.getClassLoader();
      providers.forEach(ServiceLoader.load(ElevatorType.class, own), registry::register);
      providers.forEach(ServiceLoader.load(DriverType.class, own), registry::register);
    }
  }
}
