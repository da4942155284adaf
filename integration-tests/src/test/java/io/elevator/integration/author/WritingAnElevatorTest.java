package io.elevator.integration.author;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.PluginInfo;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.plugins.PluginFolders;
import io.elevator.testkit.VirtualDrive;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Follows the page about writing an elevator from an empty folder on: writes the page's files, runs
 * its commands, and copies the jar into the plugin folder of a running layer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WritingAnElevatorTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path EXAMPLE = ROOT.resolve("examples/elevator-lottery");
  private static final Pattern STEP =
      Pattern.compile("<!-- (run|file: (\\S+)) -->\\n```\\w+\\n(.*?)```\\n", Pattern.DOTALL);
  private static final Pattern READ_IOPS = Pattern.compile("read: IOPS=(\\d+)");

  @TempDir static Path work;

  private final Map<String, String> files = new TreeMap<>();
  private final Map<String, String> said = new LinkedHashMap<>();
  private Path jar;

  @BeforeAll
  void followThePage() throws Exception {
    var machine = new AuthorsMachine(work);
    String page = Files.readString(ROOT.resolve("docs/writing-an-elevator.md"));
    Matcher step = STEP.matcher(page);
    while (step.find()) {
      String file = step.group(2);
      if (file == null) {
        said.put(step.group(3), machine.run(step.group(3)));
      } else {
        Path path = machine.project().resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, step.group(3));
        files.put(file, step.group(3));
      }
    }
    assertThat(page.split("```\\w+\n", -1))
        .as("blocks, one not run here")
        .hasSize(files.size() + said.size() + 2);
    jar = machine.project().resolve("target/elevator-lottery-1.0.jar");
  }

  @Test
  void filesOnThePageEqualTheExample() throws IOException {
    Map<String, String> example = new TreeMap<>();
    try (Stream<Path> all = Files.walk(EXAMPLE)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = EXAMPLE.relativize(file).toString().replace('\\', '/');
        if (!name.startsWith("target/")) {
          example.put(name, Files.readString(file));
        }
      }
    }
    assertThat(files).isEqualTo(example);
  }

  @Test
  void exampleHasFewLines() {
    List<String> lines = new ArrayList<>();
    files.forEach((name, text) -> {
      if (name.startsWith("src/main")) {
        text.lines().filter(line -> !line.matches("\\s*(import .*|/?\\*.*)?")).forEach(lines::add);
      }
    });
    assertThat(lines).as("lines of code").hasSizeBetween(100, 199);
  }

  @Test
  void exampleElevatorPassesTheTestKit() throws IOException {
    Path reports = jar.resolveSibling("surefire-reports");
    for (String kit : List.of("LotteryTest", "RaffleTest")) {
      assertThat(Files.readString(reports.resolve("org.example.lottery." + kit + ".txt")))
          .containsPattern("Tests run: ([7-9]|\\d\\d), Failures: 0, Errors: 0, Skipped: 0");
    }
    assertThat(Files.readString(reports.resolve("org.example.lottery.SharesTest.txt")))
        .contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
  }

  @Test
  void commandListsTheElevatorAndRunsAJobWithIt() {
    assertThat(outputOfTheCommandBeginningWith("ioc elevators"))
        .contains("lottery: draws lots", "  from plugins/elevator-lottery-1.0.jar", "step")
        .doesNotContain("could not be used");
    List<Double> iops = new ArrayList<>();
    Matcher read = READ_IOPS.matcher(outputOfTheCommandBeginningWith("ioc run"));
    while (read.find()) {
      iops.add(Double.valueOf(read.group(1)));
    }
    assertThat(iops).as("IOPS of urgent and lazy").hasSize(2);
    assertThat(iops.get(0) / iops.get(1)).as("urgent to lazy").isCloseTo(8, within(1.5));
  }

  private String outputOfTheCommandBeginningWith(String beginning) {
    return said.entrySet().stream()
        .filter(entry -> entry.getKey().lines().anyMatch(line -> line.startsWith(beginning)))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void jarIsAddedUsedReplacedAndRemovedWhileTheLayerRuns() throws IOException {
    Path dropped = Files.copy(jar, work.resolve("lottery.jar"));
    List<String> defects = new ArrayList<>();
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer =
            BlockLayers.builder()
                .applicationModules(false)
                .plugins(PluginFolders.of())
                .time(time)
                .driver(new VirtualDrive(2, 3))
                .errors((where, defect) -> defects.add(where + ": " + defect))
                .build();
        RequestQueue queue =
            layer.open(QueueConfig.onDriver(VirtualDrive.NAME).withElevator("none"));
        Task task = layer.tasks().newTask(TaskSpec.named("reader"))) {
      assertThat(layer.plugins().add(dropped))
          .isEqualTo(new PluginInfo(dropped, List.of("lottery", "raffle"), List.of()));

      queue.admin().switchElevator("lottery");
      serve(layer, queue, task, time);
      assertThatThrownBy(() -> layer.plugins().remove(dropped))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use by " + queue.name());

      Files.copy(jar, dropped, StandardCopyOption.REPLACE_EXISTING);
      layer.plugins().replace(dropped, dropped, true);
      assertThat(queue.admin().elevator()).isEqualTo("lottery");
      serve(layer, queue, task, time);

      queue.admin().switchElevator("none");
      layer.plugins().remove(dropped);
      assertThat(layer.elevators()).isEmpty();
      serve(layer, queue, task, time);
    }
    assertThat(defects).isEmpty();
  }

  private static void serve(BlockLayer layer, RequestQueue queue, Task task, VirtualTime time) {
    MemorySegment memory = Arena.ofAuto().allocate(4096, 4096);
    List<BioStatus> ended = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      queue.submit(
          layer
              .newBio()
              .task(task)
              .read(512L * (64L * (i * 37 % 100)), memory)
              .onEnd(bio -> ended.add(bio.status())));
    }
    time.advanceTo(time.now() + 1_000_000_000L);
    assertThat(ended).hasSize(100).containsOnly(BioStatus.OK);
  }
}
