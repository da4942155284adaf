package io.elevator.devices.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.devices.options.BackingOptions;
import io.elevator.devices.options.DriverOptions;
import io.elevator.testing.Linux;
import io.elevator.testing.Requires;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the search finds the uses of a device in kernel tables that the test writes. */
@Requires(kernel = Linux.class)
class DeviceUsesTest {
  private static final String ROOT = "27 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw\n";

  @TempDir private Path folder;

  private final Map<Path, Long> numbers = new HashMap<>();
  private Path proc;
  private Path sys;

  @BeforeEach
  void makeTables() throws IOException {
    proc = Files.createDirectories(folder.resolve("proc"));
    sys = Files.createDirectories(folder.resolve("sys"));
    Files.createDirectories(proc.resolve("self"));
    Files.createDirectories(sys.resolve("dev/block"));
    Files.createDirectories(sys.resolve("block"));
    mounts("");
    disk("sda", "8:0");
    partition("sda", "sda1", "8:1");
    partition("sda", "sda2", "8:2");
    disk("loop0", "7:0");
    disk("loop1", "7:1");
  }

  private void mounts(String lines) throws IOException {
    Files.writeString(proc.resolve("self/mountinfo"), lines);
  }

  private void disk(String name, String number) throws IOException {
    device(sys.resolve("devices").resolve(name), number);
    Files.createSymbolicLink(
        sys.resolve("block").resolve(name), sys.resolve("devices").resolve(name));
  }

  private void partition(String disk, String name, String number) throws IOException {
    Path made = sys.resolve("devices").resolve(disk).resolve(name);
    device(made, number);
    Files.writeString(made.resolve("partition"), "1\n");
  }

  private void device(Path made, String number) throws IOException {
    Files.createDirectories(made.resolve("holders"));
    Files.writeString(made.resolve("dev"), number + "\n");
    Files.createSymbolicLink(sys.resolve("dev/block").resolve(number), made);
    numbers.put(Path.of("/dev").resolve(made.getFileName()), DeviceNumbers.parse(number));
  }

  private void loop(String name, Path backing) throws IOException {
    Path made = Files.createDirectories(sys.resolve("devices").resolve(name).resolve("loop"));
    Files.writeString(made.resolve("backing_file"), backing + "\n");
  }

  private DeviceUses uses() {
    return new DeviceUses(
        proc, sys, path -> numbers.getOrDefault(path, DeviceNumbers.NONE).longValue());
  }

  private String use(String number) throws IOException {
    return uses().of(DeviceNumbers.parse(number));
  }

  @Test
  void noUseIsFoundOfAnUnusedDevice() throws IOException {
    mounts("24 27 0:6 / /dev rw - devtmpfs devtmpfs rw\n");
    assertThat(use("8:0")).isNull();
    assertThat(use("8:1")).isNull();
    assertThat(uses().ofFile(Files.createFile(folder.resolve("image")))).isNull();
  }

  @Test
  void aMountIsFoundByItsNumberOnTheDiskAndOnThePartition() throws IOException {
    mounts(ROOT);
    assertThat(use("8:2")).isEqualTo("mounted at /");
    assertThat(use("8:0")).isEqualTo("in use: its partition /dev/sda2 is mounted at /");
    assertThat(use("8:1")).as("another partition").isNull();
    mounts("30 1 8:0 / /my\\040disk\\134 rw shared:1 master:2 - xfs /dev/sda rw\n");
    assertThat(use("8:0")).isEqualTo("mounted at /my disk\\");
    assertThat(use("8:1")).isEqualTo("part of the disk /dev/sda, which is mounted at /my disk\\");
  }

  @Test
  void aMountWithANumberOfItsOwnIsFoundByItsSource() throws IOException {
    mounts("30 1 0:45 /@home /home rw - btrfs /dev/sda1 rw\n");
    assertThat(use("8:1")).isEqualTo("mounted at /home");
  }

  @Test
  void everyDeviceOfAMountedBtrfsIsInUse() throws IOException {
    Path members = Files.createDirectories(sys.resolve("fs/btrfs/0b1e/devices"));
    Files.createSymbolicLink(members.resolve("sda1"), sys.resolve("devices/sda/sda1"));
    assertThat(use("8:1")).isEqualTo("part of a mounted btrfs file system");
    assertThat(use("8:2")).isNull();
  }

  @Test
  void swapSpaceAndHoldersCountAsUse() throws IOException {
    Files.writeString(
        proc.resolve("swaps"),
        "Filename\t\t\tType\n/swapfile file 8 0 -2\n/dev/sda1\t\tpartition\t8\t0\t-3\n");
    assertThat(use("8:1")).isEqualTo("used as swap space");
    Files.createDirectory(sys.resolve("devices/sda/sda2/holders/dm-3"));
    assertThat(use("8:2")).isEqualTo("held by /dev/dm-3");
  }

  @Test
  void theBackingFileOrDeviceOfAMountedLoopDeviceIsInUse() throws IOException {
    Path image = Files.createFile(folder.resolve("image"));
    loop("loop0", image);
    loop("loop1", Path.of("/dev/loop0"));
    assertThat(uses().ofFile(image)).as("attached and not mounted").isNull();
    mounts("30 1 7:1 / /mnt rw - ext4 /dev/loop1 rw\n");
    String use = "the backing file of /dev/loop1, which is mounted at /mnt";
    assertThat(use("7:0")).isEqualTo(use);
    assertThat(uses().ofFile(image)).isEqualTo("the backing file of /dev/loop0, which is " + use);
  }

  @Test
  void loopDevicesThatBackEachOtherCountAsInUse() throws IOException {
    loop("loop0", Path.of("/dev/loop1"));
    loop("loop1", Path.of("/dev/loop0"));
    assertThat(use("7:0")).contains("below more than 8 loop devices");
  }

  @Test
  void aMalformedTableIsAnErrorThatShowsTheLine() throws IOException {
    mounts("30 1 8:2 / / rw\n");
    assertThatThrownBy(() -> use("8:0"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("30 1 8:2 / / rw");
  }

  private static BackingOptions options(Path path, String... more) {
    Map<String, String> given = new HashMap<>();
    given.put("filename", path.toString());
    for (int i = 0; i < more.length; i += 2) {
      given.put(more[i], more[i + 1]);
    }
    return BackingOptions.read(new DriverOptions(given), "file", 512);
  }

  @Test
  void withoutAnExclusiveDescriptorTheTablesSufficeToRefuseADeviceInUse() throws IOException {
    Path name = Files.createFile(folder.resolve("name"));
    numbers.put(name, DeviceNumbers.parse("8:2"));
    DeviceGuard.claim(options(name), uses(), false).close();
    mounts(ROOT);
    assertThatThrownBy(() -> DeviceGuard.claim(options(name), uses(), false))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("mounted at /;")
        .hasMessageContaining("readonly=1")
        .hasMessageContaining("allow_mounted_write=1");
    DeviceGuard.claim(options(name, "readonly", "1"), uses(), false).close();
    DeviceGuard.claim(options(name, "allow_mounted_write", "1"), uses(), false).close();
  }

  @Test
  void aDeviceWhoseUseCannotBeFoundOutIsRefused() throws IOException {
    Path name = Files.createFile(folder.resolve("name"));
    numbers.put(name, DeviceNumbers.parse("9:9"));
    assertThatThrownBy(() -> DeviceGuard.claim(options(name), uses(), false))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("9:9");
  }
}
