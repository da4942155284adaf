package io.elevator.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.ElevatorInfo;
import io.elevator.api.PluginProblem;
import io.elevator.api.Plugins;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.testing.PluginJar;
import io.elevator.testkit.fake.InstantDrive;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plugins that are added, replaced and removed while queues are open. */
@Timeout(60)
class RunningPluginsTest {
  @TempDir Path work;

  private final MemorySegment memory = Arena.ofAuto().allocate(4096, 4096);
  private final List<String> defects = Collections.synchronizedList(new ArrayList<>());
  private Path folder;
  private BlockLayer layer;
  private Plugins plugins;

  @BeforeEach
  void openLayer() throws IOException {
    folder = Files.createDirectory(work.resolve("plugins"));
    openLayer(PluginTrust.DEFAULT);
  }

  private void openLayer(PluginTrust trust) {
    layer =
        BlockLayers.builder()
            .applicationModules(false)
            .driver(new InstantDrive())
            .plugins(PluginFolders.of(folder).withTrust(trust))
            .errors((where, defect) -> defects.add(where + ": " + defect))
            .build();
    plugins = layer.plugins();
  }

  @AfterEach
  void nothingWasReported() {
    layer.close();
    assertThat(defects).isEmpty();
  }

  private Path jar(String file, String elevator, String description) throws IOException {
    Path jar = folder.resolve(file);
    new PluginJar("plugged", elevator)
        .named("plugin.plugged")
        .description(description)
        .write(work, jar);
    return jar;
  }

  /** Adds a permission to those of a file. */
  private static void permit(Path file, PosixFilePermission added) throws IOException {
    Set<PosixFilePermission> all = new HashSet<>(Files.getPosixFilePermissions(file));
    all.add(added);
    Files.setPosixFilePermissions(file, all);
  }

  private RequestQueue open(String name, String elevator) {
    return layer.open(QueueConfig.onDriver("instant").withName(name).withElevator(elevator));
  }

  private void read(RequestQueue queue) {
    try (Task task = layer.tasks().newTask(TaskSpec.named("reader"))) {
      for (int i = 0; i < 10; i++) {
        assertThat(queue.submitAndWait(layer.newBio().task(task).read(512L * (8L * i), memory)))
            .isEqualTo(BioStatus.OK);
      }
    }
  }

  private List<String> descriptions() {
    return layer.elevators().stream().map(ElevatorInfo::description).toList();
  }

  @Test
  void jarIsAddedUsedAndRemoved() throws IOException {
    Path jar = jar("a.jar", "alpha", "one");
    assertThat(plugins.add(jar).elevators()).containsExactly("alpha");
    assertThat(plugins.list()).extracting("path").containsExactly(jar);
    RequestQueue queue = open("disk", "alpha");
    read(queue);
    assertThatIllegalStateException()
        .isThrownBy(() -> plugins.remove(jar))
        .withMessageContaining("a.jar is in use by disk");
    queue.admin().switchElevator("none");
    plugins.remove(jar);
    assertThat(layer.elevators()).isEmpty();
    assertThat(plugins.list()).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> queue.admin().switchElevator("alpha"));
    Assertions.assertThatThrownBy(() -> plugins.remove(jar))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("a.jar");
  }

  @Test
  void closedQueueNoLongerUsesAPlugin() throws IOException {
    Path jar = jar("a.jar", "alpha", "one");
    plugins.add(jar);
    open("disk", "alpha").close();
    plugins.remove(jar);
    assertThat(layer.elevators()).isEmpty();
  }

  @Test
  void replacementSwitchesQueuesOnlyOnRequest() throws IOException {
    Path jar = jar("a.jar", "alpha", "one");
    plugins.add(jar);
    RequestQueue queue = open("disk", "alpha");
    Path newer = jar("a2.jar", "alpha", "two");
    plugins.replace(jar, newer, false);
    assertThat(descriptions()).containsExactly("two");
    read(queue);
    // The queue still uses the old plugin and not the new one, so the new plugin can be removed.
    plugins.remove(newer);
    read(queue);
    queue.admin().switchElevator("none");

    plugins.add(jar);
    queue.admin().switchElevator("alpha");
    plugins.replace(jar, newer, true);
    assertThatIllegalStateException()
        .isThrownBy(() -> plugins.remove(newer))
        .withMessageContaining("disk");
    read(queue);
  }

  @Test
  void unusableReplacementKeepsTheOldPlugin() throws IOException {
    Path jar = jar("a.jar", "alpha", "one");
    Path other = jar("b.jar", "beta", "other");
    plugins.add(jar);
    plugins.add(other);
    RequestQueue queue = open("disk", "alpha");
    Path taken = jar("c.jar", "beta", "takes a name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plugins.replace(jar, taken, true))
        .withMessageContaining("'beta' is taken");
    Path broken = Files.writeString(folder.resolve("d.jar"), "no jar");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plugins.replace(jar, broken, true))
        .withMessageContaining("no whole jar");
    assertThat(descriptions()).containsExactly("one", "other");
    read(queue);
    assertThatIllegalStateException().isThrownBy(() -> plugins.remove(jar));
  }

  @Test
  void originalJarMayBeOverwrittenAndDeleted() throws IOException {
    Path jar = jar("a.jar", "alpha", "one");
    plugins.add(jar);
    Files.writeString(jar, "overwritten before its classes were loaded");
    RequestQueue queue = open("disk", "alpha");
    read(queue);
    Files.delete(jar);
    queue.admin().switchElevator("none");
    queue.admin().switchElevator("alpha");
    read(queue);
  }

  @Test
  void rescanAddsReplacesAndRemovesPlugins() throws IOException {
    Path jar = jar("a.jar", "alpha", "one");
    jar("b.jar", "beta", "stays");
    plugins.rescan();
    assertThat(descriptions()).containsExactly("one", "stays");
    Path half = Files.write(folder.resolve("half.jar"), half(jar));
    jar("a.jar", "alpha", "two");
    plugins.rescan();
    assertThat(descriptions()).containsExactly("two", "stays");
    assertThat(layer.pluginProblems())
        .extracting(PluginProblem::source)
        .containsExactly(half.toString());
    plugins.rescan();
    assertThat(layer.pluginProblems()).hasSize(1);
    jar("half.jar", "gamma", "whole");
    RequestQueue queue = open("disk", "alpha");
    Files.delete(jar);
    plugins.rescan();
    assertThat(descriptions()).containsExactly("two", "stays", "whole");
    assertThat(layer.pluginProblems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.reason()).contains("in use by disk"));
    queue.close();
    plugins.rescan();
    assertThat(descriptions()).containsExactly("stays", "whole");
    assertThat(layer.pluginProblems()).isEmpty();
  }

  private List<String> reasons() {
    return layer.pluginProblems().stream().map(PluginProblem::reason).toList();
  }

  @Test
  void problemEndsWhenTheJarHasTheBytesOfTheLoadedPluginAgain() throws IOException {
    Path jar = jar("a.jar", "alpha", "one");
    plugins.rescan();
    byte[] good = Files.readAllBytes(jar);
    for (byte[] broken : List.of(half(jar), new byte[0])) {
      Files.write(jar, broken);
      plugins.rescan();
      plugins.rescan();
      assertThat(reasons()).singleElement().asString().contains("a.jar is no whole jar");
      Files.write(jar, good);
      plugins.rescan();
      assertThat(reasons()).isEmpty();
      assertThat(descriptions()).containsExactly("one");
    }
  }

  @Test
  void problemEndsWhenAJarDeletedWhileInUseIsBack() throws IOException {
    Path jar = jar("a.jar", "alpha", "one");
    plugins.rescan();
    byte[] good = Files.readAllBytes(jar);
    byte[] broken = half(jar);
    RequestQueue queue = open("disk", "alpha");
    Files.write(jar, broken);
    plugins.rescan();
    Files.delete(jar);
    plugins.rescan();
    plugins.rescan();
    assertThat(reasons()).singleElement().asString().contains("is gone, but stays");
    Files.write(jar, broken);
    plugins.rescan();
    assertThat(reasons()).singleElement().asString().contains("a.jar is no whole jar");
    Files.write(jar, good);
    plugins.rescan();
    assertThat(reasons()).isEmpty();
    assertThat(descriptions()).containsExactly("one");
    queue.close();
  }

  @Test
  void problemsOfALoadedPluginReturnWithItsBytes() throws IOException {
    Path jar = folder.resolve("a.jar");
    new PluginJar("plugged", "alpha")
        .entry("META-INF/services/io.elevator.spi.driver.DriverType", "not.There\n")
        .write(work, jar);
    plugins.rescan();
    byte[] good = Files.readAllBytes(jar);
    Files.write(jar, half(jar));
    plugins.rescan();
    Files.write(jar, good);
    plugins.rescan();
    assertThat(reasons()).singleElement().asString().contains("not.There");
    assertThat(layer.elevators()).hasSize(1);
  }

  @Test
  void jarIsTriedAgainWhenItsPermissionsChange() throws IOException {
    Path jar = jar("a.jar", "alpha", "one");
    Set<PosixFilePermission> mine = Files.getPosixFilePermissions(jar);
    permit(jar, PosixFilePermission.GROUP_WRITE);
    plugins.rescan();
    assertThat(reasons()).singleElement().asString().contains("can be written by its group");
    Files.setPosixFilePermissions(jar, mine);
    plugins.rescan();
    assertThat(reasons()).isEmpty();
    assertThat(descriptions()).containsExactly("one");
  }

  @Test
  void jarIsTriedAgainWhenTheNameItNeedsIsFree() throws IOException {
    Path first = jar("a.jar", "alpha", "one");
    Path renamed = jar("b.jar", "alpha", "two");
    plugins.rescan();
    assertThat(reasons()).singleElement().asString().contains("'alpha' is taken");
    Files.delete(first);
    plugins.rescan();
    assertThat(reasons()).isEmpty();
    assertThat(descriptions()).containsExactly("two");
    Files.move(renamed, first);
    plugins.rescan();
    assertThat(reasons()).isEmpty();
    assertThat(descriptions()).containsExactly("two");
    assertThat(plugins.list()).extracting("path").containsExactly(first);
  }

  @Test
  void elevatorOfALoadedPluginIsRegisteredWhenItsNameIsFree() throws IOException {
    layer.close();
    Path first = jar("a.jar", "alpha", "one");
    jar("b.jar", "alpha", "two");
    openLayer(PluginTrust.DEFAULT);
    assertThat(descriptions()).containsExactly("one");
    Files.delete(first);
    plugins.rescan();
    assertThat(reasons()).isEmpty();
    assertThat(descriptions()).containsExactly("two");
    read(open("disk", "alpha"));
  }

  private static byte[] half(Path jar) throws IOException {
    byte[] whole = Files.readAllBytes(jar);
    return java.util.Arrays.copyOf(whole, whole.length / 2);
  }

  @Test
  void watchingLoadsChangedPlugins() throws IOException {
    try (Plugins.Watch watch = plugins.watch()) {
      assertThat(watch).isNotNull();
      jar("a.jar", "alpha", "one");
      await(() -> descriptions().equals(List.of("one")));
      jar("a.jar", "alpha", "two");
      await(() -> descriptions().equals(List.of("two")));
      Files.delete(folder.resolve("a.jar"));
      await(() -> descriptions().isEmpty());
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("ioc-plugins"));
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plugin.plugged", ""})
  void classesOfARemovedPluginAreUnloaded(String module) throws IOException {
    Path jar = folder.resolve("a.jar");
    new PluginJar("plugged", "alpha")
        .named(module)
        .constructor("System.getProperties().put(\"plugged\", getClass().getClassLoader());")
        .write(work, jar);
    WeakReference<ClassLoader> loader = useAndRemove(jar);
    await(() -> {
      System.gc();
      return loader.get() == null;
    });
  }

  private WeakReference<ClassLoader> useAndRemove(Path jar) {
    plugins.add(jar);
    RequestQueue queue = open("disk", "alpha");
    // The plugin's constructor has stored the class loader in the system properties, because no API
    // of the layer returns it.
    var loader = new WeakReference<>((ClassLoader) System.getProperties().remove("plugged"));
    assertThat(loader.get()).isNotNull();
    read(queue);
    queue.admin().switchElevator("none");
    plugins.remove(jar);
    return loader;
  }

  @Test
  void copiesAreDeletedWhenTheLayerIsClosed() throws IOException {
    Set<Path> before = copies();
    plugins.add(jar("a.jar", "alpha", "one"));
    assertThat(copies()).hasSizeGreaterThan(before.size());
    layer.close();
    assertThat(copies()).isEqualTo(before);
  }

  private static Set<Path> copies() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return Set.copyOf(
          files.filter(f -> f.getFileName().toString().startsWith("ioc-plugins-")).toList());
    }
  }

  @Test
  void folderThatAllUsersCanWriteToIsRefused() throws IOException {
    Path jar = jar("a.jar", "alpha", "one");
    permit(folder, PosixFilePermission.OTHERS_WRITE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plugins.add(jar))
        .withMessageContaining("can be written by all users");
    plugins.rescan();
    assertThat(layer.elevators()).isEmpty();
    assertThat(layer.pluginProblems())
        .extracting(PluginProblem::source)
        .contains(folder.toString());
    layer.close();
    openLayer(PluginTrust.DEFAULT.withAnyFolder());
    assertThat(descriptions()).containsExactly("one");
  }

  @Test
  void codeOfAJarThatIsNotPinnedNeverRuns() throws IOException {
    Path pinned = jar("a.jar", "alpha", "one");
    Path ran = work.resolve("ran");
    Path other = folder.resolve("b.jar");
    new PluginJar("other", "beta")
        .constructor("new java.io.File(\"" + ran + "\").mkdir();")
        .write(work, other);
    layer.close();
    openLayer(PluginTrust.DEFAULT.withDigests(Set.of(PluginTrust.digest(pinned))));
    assertThat(descriptions()).containsExactly("one");
    assertThat(layer.pluginProblems())
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.reason()).contains("b.jar", PluginTrust.digest(other)));
    assertThat(ran).doesNotExist();
    layer.close();
    openLayer(PluginTrust.DEFAULT);
    assertThat(ran).exists();
  }

  @Test
  void pluginThatReadsInternalsOfTheCoreIsReported() throws IOException {
    Path jar = folder.resolve("nosy.jar");
    new PluginJar("nosy", "nosy")
        .named("plugin.nosy")
        .constructor(
            """
            try {
              Class.forName("io.elevator.core.queue.BlockQueue")
                  .getDeclaredMethod("gate").setAccessible(true);
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException(e);
            }
            """)
        .write(work, jar);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plugins.add(jar))
        .withMessageContaining("io.elevator.core.queue");
  }

  @Test
  void problemFromTheStartEndsWhenItsJarIsDeleted() throws IOException {
    layer.close();
    Path jar = Files.writeString(folder.resolve("half.jar"), "PK");
    openLayer(PluginTrust.DEFAULT);
    assertThat(layer.pluginProblems()).extracting("source").containsExactly(jar.toString());
    plugins.rescan();
    assertThat(layer.pluginProblems()).extracting("source").containsExactly(jar.toString());
    Files.delete(jar);
    plugins.rescan();
    assertThat(layer.pluginProblems()).isEmpty();
  }
}
