package io.elevator.devices.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeException;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.rig.IntegrityLoad;
import io.elevator.devices.rig.Rig;
import io.elevator.devices.rig.RigBio;
import io.elevator.devices.rig.RigRequest;
import io.elevator.devices.rig.StateMap;
import io.elevator.spi.DriverFeature;
import io.elevator.testing.DirectIo;
import io.elevator.testing.Linux;
import io.elevator.testing.Requires;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Below the module's folder, as the one for temporary files is often no disk. */
class FileDriveTest {
  private Path folder;
  private Path path;

  @BeforeEach
  void makeFolder() throws IOException {
    Path target = Files.createDirectories(Path.of("target"));
    folder = Files.createTempDirectory(target, "file-drive");
    path = folder.resolve("drive");
  }

  @AfterEach
  void removeFolder() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private Rig open(String... options) throws IOException {
    String[] all = Arrays.copyOf(options, options.length + 2);
    all[options.length] = "filename";
    all[options.length + 1] = path.toString();
    return new Rig(new FileDriverType(), 1, all);
  }

  private static BioStatus io(Rig rig, Operation operation, int flags, long sector, MemorySegment d)
      throws InterruptedException {
    RigRequest rq = rig.submit(operation, flags, sector, d, null);
    rig.queue().awaitIdle();
    return rq.status();
  }

  @ParameterizedTest
  @CsvSource({"0, 512, vectored", "1, 512, read_modify_writes", "1, 4096, vectored"})
  void everyReadIsTheLastAcknowledgedWrite(String direct, String blocksize, String way)
      throws Exception {
    try (Rig rig = open("size", "2m", "direct", direct, "blocksize", blocksize, "threads", "8")) {
      new IntegrityLoad(rig, false, 7, 4096).run(3_000, 16);
      assertThat(rig.defects()).isEmpty();
      assertThat(rig.queue().stale()).isZero();
      Map<String, Object> state = StateMap.of(rig.driver());
      boolean isDirect = state.get("direct").equals(1L);
      assertThat(state.get(isDirect ? way : "vectored")).isNotEqualTo(0L);
      assertThat((Long) state.get("threads")).isBetween(1L, 8L);
    }
  }

  @Test
  @Requires(kernel = DirectIo.class)
  void directIoCopiesOnlyWhatIsNotAligned() throws Exception {
    try (Rig rig = open("size", "1m")) {
      int unit = Math.toIntExact((Long) StateMap.of(rig.driver()).get("unit"));
      assertThat(StateMap.of(rig.driver())).containsEntry("direct", 1L);
      assertThat(rig.driver().shape().limits().physicalBlockSize()).isEqualTo(unit);
      MemorySegment memory = Rig.memory(4L * unit);
      memory.fill((byte) 3);
      assertThat(io(rig, Operation.WRITE, 0, 0, memory)).isEqualTo(BioStatus.OK);
      assertThat(StateMap.of(rig.driver())).containsEntry("bounced", 0L);
      io(rig, Operation.WRITE, 0, 0, memory.asSlice(512, unit));
      assertThat(StateMap.of(rig.driver()))
          .containsEntry("bounced", 1L)
          .containsEntry("read_modify_writes", 0L);
      MemorySegment sector = Rig.memory(512);
      sector.fill((byte) 9);
      io(rig, Operation.WRITE, 0, unit / 512 * 2 - 1, sector);
      assertThat(StateMap.of(rig.driver()))
          .containsEntry("bounced", 2L)
          .containsEntry("read_modify_writes", 1L)
          .containsEntry("bounce_buffers", 1L);
      io(rig, Operation.READ, 0, 0, memory);
      for (long at = 0; at < memory.byteSize(); at += 512) {
        int expected = at == 2L * unit - 512 ? 9 : 3;
        assertThat(memory.get(ValueLayout.JAVA_BYTE, at)).isEqualTo((byte) expected);
      }
      assertThat(rig.notices()).isEmpty();
    }
  }

  @Test
  void parallelWritesOfPartsOfABlockDoNotUndoEachOther() throws Exception {
    try (Rig rig = open("size", "64k", "threads", "8")) {
      for (int round = 1; round <= 200; round++) {
        for (int sector = 0; sector < 8; sector++) {
          MemorySegment data = Rig.memory(512);
          data.fill((byte) (round + sector));
          rig.submit(Operation.WRITE, 0, sector, data, null);
        }
        rig.queue().awaitIdle();
        MemorySegment all = Rig.memory(4096);
        io(rig, Operation.READ, 0, 0, all);
        for (int sector = 0; sector < 8; sector++) {
          assertThat(all.get(ValueLayout.JAVA_BYTE, sector * 512L))
              .as("round %d sector %d", round, sector)
              .isEqualTo((byte) (round + sector));
        }
      }
    }
  }

  @Test
  void mergedBiosGoInOneVectoredCallAndNeighboursInMemoryAsOnePiece() throws Exception {
    try (Rig rig = open("size", "1m")) {
      MemorySegment memory = Rig.memory(64 << 10);
      for (int i = 0; i < 16; i++) {
        memory.asSlice(i * 4096L, 4096).fill((byte) i);
      }
      RigBio neighbours = new RigBio();
      neighbours.write(8, memory, 4096, 4096);
      RigBio first = new RigBio();
      first.write(0, memory, 0, 4096);
      rig.submit(rig.queue(), Operation.WRITE.code(), 0, first.next(neighbours), null);
      rig.queue().awaitIdle();
      assertThat(StateMap.of(rig.driver())).containsEntry("vectored", 0L);
      RigBio apart = new RigBio();
      apart.write(24, memory, 9 * 4096, 4096);
      RigBio before = new RigBio();
      before.write(16, memory, 2 * 4096, 4096);
      rig.submit(rig.queue(), Operation.WRITE.code(), 16, before.next(apart), null);
      rig.queue().awaitIdle();
      assertThat(StateMap.of(rig.driver()))
          .containsEntry("vectored", 1L)
          .containsEntry("bounced", 0L);
      MemorySegment back = Rig.memory(16 << 10);
      io(rig, Operation.READ, 0, 0, back);
      byte[] starts = new byte[4];
      for (int i = 0; i < 4; i++) {
        starts[i] = back.get(ValueLayout.JAVA_BYTE, i * 4096L);
      }
      assertThat(starts).containsExactly(0, 1, 2, 9);
    }
  }

  @Test
  void anInterruptOfASubmitterReachesNoChannel() throws Exception {
    try (Rig rig = open("size", "1m")) {
      MemorySegment memory = Rig.memory(4096);
      Thread.currentThread().interrupt();
      RigRequest rq = rig.submit(Operation.WRITE, 0, 0, memory, null);
      assertThat(Thread.interrupted()).isTrue();
      rig.queue().awaitIdle();
      assertThat(rq.status()).isEqualTo(BioStatus.OK);
      assertThat(StateMap.of(rig.driver())).containsEntry("reopened", 0L);
    }
  }

  @Test
  void anInterruptOfTheDrivesOwnThreadIsSurvivedAndReported() throws Exception {
    try (Rig rig = open("size", "1m", "threads", "1")) {
      MemorySegment memory = Rig.memory(4096);
      memory.fill((byte) 5);
      // The callback runs on the drive's thread, which then finds its next I/O interrupted.
      rig.submit(Operation.WRITE, 0, 0, memory, rq -> Thread.currentThread().interrupt());
      rig.submit(Operation.WRITE, 0, 8, memory, null);
      rig.queue().awaitIdle();
      assertThat(io(rig, Operation.READ, 0, 8, memory)).isEqualTo(BioStatus.OK);
      assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 5);
    }
  }

  @Test
  void aRequestPastTheEndOfAFileThatShrankFails() throws Exception {
    try (Rig rig = open("size", "1m")) {
      try (var channel =
          java.nio.channels.FileChannel.open(path, java.nio.file.StandardOpenOption.WRITE)) {
        channel.truncate(512 << 10);
      }
      assertThat(io(rig, Operation.READ, 0, 1024, Rig.memory(4096))).isEqualTo(BioStatus.IOERR);
      assertThat(io(rig, Operation.READ, 0, 1016, Rig.memory(4096))).isEqualTo(BioStatus.OK);
      assertThat(io(rig, Operation.READ, 0, 1016, Rig.memory(8192))).isEqualTo(BioStatus.IOERR);
    }
  }

  @Test
  void flushForcedWritesDiscardAndWriteZeroes() throws Exception {
    try (Rig rig = open("size", "1m")) {
      var shape = rig.driver().shape();
      assertThat(shape.features())
          .containsExactlyInAnyOrder(DriverFeature.VOLATILE_CACHE, DriverFeature.FUA);
      MemorySegment memory = Rig.memory(16 << 10);
      memory.fill((byte) 1);
      assertThat(io(rig, Operation.WRITE, BioFlags.FUA, 0, memory)).isEqualTo(BioStatus.OK);
      assertThat(io(rig, Operation.FLUSH, 0, 0, null)).isEqualTo(BioStatus.OK);
      RigBio discard = new RigBio();
      discard.discard(8, 8);
      RigBio zeroes = new RigBio();
      zeroes.writeZeroes(24, 8);
      boolean discards = shape.limits().maxDiscardSectors() > 0;
      boolean zeroed = shape.limits().maxWriteZeroesSectors() > 0;
      assertThat(range(rig, Operation.DISCARD, discard))
          .isEqualTo(discards ? BioStatus.OK : BioStatus.NOTSUPP);
      assertThat(range(rig, Operation.WRITE_ZEROES, zeroes))
          .isEqualTo(zeroed ? BioStatus.OK : BioStatus.NOTSUPP);
      io(rig, Operation.READ, 0, 0, memory);
      byte[] starts = new byte[4];
      for (int i = 0; i < 4; i++) {
        starts[i] = memory.get(ValueLayout.JAVA_BYTE, i * 4096L);
      }
      assertThat(starts).containsExactly(1, discards ? 0 : 1, 1, zeroed ? 0 : 1);
      assertThat(Files.size(path)).isEqualTo(1 << 20);
    }
  }

  private static BioStatus range(Rig rig, Operation operation, RigBio bio)
      throws InterruptedException {
    RigRequest rq = rig.submit(rig.queue(), operation.code(), bio.sector(), bio, null);
    rig.queue().awaitIdle();
    return rq.status();
  }

  @Test
  @Requires(kernel = Linux.class)
  void whereDirectIoIsRefusedThePageCacheIsUsedAndSaidOnce() throws Exception {
    // Attributes in sysfs refuse O_DIRECT on every kernel, and claim to hold a page.
    path = Path.of("/sys/devices/system/cpu/online");
    try (Rig rig = open("readonly", "1")) {
      assertThat(rig.notices()).hasSize(1);
      assertThat(rig.notices().getFirst())
          .contains(path.toString())
          .contains("direct I/O is not possible here");
      assertThat(StateMap.of(rig.driver())).containsEntry("direct", 0L).containsEntry("unit", 1L);
      assertThat(StateMap.of(rig.driver())).containsKey("direct_refused");
    }
    try (Rig rig = open("readonly", "1", "direct", "0")) {
      assertThat(rig.notices()).isEmpty();
    }
  }

  @Test
  void aReadOnlyDriveReadsAndRefusesWrites() throws Exception {
    Files.write(path, new byte[8192]);
    try (Rig rig = open("readonly", "1")) {
      assertThat(rig.driver().shape().features()).containsExactly(DriverFeature.READ_ONLY);
      assertThat(io(rig, Operation.READ, 0, 0, Rig.memory(4096))).isEqualTo(BioStatus.OK);
      assertThat(io(rig, Operation.WRITE, 0, 0, Rig.memory(4096))).isEqualTo(BioStatus.TARGET);
    }
  }

  @Test
  void theSizeIsTheFilesInWholeUnitsOrWhatWasAskedFor() throws Exception {
    Files.write(path, new byte[10_000]);
    try (Rig rig = open("direct", "0")) {
      assertThat(rig.driver().shape().capacitySectors()).isEqualTo(19);
    }
    try (Rig rig = open("direct", "0", "size", "4096")) {
      assertThat(rig.driver().shape().capacitySectors()).isEqualTo(8);
    }
    try (Rig rig = open("size", "1m")) {
      assertThat(rig.driver().shape().capacitySectors()).isEqualTo(2048);
    }
    assertThat(Files.size(path)).isEqualTo(1 << 20);
  }

  @Test
  void whatCannotBeOpenedIsNamed() throws IOException {
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
    path = folder;
    assertThatThrownBy(() -> open("size", "1m"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> new Rig(new FileDriverType(), 1))
        .isInstanceOf(AttributeException.class)
        .hasMessageContaining("filename");
  }

  @Test
  void memoryThatWasClosedFailsItsRequestAlone() throws Exception {
    try (Rig rig = open("size", "1m")) {
      MemorySegment gone;
      RigBio bio = new RigBio();
      try (var arena = java.lang.foreign.Arena.ofShared()) {
        gone = arena.allocate(4096, 4096);
        bio.read(0, gone);
      }
      RigRequest rq = rig.submit(rig.queue(), Operation.READ.code(), 0, bio, null);
      rig.queue().awaitIdle();
      assertThat(rq.status()).isEqualTo(BioStatus.IOERR);
      assertThat(rig.defects()).hasSize(1);
      assertThat(io(rig, Operation.READ, 0, 0, Rig.memory(4096))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void closingEndsTheThreadsAndALateRequestIsOffline() throws Exception {
    Rig rig = open("size", "1m", "threads", "4");
    for (int i = 0; i < 16; i++) {
      rig.submit(Operation.READ, 0, i * 8L, Rig.memory(4096), null);
    }
    rig.queue().awaitIdle();
    rig.close();
    RigRequest rq = rig.submit(Operation.READ, 0, 0, Rig.memory(4096), null);
    assertThat(rq.status()).isEqualTo(BioStatus.OFFLINE);
    assertThat(rig.queue().taken()).isZero();
  }
}
