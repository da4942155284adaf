package io.elevator.plugins;

import io.elevator.api.PluginProblem;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.core.registry.RegisteredElevator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A base class for tests that put jars in a folder of plugins and search it for elevators. */
abstract class DiscoveryFixture {
  /** Folder for everything that a test needs besides the plugins. */
  @TempDir protected Path work;

  /** Folder of plugins, empty before each test. */
  protected Path folder;

  protected final PluginRegistry registry = new PluginRegistry();
  protected final PluginDiscovery discovery = new PluginDiscovery(registry);

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(work.resolve("plugins"));
  }

  /** Returns the names of the elevators that were found. */
  protected final List<String> names() {
    return registry.elevators().stream().map(RegisteredElevator::name).toList();
  }

  /** Returns the reasons of the problems that were found. */
  protected final List<String> reasons() {
    return registry.problems().stream().map(PluginProblem::reason).toList();
  }
}
