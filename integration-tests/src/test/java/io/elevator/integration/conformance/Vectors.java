package io.elevator.integration.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.conformance.ReplayResult;
import io.elevator.conformance.VectorFiles;
import io.elevator.conformance.VectorReplayer;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.plugins.PluginDiscovery;
import io.elevator.spi.ElevatorType;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;

/** The recorded vectors among the test resources; each set has its own folder. */
final class Vectors {
  private Vectors() {}

  /** Returns the folder of a set of vectors. */
  static Path folder(String set) {
    URL found = Vectors.class.getResource("/vectors/" + set);
    if (found == null) {
      throw new IllegalStateException("no vectors/" + set + " among the test resources");
    }
    try {
      return Path.of(found.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the folder of vectors " + found, e);
    }
  }

  /** Returns the files of a set of vectors. */
  static List<Path> of(String set) {
    try {
      return VectorFiles.list(folder(set));
    } catch (IOException e) {
      throw new IllegalStateException("the vectors of " + set, e);
    }
  }

  /**
   * Returns an elevator type that a module on the class path or module path provides as a service.
   */
  static ElevatorType elevator(String name) {
    PluginRegistry registry = new PluginRegistry();
    new PluginDiscovery(registry).addApplicationModules();
    assertThat(registry.problems()).isEmpty();
    return registry.elevator(name).type();
  }

  /**
   * Replays a vector, and fails if the elevator's answer to any step differs from the recorded one.
   */
  static void requireEqualAnswers(ElevatorType type, Path vector) throws IOException {
    ReplayResult result = new VectorReplayer(type).replay(VectorFiles.read(vector));
    assertThat(result.difference()).as("%s", result).isNull();
    assertThat(result.reached()).isEqualTo(result.vector().answers()).isPositive();
  }
}
