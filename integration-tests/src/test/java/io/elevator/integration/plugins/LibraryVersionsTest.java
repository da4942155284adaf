package io.elevator.integration.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.elevator.api.BlockLayer;
import io.elevator.api.ElevatorInfo;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.plugins.PluginFolders;
import io.elevator.testing.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two plugins contain different versions of one library, and each plugin uses its own version. */
class LibraryVersionsTest {
  @TempDir Path work;

  @Test
  void eachPluginUsesTheLibraryVersionThatItContains() throws IOException {
    Path folder = Files.createDirectory(work.resolve("plugins"));
    drop(folder.resolve("alpha"), "one", "alpha", "1.0");
    drop(folder.resolve("beta"), "two", "beta", "2.0");
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer =
            BlockLayers.builder()
                .applicationModules(false)
                .time(time)
                .plugins(PluginFolders.of(folder))
                .build()) {
      assertThat(layer.pluginProblems()).isEmpty();
      assertThat(layer.elevators())
          .extracting(ElevatorInfo::name, ElevatorInfo::description)
          .containsExactly(tuple("alpha", "with library 1.0"), tuple("beta", "with library 2.0"));
    }
  }

  private void drop(Path plugin, String packageName, String elevator, String version)
      throws IOException {
    Files.createDirectory(plugin);
    Path library = PluginJar.library(work, plugin.resolve("library.jar"), version);
    new PluginJar(packageName, elevator)
        .compiledWith(library)
        .describedBy("\"with library \" + lib.Lib.version()")
        .write(work, plugin.resolve("elevator.jar"));
  }
}
