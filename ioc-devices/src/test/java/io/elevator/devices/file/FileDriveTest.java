package io.elevator.devices.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.rig.DriveOnFile;
import io.elevator.devices.rig.IntegrityLoad;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.testing.DirectIo;
import io.elevator.testing.Requires;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.DriverBio;
import io.elevator.testkit.fake.FakeDriverRequest;
import io.elevator.testkit.fake.RecordedState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests the behaviour of the file drive beyond that of all drives on files ({@link
 * io.elevator.devices.rig.DriveOnFile}).
 */
class FileDriveTest extends DriveOnFile {
  FileDriveTest() {
    super(new FileDriverType());
  }

  @ParameterizedTest
  @CsvSource({"0, 512, vectored", "1, 512, read_modify_writes", "1, 4096, vectored"})
  void everyReadIsTheLastAcknowledgedWrite(String direct, String blocksize, String way)
      throws Exception {
    try (DriverBench rig =
        open("size", "2m", "direct", direct, "blocksize", blocksize, "threads", "8")) {
      new IntegrityLoad(rig, false, 7, 4096).run(3_000, 16);
      assertThat(rig.defects()).isEmpty();
      assertThat(rig.queue().stale()).isZero();
      Map<String, Object> state = RecordedState.of(rig.driver()::describe);
      boolean isDirect = state.get("direct").equals(1L);
      assertThat(state.get(isDirect ? way : "vectored")).isNotEqualTo(0L);
      assertThat((Long) state.get("threads")).isBetween(1L, 8L);
    }
  }

  @Test
  @Requires(kernel = DirectIo.class)
  void directIoCopiesOnlyWhatIsNotAligned() throws Exception {
    try (DriverBench rig = open("size", "1m")) {
      int unit = Math.toIntExact((Long) RecordedState.of(rig.driver()::describe).get("unit"));
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("direct", 1L);
      assertThat(rig.driver().shape().limits().physicalBlockSize()).isEqualTo(unit);
      MemorySegment memory = DriverBench.memory(4L * unit);
      memory.fill((byte) 3);
      assertThat(io(rig, Operation.WRITE, 0, 0, memory)).isEqualTo(BioStatus.OK);
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("bounced", 0L);
      io(rig, Operation.WRITE, 0, 0, memory.asSlice(512, unit));
      assertThat(RecordedState.of(rig.driver()::describe))
          .containsEntry("bounced", 1L)
          .containsEntry("read_modify_writes", 0L);
      MemorySegment sector = DriverBench.memory(512);
      sector.fill((byte) 9);
      io(rig, Operation.WRITE, 0, unit / 512 * 2 - 1, sector);
      assertThat(RecordedState.of(rig.driver()::describe))
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
    try (DriverBench rig = open("size", "64k", "threads", "8")) {
      for (int round = 1; round <= 200; round++) {
        for (int sector = 0; sector < 8; sector++) {
          MemorySegment data = DriverBench.memory(512);
          data.fill((byte) (round + sector));
          rig.submit(Operation.WRITE, 0, sector, data, null);
        }
        rig.queue().awaitIdle();
        MemorySegment all = DriverBench.memory(4096);
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
  void anInterruptOfASubmitterClosesNoChannel() throws Exception {
    try (DriverBench rig = open("size", "1m")) {
      MemorySegment memory = DriverBench.memory(4096);
      Thread.currentThread().interrupt();
      FakeDriverRequest rq = rig.submit(Operation.WRITE, 0, 0, memory, null);
      assertThat(Thread.interrupted()).isTrue();
      rig.queue().awaitIdle();
      assertThat(rq.status()).isEqualTo(BioStatus.OK);
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("reopened", 0L);
    }
  }

  @Test
  void anInterruptOfTheDrivesOwnThreadIsSurvivedAndReported() throws Exception {
    try (DriverBench rig = open("size", "1m", "threads", "1")) {
      MemorySegment memory = DriverBench.memory(4096);
      memory.fill((byte) 5);
      // The callback runs on a thread of the drive, so its interrupt affects the next I/O of that
      // thread.
      rig.submit(Operation.WRITE, 0, 0, memory, rq -> Thread.currentThread().interrupt());
      rig.submit(Operation.WRITE, 0, 8, memory, null);
      rig.queue().awaitIdle();
      assertThat(io(rig, Operation.READ, 0, 8, memory)).isEqualTo(BioStatus.OK);
      assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 5);
    }
  }

  @Test
  void aReadOnlyDriveReadsAndRefusesWrites() throws Exception {
    Files.write(path, new byte[8192]);
    try (DriverBench rig = open("readonly", "1")) {
      assertThat(rig.driver().shape().features()).containsExactly(DriverFeature.READ_ONLY);
      assertThat(io(rig, Operation.READ, 0, 0, DriverBench.memory(4096))).isEqualTo(BioStatus.OK);
      assertThat(io(rig, Operation.WRITE, 0, 0, DriverBench.memory(4096)))
          .isEqualTo(BioStatus.TARGET);
    }
  }

  @Test
  void aRequestWithClosedMemoryFailsAndOthersSucceed() throws Exception {
    try (DriverBench rig = open("size", "1m")) {
      MemorySegment gone;
      DriverBio bio = new DriverBio();
      try (var arena = java.lang.foreign.Arena.ofShared()) {
        gone = arena.allocate(4096, 4096);
        bio.read(0, gone);
      }
      FakeDriverRequest rq = rig.submit(rig.queue(), Operation.READ.code(), 0, bio, null);
      rig.queue().awaitIdle();
      assertThat(rq.status()).isEqualTo(BioStatus.IOERR);
      assertThat(rig.defects()).hasSize(1);
      assertThat(io(rig, Operation.READ, 0, 0, DriverBench.memory(4096))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void aWriteFromAReadOnlyViewDoesNotDisturbLaterReadsIntoTheMemory() throws Exception {
    try (DriverBench rig = open("size", "1m", "threads", "1")) {
      MemorySegment memory = DriverBench.memory(4096);
      assertThat(io(rig, Operation.WRITE, 0, 0, memory.asReadOnly())).isEqualTo(BioStatus.OK);
      assertThat(io(rig, Operation.READ, 0, 0, memory)).isEqualTo(BioStatus.OK);
      // Two adjacent segments are transferred as one range only if both are writable.
      DriverBio second = new DriverBio();
      second.read(512L * 8, memory.asReadOnly(), 4096 - 512, 512);
      DriverBio first = new DriverBio();
      first.read(512L * 1, memory, 0, 4096 - 512);
      memory.asSlice(4096 - 512).fill((byte) 7);
      FakeDriverRequest rq =
          rig.submit(rig.queue(), Operation.READ.code(), 1, first.next(second), null);
      rig.queue().awaitIdle();
      assertThat(rq.status()).isEqualTo(BioStatus.IOERR);
      assertThat(memory.get(ValueLayout.JAVA_BYTE, 4095)).isEqualTo((byte) 7);
    }
  }

  @Test
  void aDefectOfMemoryThatEachRequestRepeatsIsReportedOnce() throws Exception {
    try (DriverBench rig = open("size", "1m", "threads", "1")) {
      MemorySegment readOnly = DriverBench.memory(4096).asReadOnly();
      for (int i = 0; i < 100; i++) {
        DriverBio bio = new DriverBio();
        bio.read(0, readOnly);
        FakeDriverRequest rq = rig.submit(rig.queue(), Operation.READ.code(), 0, bio, null);
        rig.queue().awaitIdle();
        assertThat(rq.status()).isEqualTo(BioStatus.IOERR);
      }
      assertThat(rig.defects()).hasSize(1);
    }
  }

  @Test
  void aForcedWriteReachesAFileThatWasDeletedWhileItIsOpen() throws Exception {
    try (DriverBench rig = open("size", "1m")) {
      Files.delete(path);
      MemorySegment memory = DriverBench.memory(4096);
      memory.fill((byte) 6);
      assertThat(io(rig, Operation.WRITE, BioFlags.FUA, 0, memory)).isEqualTo(BioStatus.OK);
      memory.fill((byte) 0);
      assertThat(io(rig, Operation.READ, 0, 0, memory)).isEqualTo(BioStatus.OK);
      assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 6);
      assertThat(rig.defects()).isEmpty();
    }
  }

  @Test
  void anInterruptThatACallbackLeavesClosesNoChannelOfADeletedFile() throws Exception {
    try (DriverBench rig = open("size", "1m", "threads", "1")) {
      Files.delete(path);
      MemorySegment memory = DriverBench.memory(4096);
      rig.submit(Operation.WRITE, 0, 0, memory, rq -> Thread.currentThread().interrupt());
      rig.queue().awaitIdle();
      assertThat(io(rig, Operation.WRITE, BioFlags.FUA, 0, memory)).isEqualTo(BioStatus.OK);
      rig.submit(Operation.WRITE, 0, 0, memory, rq -> Thread.currentThread().interrupt());
      rig.queue().awaitIdle();
      assertThat(io(rig, Operation.READ, 0, 0, memory)).isEqualTo(BioStatus.OK);
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("reopened", 0L);
    }
  }

  @Test
  void whileNoThreadCanBeStartedSubmittersPerformTheirRequestsAndAfterwardsThreadsDo()
      throws Exception {
    Files.write(path, new byte[1 << 20]);
    AtomicBoolean refuses = new AtomicBoolean(true);
    ThreadFactory factory =
        job ->
            new Thread(job) {
              @Override
              public synchronized void start() {
                if (refuses.get()) {
                  throw new OutOfMemoryError("unable to create native thread, says the test");
                }
                setDaemon(true);
                super.start();
              }
            };
    DriverBench rig =
        new DriverBench(type, 7, factory, "filename", path.toString(), "threads", "2");
    MemorySegment memory = DriverBench.memory(4096);
    for (int i = 0; i < 3; i++) {
      memory.fill((byte) (i + 1));
      Thread.currentThread().interrupt();
      FakeDriverRequest write =
          rig.submit(Operation.WRITE, i == 1 ? BioFlags.FUA : 0, 8L * i, memory, null);
      assertThat(Thread.interrupted()).as("kept for its thread").isTrue();
      assertThat(write.status()).isEqualTo(BioStatus.OK);
    }
    assertThat(RecordedState.of(rig.driver()::describe))
        .containsEntry("without_thread", 3L)
        .containsEntry("threads", 0L);
    refuses.set(false);
    rig.clock().advance(DriveThreads.START_PAUSE_NANOS);
    assertThat(io(rig, Operation.READ, 0, 16, memory)).isEqualTo(BioStatus.OK);
    assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 3);
    assertThat(RecordedState.of(rig.driver()::describe))
        .containsEntry("without_thread", 3L)
        .containsEntry("threads", 1L);
    assertThat(rig.defects()).hasSize(1);
    rig.close();
  }

  @Test
  void closingEndsTheThreadsAndALateRequestIsOffline() throws Exception {
    DriverBench rig = open("size", "1m", "threads", "4");
    for (int i = 0; i < 16; i++) {
      rig.submit(Operation.READ, 0, i * 8L, DriverBench.memory(4096), null);
    }
    rig.queue().awaitIdle();
    rig.close();
    FakeDriverRequest rq = rig.submit(Operation.READ, 0, 0, DriverBench.memory(4096), null);
    assertThat(rq.status()).isEqualTo(BioStatus.OFFLINE);
    assertThat(rig.queue().taken()).isZero();
  }
}
