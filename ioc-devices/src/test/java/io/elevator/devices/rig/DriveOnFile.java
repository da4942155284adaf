package io.elevator.devices.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeException;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverType;
import io.elevator.testing.Linux;
import io.elevator.testing.LoopDevices;
import io.elevator.testing.Requires;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.DriverBio;
import io.elevator.testkit.fake.FakeDriverRequest;
import io.elevator.testkit.fake.RecordedState;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/** Tests that every drive on a file must pass, whatever way it performs I/O. */
public abstract class DriveOnFile extends FileRig {
  /** Creates the tests for drives of a driver type. */
  protected DriveOnFile(DriverType type) {
    super(type);
  }

  private static BioStatus io(DriverBench rig, Operation operation, int flags, DriverBio first)
      throws InterruptedException {
    FakeDriverRequest rq =
        rig.submit(rig.queue(), operation.code() | flags, first.offset() / 512, first, null);
    rig.queue().awaitIdle();
    return rq.status();
  }

  /** Returns two bios that are adjacent on the drive. Each has one page of {@code memory}. */
  private static DriverBio pages(MemorySegment memory, long sector, int firstPage, int secondPage) {
    DriverBio second = new DriverBio();
    second.write(512L * (sector + 8), memory, secondPage * 4096L, 4096);
    DriverBio first = new DriverBio();
    first.write(512L * sector, memory, firstPage * 4096L, 4096);
    return first.next(second);
  }

  private byte[] firstOfPages(int from, int count) throws IOException {
    byte[] all = Files.readAllBytes(path);
    byte[] firsts = new byte[count];
    for (int i = 0; i < count; i++) {
      firsts[i] = all[(from + i) * 4096];
    }
    return firsts;
  }

  @Test
  void mergedBiosAreMovedByOneVectoredCallAndAdjacentMemoryAsOneRange() throws Exception {
    try (DriverBench rig = open("size", "1m")) {
      MemorySegment memory = DriverBench.memory(64 << 10);
      for (int i = 0; i < 16; i++) {
        memory.asSlice(i * 4096L, 4096).fill((byte) i);
      }
      assertThat(io(rig, Operation.WRITE, 0, pages(memory, 0, 0, 1))).isEqualTo(BioStatus.OK);
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("vectored", 0L);
      assertThat(io(rig, Operation.WRITE, 0, pages(memory, 16, 2, 9))).isEqualTo(BioStatus.OK);
      assertThat(RecordedState.of(rig.driver()::describe))
          .containsEntry("vectored", 1L)
          .containsEntry("bounced", 0L);
      assertThat(firstOfPages(0, 4)).containsExactly(0, 1, 2, 9);
    }
  }

  @Test
  void aForcedWriteOfSeveralMemoryRangesIsWrittenCompletely() throws Exception {
    try (DriverBench rig = open("size", "1m")) {
      MemorySegment memory = DriverBench.memory(64 << 10);
      for (int i = 0; i < 16; i++) {
        memory.asSlice(i * 4096L, 4096).fill((byte) (i + 1));
      }
      assertThat(io(rig, Operation.WRITE, BioFlags.FUA, pages(memory, 8, 7, 3)))
          .isEqualTo(BioStatus.OK);
      assertThat(firstOfPages(0, 4)).containsExactly(0, 8, 4, 0);
      assertThat(rig.defects()).isEmpty();
    }
  }

  @Test
  void flushForcedWriteDiscardAndWriteZeroesTakeEffect() throws Exception {
    try (DriverBench rig = open("size", "1m")) {
      var shape = rig.driver().shape();
      assertThat(shape.features())
          .containsExactlyInAnyOrder(DriverFeature.VOLATILE_CACHE, DriverFeature.FUA);
      MemorySegment memory = DriverBench.memory(16 << 10);
      memory.fill((byte) 1);
      assertThat(io(rig, Operation.WRITE, BioFlags.FUA, 0, memory)).isEqualTo(BioStatus.OK);
      assertThat(io(rig, Operation.FLUSH, 0, 0, null)).isEqualTo(BioStatus.OK);
      DriverBio discard = new DriverBio();
      discard.discard(512L * 8, 512L * 8);
      DriverBio zeroes = new DriverBio();
      zeroes.writeZeroes(512L * 24, 512L * 8);
      boolean discards = shape.limits().maxDiscardSectors() > 0;
      boolean zeroed = shape.limits().maxWriteZeroesSectors() > 0;
      assertThat(io(rig, Operation.DISCARD, 0, discard))
          .isEqualTo(discards ? BioStatus.OK : BioStatus.NOTSUPP);
      assertThat(io(rig, Operation.WRITE_ZEROES, 0, zeroes))
          .isEqualTo(zeroed ? BioStatus.OK : BioStatus.NOTSUPP);
      io(rig, Operation.READ, 0, 0, memory);
      for (long at = 0; at < memory.byteSize(); at += 512) {
        boolean isGone =
            (at >= 4096 && at < 8192 && discards) || (at >= 12288 && at < 16384 && zeroed);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, at))
            .as("byte %d", at)
            .isEqualTo((byte) (isGone ? 0 : 1));
      }
      assertThat(Files.size(path)).isEqualTo(1 << 20);
    }
  }

  @Test
  void aRequestPastTheEndOfAFileThatShrankFails() throws Exception {
    try (DriverBench rig = open("size", "1m")) {
      try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(512 << 10);
      }
      assertThat(io(rig, Operation.READ, 0, 1024, DriverBench.memory(4096)))
          .isEqualTo(BioStatus.IOERR);
      assertThat(io(rig, Operation.READ, 0, 1016, DriverBench.memory(4096)))
          .isEqualTo(BioStatus.OK);
      assertThat(io(rig, Operation.READ, 0, 1016, DriverBench.memory(8192)))
          .isEqualTo(BioStatus.IOERR);
      // A request with several segments: the segment that can be read is transferred, and the
      // request still fails because of the other one.
      DriverBio second = new DriverBio();
      second.read(512L * 1024, DriverBench.memory(4096));
      DriverBio first = new DriverBio();
      first.read(512L * 1016, DriverBench.memory(4096));
      assertThat(io(rig, Operation.READ, 0, first.next(second))).isEqualTo(BioStatus.IOERR);
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("partial", 2L);
    }
  }

  @Test
  @Requires(kernel = Linux.class)
  void ifDirectIoIsRefusedThePageCacheIsUsedAndOneNoticeReportsIt() throws Exception {
    // Files in sysfs refuse O_DIRECT on every kernel. They report the size of a page.
    path = Path.of("/sys/devices/system/cpu/online");
    try (DriverBench rig = open("readonly", "1")) {
      assertThat(rig.notices()).hasSize(1);
      assertThat(rig.notices().getFirst())
          .contains(path.toString())
          .contains("direct I/O is not possible here");
      assertThat(RecordedState.of(rig.driver()::describe))
          .containsEntry("direct", 0L)
          .containsEntry("unit", 1L);
      assertThat(RecordedState.of(rig.driver()::describe)).containsKey("direct_refused");
    }
    try (DriverBench rig = open("readonly", "1", "direct", "0")) {
      assertThat(rig.notices()).isEmpty();
    }
  }

  @Test
  @Requires(kernel = LoopDevices.class)
  void aDriveOnABlockSpecialFileHasTheSizeOfTheDevice() throws Exception {
    Path backing = Files.write(path, new byte[3 << 20]);
    Path device = LoopDevices.attach(backing);
    path = device;
    try (DriverBench rig = open()) {
      assertThat(rig.driver().shape().capacitySectors()).isEqualTo(6144);
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("direct", 1L);
      new IntegrityLoad(rig, false, 7, 4096).run(1_000, 16);
      assertThat(rig.defects()).isEmpty();
      assertThat(rig.notices()).isEmpty();
      MemorySegment memory = DriverBench.memory(4096);
      memory.fill((byte) 7);
      assertThat(io(rig, Operation.WRITE, BioFlags.FUA, 6136, memory)).isEqualTo(BioStatus.OK);
      assertThat(io(rig, Operation.FLUSH, 0, 0, null)).isEqualTo(BioStatus.OK);
    } finally {
      LoopDevices.detach(device);
    }
    byte[] all = Files.readAllBytes(backing);
    assertThat(all[all.length - 1]).isEqualTo((byte) 7);
  }

  private void assertRefused(Path name, String use) {
    path = name;
    assertThatThrownBy(this::open)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(name.toString())
        .hasMessageContaining("writing is refused")
        .hasMessageContaining(use)
        .hasMessageContaining("allow_mounted_write=1");
  }

  @Test
  @Requires(kernel = LoopDevices.class, tools = "mkfs.ext4")
  void aMountedDeviceIsNotOverwrittenThroughAnyOfItsNames() throws Exception {
    Path image = Files.write(path, new byte[8 << 20]);
    Path mountPoint = Files.createDirectory(folder.resolve("mount point"));
    Path device = LoopDevices.attach(image);
    try {
      LoopDevices.mount(device, mountPoint);
      try {
        String number =
            Files.readString(Path.of("/sys/block").resolve(device.getFileName() + "/dev"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), device);
        Path node = folder.resolve("node");
        String[] parts = number.strip().split(":", 2);
        LoopDevices.run("mknod", node.toString(), "b", parts[0], parts[1]);
        String use = "mounted at " + mountPoint.toAbsolutePath();
        for (Path name : new Path[] {device, link, node, image}) {
          assertRefused(name, use);
        }
        path = device;
        try (DriverBench rig = open("readonly", "1")) {
          assertThat(io(rig, Operation.READ, 0, 0, DriverBench.memory(4096)))
              .isEqualTo(BioStatus.OK);
        }
        try (DriverBench rig = open("allow_mounted_write", "1")) {
          MemorySegment memory = DriverBench.memory(4096);
          assertThat(io(rig, Operation.READ, 0, 0, memory)).isEqualTo(BioStatus.OK);
          assertThat(io(rig, Operation.WRITE, 0, 0, memory)).isEqualTo(BioStatus.OK);
        }
      } finally {
        LoopDevices.unmount(mountPoint);
      }
      path = device;
      try (DriverBench first = open();
          DriverBench second = open()) {
        assertThat(first.driver().shape()).isEqualTo(second.driver().shape());
        assertThatThrownBy(() -> LoopDevices.mount(device, mountPoint))
            .as("mounting a device that drives write to")
            .isInstanceOf(IOException.class);
      }
      LoopDevices.mount(device, mountPoint);
      LoopDevices.unmount(mountPoint);
    } finally {
      LoopDevices.detach(device);
    }
  }

  @Test
  @Requires(
      kernel = LoopDevices.class,
      tools = {"mkfs.ext4", "addpart"})
  void aDiskWithAMountedPartitionIsNotOverwrittenButItsOtherPartitionsMayBe() throws Exception {
    Path mountPoint = Files.createDirectory(folder.resolve("mounted"));
    Path device = LoopDevices.attach(Files.write(path, new byte[16 << 20]));
    try {
      // The test adds the partition itself, because a kernel need not support any partition table.
      LoopDevices.run("addpart", device.toString(), "1", "2048", "16384");
      LoopDevices.run("addpart", device.toString(), "2", "18432", "8192");
      Path first = Path.of(device + "p1");
      Path second = Path.of(device + "p2");
      LoopDevices.mount(first, mountPoint);
      try {
        String use = "its partition " + first + " is mounted at " + mountPoint.toAbsolutePath();
        assertRefused(device, use);
        assertRefused(folder.resolve("drive"), use);
        assertRefused(first, "is mounted at " + mountPoint.toAbsolutePath());
        path = second;
        open().close();
      } finally {
        LoopDevices.unmount(mountPoint);
      }
      path = second;
      try (DriverBench part = open()) {
        path = device;
        // The drive may open the whole disk, because this process is the exclusive user of its
        // partition.
        open().close();
        assertThat(part.defects()).isEmpty();
      }
    } finally {
      LoopDevices.detach(device);
    }
  }

  @Test
  void aDriveHasTheSizeOfItsFileInWholeUnitsOrTheConfiguredSize() throws Exception {
    Files.write(path, new byte[10_000]);
    try (DriverBench rig = open("direct", "0")) {
      assertThat(rig.driver().shape().capacitySectors()).isEqualTo(19);
    }
    try (DriverBench rig = open("direct", "0", "size", "4096")) {
      assertThat(rig.driver().shape().capacitySectors()).isEqualTo(8);
    }
    try (DriverBench rig = open("size", "1m")) {
      assertThat(rig.driver().shape().capacitySectors()).isEqualTo(2048);
    }
    assertThat(Files.size(path)).isEqualTo(1 << 20);
  }

  @Test
  void aFileThatCannotBeOpenedIsNamedInTheMessage() throws IOException {
    assertThatThrownBy(this::open)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("no such file");
    Files.createFile(path);
    assertThatThrownBy(this::open)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("holds 0 bytes");
    Files.write(path, new byte[4096]);
    assertThatThrownBy(() -> open("size", "1m", "readonly", "1"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("holds 4096 bytes, and 1048576 are asked for");
    assertThatThrownBy(() -> open("size", "1m", "blocksize", "700"))
        .isInstanceOf(AttributeException.class)
        .hasMessageContaining("power of two");
    path = folder;
    assertThatThrownBy(() -> open("size", "1m"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> new DriverBench(type, 1))
        .isInstanceOf(AttributeException.class)
        .hasMessageContaining("filename: missing; driver '" + type.name() + "'");
  }
}
