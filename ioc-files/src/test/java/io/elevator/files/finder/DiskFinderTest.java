package io.elevator.files.finder;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.files.system.DeviceNumber;
import io.elevator.files.system.RealSystem;
import io.elevator.testing.KernelFeature;
import io.elevator.testing.Requires;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFinderTest {
  @TempDir Path folder;

  private static FoundDisk find(String tree, String names, String path) {
    return new DiskFinder(Topology.read(tree).tree(), DiskNames.parse("test", names))
        .find(Path.of(path));
  }

  @Test
  void theLongestNamedFolderDecides() {
    String names = "/srv=slow,/srv/data=fast";

    assertThat(find("partition", names, "/srv/data/db").key()).isEqualTo("name:fast");
    assertThat(find("partition", names, "/srv/data").key()).isEqualTo("name:fast");
    assertThat(find("partition", names, "/srv/database").key()).isEqualTo("name:slow");
    assertThat(find("partition", names, "/boot").key()).isEqualTo("disk:sda");
  }

  @Test
  void theOrderOfTheEntriesDoesNotMatter() {
    assertThat(find("partition", "/srv/data=fast,/srv=slow", "/srv/data/db").key())
        .isEqualTo("name:fast");
  }

  @Test
  void aNameReplacesTheKeyAndKeepsWhatWasDetected() {
    FoundDisk disk = find("partition", "/srv=fast", "/srv/data/db");

    assertThat(disk.isNamed()).isTrue();
    assertThat(disk.detectedKey()).isEqualTo("disk:sda");
    assertThat(disk.leaves()).containsExactly("sda");
    assertThat(disk.attributes().scheduler()).contains("mq-deadline");
    assertThat(disk.steps()).endsWith("ioc.disks names the folder /srv 'fast'");
  }

  @Test
  void namesAreComparedWithoutSymbolicLinks() {
    assertThat(find("mounts", "/short=db", "/data/db/x").key()).isEqualTo("name:db");
    assertThat(find("mounts", "/data=all", "/short/x").key()).isEqualTo("name:all");
    assertThat(find("mounts", "/short=db", "/data/dbx").key()).isEqualTo("fs:filer:/over");
  }

  @Test
  void aNamedFolderThatDoesNotExistYetNamesOnlyItself() {
    assertThat(find("partition", "/new/place=fast", "/new/place/file").key())
        .isEqualTo("name:fast");
    assertThat(find("partition", "/new/place=fast", "/new/other").key()).isEqualTo("disk:sda");
  }

  @Test
  void twoNamesOfOneFolderAreReportedAndTheFirstDecides() {
    FoundDisk disk = find("mounts", "/short=a,/data/db=b", "/data/db/x");

    assertThat(disk.key()).isEqualTo("name:a");
    assertThat(disk.warnings())
        .extracting(DiskWarning::code)
        .containsExactly(DiskWarning.Code.NAMES_AMBIGUOUS);
    assertThat(disk.warnings().getFirst().text()).contains("/short=a, /data/db=b");
  }

  @Test
  void onlyANamedFileSystemInMemoryNeedsAQueue() {
    assertThat(find("tmpfs", "", "/dev/shm").needsQueue()).isFalse();
    assertThat(find("tmpfs", "/dev/shm=ram", "/dev/shm").needsQueue()).isTrue();
    assertThat(find("partition", "", "/boot").needsQueue()).isTrue();
  }

  @Test
  void aFolderWithManyEntriesIsReportedAsCutOff() {
    RecordedTree tree = Topology.read("podman-masked").tree();
    for (int i = 0; i < 5000; i++) {
      tree.accept("link /sys/class/block/a" + i + " /sys/devices");
    }

    FoundDisk disk = new DiskFinder(tree, DiskNames.NONE).find(Path.of("/data"));

    assertThat(disk.key()).isEqualTo("dev:8:3");
    assertThat(disk.warnings())
        .extracting(DiskWarning::code)
        .containsExactly(DiskWarning.Code.PARTITIONS_UNKNOWN, DiskWarning.Code.LIMIT_REACHED);
  }

  @Test
  void deepStacksOfDevicesEndAtALimit() {
    RecordedTree tree = Topology.read("partition").tree();
    tree.accept("block /sys/devices/virtual/block/dm-0 253:0");
    for (int i = 1; i <= 20; i++) {
      tree.accept("block /sys/devices/virtual/block/dm-" + i + " 253:" + i);
      tree.accept("slaves dm-" + (i - 1));
    }
    tree.accept("dev 253:20 /boot");

    FoundDisk disk = new DiskFinder(tree, DiskNames.NONE).find(Path.of("/boot"));

    assertThat(disk.key()).isEqualTo("disk:dm-4");
    assertThat(disk.warnings())
        .extracting(DiskWarning::code)
        .contains(DiskWarning.Code.LIMIT_REACHED);
  }

  @Test
  void wideStacksOfDevicesEndAtALimit() {
    RecordedTree tree = Topology.read("partition").tree();
    StringBuilder all = new StringBuilder("slaves");
    for (int i = 0; i < 300; i++) {
      tree.accept("block /sys/devices/virtual/block/r" + i + " 240:" + i);
      all.append(" r").append(i);
    }
    tree.accept("block /sys/devices/virtual/block/md9 9:9");
    tree.accept(all.toString());
    tree.accept("dev 9:9 /boot");

    FoundDisk disk = new DiskFinder(tree, DiskNames.NONE).find(Path.of("/boot"));

    assertThat(disk.key()).isEqualTo("disk:md9");
    assertThat(disk.leaves()).hasSize(255);
    assertThat(disk.warnings())
        .extracting(DiskWarning::code)
        .contains(DiskWarning.Code.LIMIT_REACHED);
  }

  @Test
  void theSchedulerWarningSaysHowToChangeIt() {
    assertThat(find("lvm", "", "/fast").warnings())
        .extracting(DiskWarning::text)
        .containsExactly(
            "the kernel's scheduler of sda is bfq, which orders and delays again what the queue has"
                + " ordered; as root: echo none > /sys/block/sda/queue/scheduler");
  }

  @Test
  void aPathOfAnotherProviderHasADiskOfItsFileStore() throws IOException {
    URI zip = URI.create("jar:" + folder.resolve("a.zip").toUri());
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      FoundDisk disk = DiskFinder.of(DiskNames.NONE).find(files.getPath("/new"));

      assertThat(disk.kind()).isEqualTo(DiskKind.FILE_STORE);
      assertThat(disk.key()).startsWith("store:jar:");
    }
  }

  @Test
  void aPathOfAClosedProviderHasTheUnknownDisk() throws IOException {
    URI zip = URI.create("jar:" + folder.resolve("b.zip").toUri());
    FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"));
    Path path = files.getPath("/new");
    files.close();

    assertThat(DiskFinder.system().find(path).key()).isEqualTo("unknown");
  }

  @Test
  void everyPathOfThisMachineHasADisk() throws IOException {
    FoundDisk existing = DiskFinder.system().find(folder);
    FoundDisk missing = DiskFinder.system().find(folder.resolve("not/yet"));
    FoundDisk relative = DiskFinder.system().find(Path.of(""));

    assertThat(existing.key()).isNotBlank();
    assertThat(missing.key()).isEqualTo(existing.key());
    assertThat(missing.steps().getFirst()).contains("does not exist; ");
    assertThat(relative.key()).isEqualTo(DiskFinder.system().find(Path.of("").toRealPath()).key());
  }

  /** The root is on a disk that lies on no other device, or on a partition of one. */
  static final class PlainRootDisk implements KernelFeature {
    /** Creates the probe. */
    public PlainRootDisk() {}

    @Override
    public String title() {
      return "a root on a disk or a partition that /sys shows";
    }

    @Override
    public boolean present() throws IOException {
      Path device = device();
      return Files.exists(device)
          && !Files.exists(device.resolve("loop"))
          && (Files.exists(device.resolve("partition"))
              || !Files.exists(device.resolve("slaves"))
              || isEmpty(device.resolve("slaves")));
    }

    private static boolean isEmpty(Path folder) throws IOException {
      try (var entries = Files.list(folder)) {
        return entries.findAny().isEmpty();
      }
    }

    /** Returns the folder of the root's device, found without the code under test. */
    private static Path device() throws IOException {
      long dev = (Long) Files.getAttribute(Path.of("/"), "unix:dev");
      long major = (dev >> 8) & 0xfff;
      long minor = (dev & 0xff) | ((dev >> 12) & 0xfff00);
      Path link = Path.of("/sys/dev/block/" + major + ":" + minor);
      return Files.exists(link) ? link.toRealPath() : link;
    }
  }

  @Test
  @Requires(kernel = PlainRootDisk.class)
  void theRootOfThisMachineIsOnTheDiskThatSysShows() throws IOException {
    Path device = PlainRootDisk.device();
    Path disk = Files.exists(device.resolve("partition")) ? device.getParent() : device;

    FoundDisk found = DiskFinder.of(DiskNames.NONE).find(Path.of("/"));

    assertThat(found.key()).isEqualTo("disk:" + disk.getFileName());
    assertThat(found.leaves()).containsExactly(disk.getFileName().toString());
    assertThat(found.attributes().logicalBlockBytes())
        .hasValue(
            Long.parseLong(Files.readString(disk.resolve("queue/logical_block_size")).strip()));
    assertThat(found.attributes().sizeBytes())
        .hasValue(512 * Long.parseLong(Files.readString(disk.resolve("size")).strip()));
    assertThat(new RealSystem().device(Path.of("/")))
        .isEqualTo(
            DeviceNumber.parse(Files.readString(device.resolve("dev")).strip()).orElseThrow());
  }
}
