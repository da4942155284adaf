package io.elevator.plugins;

import io.elevator.api.PluginInfo;
import io.elevator.api.PluginProblem;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.core.registry.ProvidedTypes;
import io.elevator.core.registry.RegisteredDriver;
import io.elevator.core.registry.RegisteredElevator;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plugin whose jars are loaded: its elevators, drivers and problems. {@link PluginLoader} fills
 * this object, and it is not changed afterwards.
 */
public final class LoadedPlugin implements ProvidedTypes {
  private final Path path;
  private final Path copy;
  private final String fingerprint;
  private final @Nullable URLClassLoader loader;
  private final List<RegisteredElevator> elevators = new ArrayList<>();
  private final List<RegisteredDriver> drivers = new ArrayList<>();
  private final List<PluginProblem> problems = new ArrayList<>();

  LoadedPlugin(Path path, PluginCopies.Copies copies, @Nullable URLClassLoader loader) {
    this.path = path;
    this.copy = copies.folder();
    this.fingerprint = copies.fingerprint();
    this.loader = loader;
  }

  /** Returns the path where the plugin was found. */
  public Path path() {
    return path;
  }

  @Override
  public List<RegisteredElevator> elevators() {
    return List.copyOf(elevators);
  }

  @Override
  public List<RegisteredDriver> drivers() {
    return List.copyOf(drivers);
  }

  /** Returns the parts of the plugin that could not be loaded. */
  public List<PluginProblem> problems() {
    return List.copyOf(problems);
  }

  /** Returns those elevators and drivers of the plugin that are in {@code registry}. */
  public PluginInfo info(PluginRegistry registry) {
    return new PluginInfo(
        path,
        elevators.stream()
            .filter(registry.elevators()::contains)
            .map(RegisteredElevator::name)
            .toList(),
        drivers.stream().filter(registry.drivers()::contains).map(RegisteredDriver::name).toList());
  }

  void add(RegisteredElevator elevator) {
    elevators.add(elevator);
  }

  void add(RegisteredDriver driver) {
    drivers.add(driver);
  }

  void add(PluginProblem problem) {
    problems.add(problem);
  }

  /**
   * Returns whether the loaded copy of this plugin has the given fingerprint.
   *
   * @param other fingerprint, as {@link PluginDiscovery#fingerprint} returns it
   * @throws IOException never; declared for callers compiled against an earlier version
   */
  public boolean isOf(String other) throws IOException {
    return fingerprint.equals(other);
  }

  /**
   * Closes the class loader and deletes the copy. No code of the plugin may be in use.
   *
   * @throws IOException if the loader cannot be closed or the copy cannot be deleted
   */
  public void unload() throws IOException {
    if (loader != null) {
      loader.close();
    }
    PrivateFolder.delete(copy);
  }
}
