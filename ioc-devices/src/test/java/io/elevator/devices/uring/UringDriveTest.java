package io.elevator.devices.uring;

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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Below the module's folder, as the one for temporary files is often no disk. */
class UringDriveTest {
  private Path folder;
  private Path path;

  @BeforeEach
  void makeFolder() throws IOException {
    Path target = Files.createDirectories(Path.of("target"));
    folder = Files.createTempDirectory(target, "uring-drive");
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
    return new Rig(new UringDriverType(), 1, all);
  }

  private static BioStatus io(Rig rig, Operation operation, int flags, long sector, MemorySegment d)
      throws InterruptedException {
    RigRequest rq = rig.submit(operation, flags, sector, d, null);
    rig.queue().awaitIdle();
    return rq.status();
  }

  @ParameterizedTest
  @CsvSource({"0, 1, submits", "1, 1, bounced", "1, 3, bounced"})
  @Requires(kernel = UringDriver.class)
  void everyReadIsTheLastAcknowledgedWrite(String direct, String queues, String figure)
      throws Exception {
    try (Rig rig = open("size", "2m", "direct", direct, "submit_queues", queues)) {
      new IntegrityLoad(rig, false, 7, 4096).run(3_000, 16);
      assertThat(rig.defects()).isEmpty();
      assertThat(rig.queue().stale()).isZero();
      var state = StateMap.of(rig.driver());
      boolean isDirect = state.get("direct").equals(1L);
      assertThat(state.get(isDirect ? figure : "submits")).as("%s", state).isNotEqualTo(0L);
    }
  }

  @Test
  @Requires(kernel = {UringDriver.class, DirectIo.class})
  void directIoCopiesOnlyWhatIsNotAligned() throws Exception {
    try (Rig rig = open("size", "1m", "buffers", "1")) {
      int unit = Math.toIntExact((Long) StateMap.of(rig.driver()).get("unit"));
      MemorySegment memory = Rig.memory(4L * unit);
      memory.fill((byte) 3);
      assertThat(io(rig, Operation.WRITE, 0, 0, memory)).isEqualTo(BioStatus.OK);
      assertThat(StateMap.of(rig.driver())).containsEntry("bounced", 0L);
      assertThat(io(rig, Operation.WRITE, 0, unit >> 9, memory.asSlice(8, unit)))
          .isEqualTo(BioStatus.OK);
      MemorySegment back = Rig.memory(2L * unit).asSlice(8, unit);
      assertThat(io(rig, Operation.READ, 0, unit >> 9, back)).isEqualTo(BioStatus.OK);
      assertThat(back.toArray(ValueLayout.JAVA_BYTE)).containsOnly(3);
      assertThat(StateMap.of(rig.driver()))
          .containsEntry("direct", 1L)
          .containsEntry("bounced", 2L)
          .containsEntry("bounce_buffers", 1L)
          .containsEntry("registered_buffers", 1L);
    }
  }

  @Test
  @Requires(kernel = UringDriver.class)
  void mergedBiosGoInOneEntryAndNeighboursInMemoryAsOnePiece() throws Exception {
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
      byte[] all = Files.readAllBytes(path);
      assertThat(new byte[] {all[0], all[4096], all[8192], all[12288]}).containsExactly(0, 1, 2, 9);
    }
  }

  @Test
  @Requires(kernel = UringDriver.class)
  void flushForcedWritesDiscardAndWriteZeroes() throws Exception {
    try (Rig rig = open("size", "1m")) {
      var shape = rig.driver().shape();
      assertThat(shape.features())
          .containsExactlyInAnyOrder(DriverFeature.VOLATILE_CACHE, DriverFeature.FUA);
      MemorySegment memory = Rig.memory(32 << 10);
      memory.fill((byte) 1);
      assertThat(io(rig, Operation.WRITE, BioFlags.FUA, 0, memory)).isEqualTo(BioStatus.OK);
      assertThat(io(rig, Operation.FLUSH, 0, 0, null)).isEqualTo(BioStatus.OK);
      for (Operation operation : new Operation[] {Operation.DISCARD, Operation.WRITE_ZEROES}) {
        boolean isDiscard = operation == Operation.DISCARD;
        int offered =
            isDiscard ? shape.limits().maxDiscardSectors() : shape.limits().maxWriteZeroesSectors();
        RigBio bio = new RigBio();
        int sector = isDiscard ? 8 : 24;
        if (isDiscard) {
          bio.discard(sector, 8);
        } else {
          bio.writeZeroes(sector, 8);
        }
        RigRequest rq = rig.submit(rig.queue(), operation.code(), sector, bio, null);
        rig.queue().awaitIdle();
        assertThat(rq.status()).isEqualTo(offered > 0 ? BioStatus.OK : BioStatus.NOTSUPP);
        io(rig, Operation.READ, 0, 0, memory);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, sector * 512L))
            .isEqualTo((byte) (offered > 0 ? 0 : 1));
        assertThat(memory.get(ValueLayout.JAVA_BYTE, sector * 512L - 1)).isEqualTo((byte) 1);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, sector * 512L + 4096)).isEqualTo((byte) 1);
      }
      assertThat(Files.size(path)).isEqualTo(1 << 20);
    }
  }

  @Test
  @Requires(kernel = UringDriver.class)
  void whatTheCallbackSubmitsGoesWithTheNextWait() throws Exception {
    try (Rig rig = open("size", "1m", "direct", "0")) {
      MemorySegment memory = Rig.memory(4096);
      int[] left = {1_000};
      Consumer<RigRequest> again =
          new Consumer<>() {
            @Override
            public void accept(RigRequest rq) {
              if (left[0]-- > 0) {
                rig.submit(Operation.READ, 0, 0, memory, this);
              }
            }
          };
      rig.submit(Operation.READ, 0, 0, memory, again);
      rig.queue().awaitIdle();
      assertThat(left[0]).isNegative();
      // The first one only was submitted by this thread.
      assertThat(StateMap.of(rig.driver())).containsEntry("submits", 1L);
    }
  }

  @Test
  @Requires(kernel = UringDriver.class)
  void aSubmitterThatEndsOrIsInterruptedLosesNothing() throws Exception {
    try (Rig rig = open("size", "1m", "hw_queue_depth", "64")) {
      for (int round = 0; round < 50; round++) {
        Thread submitter =
            new Thread(() -> {
              Thread.currentThread().interrupt();
              for (int i = 0; i < 32; i++) {
                rig.submit(Operation.WRITE, 0, i * 8L, Rig.memory(4096), null);
              }
            });
        submitter.start();
        submitter.join();
        rig.queue().awaitIdle();
      }
      assertThat(rig.defects()).isEmpty();
      assertThat(io(rig, Operation.READ, 0, 0, Rig.memory(4096))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  @Requires(kernel = UringDriver.class)
  void aRequestPastTheEndOfAFileThatShrankFails() throws Exception {
    try (Rig rig = open("size", "1m")) {
      try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(512 << 10);
      }
      assertThat(io(rig, Operation.READ, 0, 1024, Rig.memory(4096))).isEqualTo(BioStatus.IOERR);
      assertThat(io(rig, Operation.READ, 0, 1016, Rig.memory(4096))).isEqualTo(BioStatus.OK);
      assertThat(io(rig, Operation.READ, 0, 1016, Rig.memory(8192))).isEqualTo(BioStatus.IOERR);
      // More in pieces: the part that can be read is skipped, and the rest still fails.
      RigBio second = new RigBio();
      second.read(1024, Rig.memory(4096));
      RigBio first = new RigBio();
      first.read(1016, Rig.memory(4096));
      RigRequest rq =
          rig.submit(rig.queue(), Operation.READ.code(), 1016, first.next(second), null);
      rig.queue().awaitIdle();
      assertThat(rq.status()).isEqualTo(BioStatus.IOERR);
      assertThat(StateMap.of(rig.driver())).containsEntry("partial", 2L);
    }
  }

  @Test
  @Requires(kernel = {UringDriver.class, Linux.class})
  void whereDirectIoIsRefusedThePageCacheIsUsedAndSaidOnce() throws Exception {
    path = Path.of("/sys/devices/system/cpu/online");
    try (Rig rig = open("readonly", "1")) {
      assertThat(rig.notices()).hasSize(1);
      assertThat(rig.notices().getFirst()).contains(path.toString()).contains("page cache");
      assertThat(StateMap.of(rig.driver())).containsEntry("direct", 0L).containsEntry("unit", 1L);
    }
  }

  @Test
  @Requires(kernel = UringDriver.class)
  void aReadOnlyDriveReadsAndRefusesWrites() throws Exception {
    Files.write(path, new byte[8192]);
    try (Rig rig = open("readonly", "1")) {
      RigRequest rq = rig.queue().take();
      RigBio bio = new RigBio();
      bio.write(0, Rig.memory(4096));
      assertThat(rig.offer(rq, Operation.WRITE.code(), 0, bio, null)).isEqualTo(BioStatus.TARGET);
      assertThat(io(rig, Operation.READ, 0, 0, Rig.memory(4096))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  @Requires(kernel = UringDriver.class)
  void whatCannotBeOpenedIsNamed() throws IOException {
    assertThatThrownBy(this::open)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("no such file");
    Files.createFile(path);
    assertThatThrownBy(this::open)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("holds 0 bytes");
    assertThatThrownBy(() -> open("size", "1m", "blocksize", "700"))
        .isInstanceOf(AttributeException.class)
        .hasMessageContaining("power of two");
    path = folder;
    assertThatThrownBy(() -> open("size", "1m"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is a directory");
  }

  @Test
  @Requires(kernel = UringDriver.class)
  void memoryThatIsClosedWhenSubmittedOrReadOnlyIsRefused() throws Exception {
    try (Rig rig = open("size", "1m")) {
      RigBio gone = new RigBio();
      try (Arena arena = Arena.ofShared()) {
        gone.read(0, arena.allocate(4096, 4096));
      }
      RigRequest rq = rig.queue().take();
      assertThat(rig.offer(rq, Operation.READ.code(), 0, gone, null)).isEqualTo(BioStatus.IOERR);
      RigBio fixed = new RigBio();
      fixed.write(0, Rig.memory(4096).asReadOnly());
      rq = rig.queue().take();
      assertThat(rig.offer(rq, Operation.READ.code(), 0, fixed, null)).isEqualTo(BioStatus.IOERR);
      assertThat(rig.defects()).hasSize(2);
      assertThat(io(rig, Operation.READ, 0, 0, Rig.memory(4096))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  @Requires(kernel = UringDriver.class)
  void memoryThatIsClosedBeforeTheEndIsReported() throws Exception {
    try (Rig rig = open("size", "1m")) {
      RigBio bio = new RigBio();
      RigRequest rq = rig.queue().take();
      try (Arena arena = Arena.ofShared()) {
        bio.write(0, arena.allocate(4096, 4096));
        // Not the last of a burst: the kernel does not have it before the commit.
        assertThat(rig.offer(rq, Operation.WRITE.code(), 0, bio, null, false))
            .isEqualTo(BioStatus.OK);
      }
      rig.driver().commit(rig.queue());
      rig.queue().awaitIdle();
      assertThat(rq.status()).isEqualTo(BioStatus.IOERR);
      assertThat(rig.defects()).hasSize(1);
      assertThat(StateMap.of(rig.driver())).containsEntry("memory_closed", 1L);
    }
  }

  @Test
  @Requires(kernel = UringDriver.class)
  void closingWaitsForWhatIsInFlightAndALateRequestIsOffline() throws Exception {
    Rig rig = open("size", "1m");
    int[] ended = {0};
    for (int i = 0; i < 64; i++) {
      rig.submit(Operation.WRITE, 0, i * 8L, Rig.memory(4096), rq -> ended[0]++);
    }
    rig.close();
    assertThat(ended[0]).isEqualTo(64);
    RigBio late = new RigBio();
    late.read(0, Rig.memory(4096));
    RigRequest rq = rig.queue().take();
    assertThat(rig.offer(rq, Operation.READ.code(), 0, late, null)).isEqualTo(BioStatus.OFFLINE);
    assertThat(rig.queue().taken()).isZero();
  }

  @Test
  @Requires(kernel = UringDriver.class)
  void aCallbackMayCloseTheDrive() throws Exception {
    Rig rig = open("size", "1m");
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    rig.submit(
        Operation.READ,
        0,
        0,
        Rig.memory(4096),
        rq -> {
          try {
            rig.close();
          } catch (IOException e) {
            thrown.set(e);
          }
        });
    rig.queue().awaitIdle();
    assertThat(thrown.get()).isNull();
    assertThat(rig.defects()).isEmpty();
  }
}
