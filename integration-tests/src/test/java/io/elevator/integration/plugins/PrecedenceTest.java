package io.elevator.integration.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BlockLayer;
import io.elevator.api.ElevatorInfo;
import io.elevator.api.PluginProblem;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.plugins.PluginFolders;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.SpiVersion;
import io.elevator.testing.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the order of precedence of elevators with the same name: first an elevator added by the
 * application's code, then one of the application's modules, then those of plugin folders in the
 * given order, then jars by file name. The test removes the winner at each level in turn.
 */
class PrecedenceTest {
  /** Name of an elevator that the application's modules contain, so that every level has one. */
  private static final String NAME = "bfq";

  @TempDir Path work;

  private Path first;
  private Path second;

  @BeforeEach
  void dropIn() throws IOException {
    // The folders are named so that sorting by name would give the reverse of the given order.
    first = Files.createDirectory(work.resolve("z-first"));
    second = Files.createDirectory(work.resolve("a-second"));
    drop(first, "m.jar", "one");
    drop(first, "n.jar", "two");
    drop(second, "a.jar", "three");
  }

  private void drop(Path folder, String jar, String packageName) throws IOException {
    new PluginJar(packageName, NAME).write(work, folder.resolve(jar));
  }

  @SpiVersion(SpiVersion.CURRENT)
  private static final class ByHand extends ElevatorType {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "added by hand";
    }

    @Override
    public Elevator attach(Attachment attachment) {
      throw new UnsupportedOperationException("not attached in this test");
    }
  }

  /**
   * Requires that the elevator with this name comes from the expected source, and that the expected
   * number of others were refused.
   *
   * @param byHand whether the application's code has added an elevator
   */
  private void requireKept(
      boolean byHand, boolean applicationModules, int losers, String description, String source) {
    BlockLayers.Builder builder =
        BlockLayers.builder()
            .applicationModules(applicationModules)
            .plugins(PluginFolders.of(first, second));
    if (byHand) {
      builder.elevator(new ByHand());
    }
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = builder.time(time).build()) {
      List<ElevatorInfo> holders =
          layer.elevators().stream().filter(each -> each.name().equals(NAME)).toList();
      assertThat(holders).hasSize(1);
      assertThat(holders.getFirst().description()).contains(description);
      assertThat(holders.getFirst().source()).contains(source);
      assertThat(layer.pluginProblems())
          .hasSize(losers)
          .extracting(PluginProblem::reason)
          .allMatch(reason -> reason.contains("'" + NAME + "' is taken by " + NAME + " from "));
    }
  }

  @Test
  void elevatorAddedByHandWins() {
    requireKept(true, true, 4, "added by hand", "by hand");
  }

  @Test
  void elevatorOfTheApplicationsModulesWinsOverFolders() {
    requireKept(false, true, 3, "Budget fair queueing", "");
  }

  @Test
  void foldersWinInTheGivenOrderAndJarsByName() {
    requireKept(false, false, 2, "made by a test", first.resolve("m.jar").toString());
  }

  @Test
  void nextJarOfTheFolderWinsIfTheFirstIsRemoved() throws IOException {
    Files.delete(first.resolve("m.jar"));
    requireKept(false, false, 1, "made by a test", first.resolve("n.jar").toString());
  }

  @Test
  void nextFolderWinsIfTheFirstIsRemoved() throws IOException {
    Files.delete(first.resolve("m.jar"));
    Files.delete(first.resolve("n.jar"));
    requireKept(false, false, 0, "made by a test", second.resolve("a.jar").toString());
  }
}
