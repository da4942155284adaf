package io.elevator.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.RequestQueue;
import io.elevator.core.BlockLayers;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The registry of disks, their settings, and the deletion of files. */
@Timeout(60)
class DisksTest {
  private final TestDrive drive = new TestDrive();
  private final List<String> notices = new ArrayList<>();
  private final DiskRegistry registry = new DiskRegistry(notices::add);
  private final BlockLayer layer =
      BlockLayers.builder().applicationModules(false).driver(drive).build();

  @TempDir Path folder;

  @AfterEach
  void closeLayer() {
    assertThat(registry.size()).isZero();
    layer.close();
  }

  private Disk open(String... settings) throws IOException {
    return registry.open(folder, layer, settings(settings), null);
  }

  private static Map<String, String> settings(String... pairs) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("driver", "test");
    settings.put("elevator", "none");
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put(pairs[i], pairs[i + 1]);
    }
    return settings;
  }

  private static String value(List<DiskSetting> settings, String name) {
    return settings.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow().value();
  }

  private static String origin(List<DiskSetting> settings, String name) {
    return settings.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow().origin();
  }

  private static MemorySegment bytes(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 5);
    return MemorySegment.ofArray(bytes);
  }

  @Test
  void openingsOfOneDiskShareAQueueUntilTheLastReferenceIsClosed() throws IOException {
    Disk first = open();
    Disk second = registry.open(folder.resolve("below"), layer, settings(), null);
    RequestQueue queue = first.queue();
    assertThat(queue).isNotNull().isSameAs(second.queue());
    assertThat(layer.queues()).hasSize(1);

    DiskFile file = first.create("a");
    first.close();
    assertThatThrownBy(() -> file.size()).hasMessageContaining("is closed");
    assertThatThrownBy(() -> first.create("b")).isInstanceOf(IllegalStateException.class);
    assertThat(layer.queues()).hasSize(1);
    second.close();
    second.close();
    assertThat(layer.queues()).isEmpty();
  }

  @Test
  void usersOfAnotherLayerDoNotShareTheQueue() throws IOException {
    try (BlockLayer other = BlockLayers.builder().applicationModules(false).driver(drive).build();
        Disk first = open();
        Disk second = registry.open(folder, other, settings(), null)) {
      assertThat(first.queue()).isNotSameAs(second.queue());
      assertThat(other.queues()).hasSize(1);
    }
  }

  @Test
  void aLaterOpeningWithAnotherValueFailsAndNamesBothOrigins() throws IOException {
    try (Disk first = open("buffers", "2m")) {
      assertThat(value(first.settings(), "buffers")).isEqualTo("2m");
      Path file = folder.resolve("engine.properties");
      Files.writeString(file, "ioc.disk.buffers=4m\n");
      assertThatThrownBy(() -> registry.open(folder, layer, Map.of(), file))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("'2m' (the builder of Disks)")
          .hasMessageContaining("'4m' (" + file + ": ioc.disk.buffers)");
      open("buffers", "2m").close();
    }
  }

  @Test
  void settingsComeFromBuilderSystemPropertiesFileAndDefaultsInThisOrder() {
    Properties system = new Properties();
    system.setProperty("ioc.disk.elevator", "bfq");
    system.setProperty("ioc.disk.buffers", "3m");
    system.setProperty("ioc.disk.sda.buffers", "5m");
    system.setProperty("ioc.disk.other.elevator", "kyber");
    Properties file = new Properties();
    file.setProperty("ioc.disk.buffers", "7m");
    file.setProperty("ioc.disk.bounces", "9m");
    Map<String, DiskSetting> given =
        new SettingLayers(Map.of("driver", "memory"), system, file, "f", "sda").given();

    assertThat(given.values())
        .containsExactlyInAnyOrder(
            new DiskSetting("driver", "memory", "the builder of Disks"),
            new DiskSetting("elevator", "bfq", "system property ioc.disk.elevator"),
            new DiskSetting("buffers", "5m", "system property ioc.disk.sda.buffers"),
            new DiskSetting("bounces", "9m", "f: ioc.disk.bounces"));
  }

  @Test
  void eachDefaultIsReadBackWithItsReason() throws IOException {
    List<DiskSetting> settings = registry.settings(folder, layer, Map.of("driver", "test"), null);

    assertThat(settings).allSatisfy(setting -> assertThat(setting.origin()).isNotBlank());
    assertThat(origin(settings, "buffers")).startsWith("default: ");
    assertThat(origin(settings, "elevator")).startsWith("default: ");
    assertThat(value(settings, "foreign-memory")).isEqualTo("copy");
  }

  @Test
  void aWrongValueIsRefusedWithItsOrigin() {
    assertThatThrownBy(() -> open("buffers", "many"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the builder of Disks: 'buffers' is 'many'");
    assertThatThrownBy(() -> open("only-process", "perhaps"))
        .hasMessageContaining("expected yes or no");
    assertThatThrownBy(() -> Disks.builder().setting("colour", "red"))
        .hasMessageContaining("colour");
  }

  @Test
  void aSecondCopyOfTheLibraryIsReported() {
    Properties properties = new Properties();
    DiskRegistry.announce(properties, "loader one", notices::add);
    assertThat(notices).isEmpty();
    DiskRegistry.announce(properties, "loader two", notices::add);
    assertThat(notices)
        .singleElement()
        .asString()
        .contains("loader one", "loader two", "loaded twice");
  }

  @Test
  void aDiskWithoutDriverIsAPlainFileSystem() throws Exception {
    try (Disk disk = registry.open(folder, layer, Map.of("driver", ""), null);
        DiskTask task = disk.task("test").build()) {
      assertThat(disk.queue()).isNull();
      DiskFile file = disk.create("a.tmp", FileOption.preallocate(100));
      file.write(task, 0, bytes(5000));
      file.sync(task);
      assertThat(file.appendAndSync(task, bytes(10))).isEqualTo(10);
      byte[] read = new byte[6000];
      assertThat(file.read(task, 0, MemorySegment.ofArray(read))).isEqualTo(5000);
      disk.renameDurably(file, "a");
      assertThat(Files.size(folder.resolve("a"))).isEqualTo(5000);
      Thread.currentThread().interrupt();
      assertThat(file.read(task, 0, MemorySegment.ofArray(read))).isEqualTo(5000);
      assertThat(Thread.interrupted()).isTrue();
      file.punch(task, 10, 100);
      file.truncate(200);
      assertThat(Files.readAllBytes(folder.resolve("a")))
          .hasSize(200)
          .containsSequence(new byte[100]);
      assertThat(disk.deleteLater(task, file).toCompletableFuture().get(30, TimeUnit.SECONDS))
          .isFalse();
      assertThat(folder.resolve("a")).doesNotExist();
    }
  }

  @Test
  void afterTheLossOfTheDriveNewIoGoesToAnotherQueueAndNoneIsRepeated() throws IOException {
    try (Disk disk = open();
        DiskTask task = disk.task("test").build()) {
      DiskFile file = disk.create("a");
      DiskFile direct = disk.create("b", FileOption.direct());
      file.write(task, 0, bytes(100));
      RequestQueue first = disk.queue();
      drive.verdict = request -> BioStatus.OFFLINE;
      assertThatThrownBy(() -> file.write(task, 0, bytes(50))).hasMessageContaining("offline");
      drive.verdict = request -> BioStatus.OK;
      drive.calls.clear();

      assertThat(file.read(task, 0, MemorySegment.ofArray(new byte[100]))).isEqualTo(100);
      assertThat(drive.calls).containsExactly("READ buffered 0+100");
      assertThat(disk.queue()).isNotSameAs(first);
      direct.write(task, 0, bytes(700));
      assertThat(direct.size()).isEqualTo(700);
      assertThat(notices).singleElement().asString().contains("is gone");
    }
  }

  @Test
  void aFileReplacedMeanwhileIsNotUsedAfterTheLossOfTheDrive() throws IOException {
    try (Disk disk = open();
        DiskTask task = disk.task("test").build()) {
      DiskFile file = disk.create("a");
      file.write(task, 0, bytes(100));
      drive.verdict = request -> BioStatus.OFFLINE;
      assertThatThrownBy(() -> file.write(task, 0, bytes(50))).isInstanceOf(IOException.class);
      drive.verdict = request -> BioStatus.OK;
      drive.names.put(folder.resolve("a"), new TestDrive.Inode());

      assertThatThrownBy(() -> file.write(task, 0, bytes(50)))
          .hasMessageContaining("is another file");
    }
  }

  @Test
  void theSameFileOpenBothWaysIsReportedOnce() throws IOException {
    try (Disk disk = open()) {
      disk.create("a");
      assertThat(notices).isEmpty();
      disk.open("a", FileOption.direct());
      disk.open("a", FileOption.direct());
      disk.open("a");
      assertThat(notices)
          .singleElement()
          .asString()
          .contains("both directly and in the page cache");
    }
  }

  private static boolean deleteLater(Disk disk, DiskTask task, DiskFile file) throws Exception {
    return disk.deleteLater(task, file).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void deletingLaterShrinksAFileThatNobodyElseHas() throws Exception {
    try (Disk disk = open("only-process", "yes");
        DiskTask task = disk.task("test").build()) {
      DiskFile file = disk.create("a", FileOption.direct());
      int length = (int) LateDeletion.STEP + 5000;
      file.truncate(length);
      TestDrive.Inode inode = drive.names.get(folder.resolve("a"));
      drive.calls.clear();

      assertThat(deleteLater(disk, task, file)).isTrue();
      assertThat(drive.calls.getFirst()).isEqualTo("DELETE a");
      assertThat(drive.calls).contains("TRUNCATE " + LateDeletion.STEP, "TRUNCATE 0");
      assertThat(inode.bytes).isEmpty();
      assertThat(inode.handles).isZero();
      assertThatThrownBy(file::size).hasMessageContaining("is closed");
    }
  }

  @Test
  void deletingLaterKeepsTheDataOfAHardLink() throws Exception {
    try (Disk disk = open("only-process", "yes");
        DiskTask task = disk.task("test").build()) {
      DiskFile file = disk.create("a");
      file.write(task, 0, bytes(5000));
      TestDrive.Inode inode = drive.names.get(folder.resolve("a"));
      inode.links++;
      drive.names.put(folder.resolve("link"), inode);

      assertThat(deleteLater(disk, task, file)).isFalse();
      assertThat(disk.open("link").size()).isEqualTo(5000);
    }
  }

  @Test
  void deletingLaterLetsAnOpenReaderGoOn() throws Exception {
    try (Disk disk = open("only-process", "yes");
        DiskTask task = disk.task("test").build()) {
      DiskFile file = disk.create("a");
      file.write(task, 0, bytes(5000));
      DiskFile reader = disk.open("a", FileOption.readOnly());

      assertThat(deleteLater(disk, task, file)).isFalse();
      byte[] read = new byte[5000];
      assertThat(reader.read(task, 0, MemorySegment.ofArray(read))).isEqualTo(5000);
      assertThat(read).containsOnly(5);
    }
  }

  @Test
  void deletingLaterOnlyUnlinksWhileOtherProcessesMayHaveTheFile() throws Exception {
    try (Disk disk = open();
        DiskTask task = disk.task("test").build()) {
      DiskFile file = disk.create("a");
      file.write(task, 0, bytes(5000));
      TestDrive.Inode inode = drive.names.get(folder.resolve("a"));

      assertThat(deleteLater(disk, task, file)).isFalse();
      assertThat(inode.bytes).hasSize(5000);
      assertThat(drive.names).isEmpty();
    }
  }

  @Test
  void deletingLaterDoesNotRemoveANewFileThatHasTheNameNow() throws Exception {
    try (Disk disk = open();
        DiskTask task = disk.task("test").build()) {
      DiskFile first = disk.create("a");
      DiskFile again = disk.open("a");
      disk.renameDurably(first, "b");
      DiskFile replacing = disk.create("a");
      assertThat(again.path()).isEqualTo(folder.resolve("b"));
      disk.renameDurably(replacing, "b");

      assertThat(deleteLater(disk, task, again)).isFalse();
      assertThat(drive.names).containsOnlyKeys(folder.resolve("b"));
      assertThatThrownBy(() -> disk.renameDurably(first, "c")).hasMessageContaining("no name");
    }
  }

  @Test
  void tasksHaveGroupsOfTheirWeights() throws IOException {
    try (Disk disk = open();
        DiskTask heavy = disk.task("a/b").weight(800).build();
        DiskTask light = disk.task("a/b").weight(100).build()) {
      assertThat(heavy.task().group().weight()).isEqualTo(800);
      assertThat(light.task().group().weight()).isEqualTo(100);
      assertThatThrownBy(() -> disk.task("c").weight(2000)).hasMessageContaining("2000");
      disk.task("rt").realTime(0).build().close();
    }
    assertThat(layer.groups().children(layer.groups().root())).isEmpty();
  }

  @Test
  void theRegistrysLayerLivesAsLongAsItsDisksAndTasks() throws IOException {
    Disk disk = registry.open(folder, null, Map.of("driver", ""), null);
    BlockLayer own = disk.layer();
    DiskTask task = disk.task("test").build();
    disk.close();
    try (Disk again = registry.open(folder, null, Map.of("driver", ""), null)) {
      assertThat(again.layer()).isSameAs(own);
      again.create("a").write(task, 0, bytes(10));
    }
    task.close();
    task.close();
    try (Disk later = registry.open(folder, null, Map.of("driver", ""), null)) {
      assertThat(later.layer()).isNotSameAs(own);
    }
  }

  @Test
  void coverageCountsTheBytesOfTheQueue() throws IOException {
    try (Disk disk = open();
        DiskTask task = disk.task("test").build()) {
      disk.create("a").write(task, 0, bytes(4096));
      assertThat(disk.coverage().ownBytes()).isEqualTo(4096);
    }
    assertThat(new DiskCoverage(50, 100).share()).isEqualTo(0.5);
    assertThat(new DiskCoverage(50, -1).share()).isEqualTo(-1);
    assertThat(new DiskCoverage(500, 100).share()).isEqualTo(1);
  }
}
