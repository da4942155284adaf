package io.elevator.devices.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.MemoryRegistration;
import io.elevator.api.Operation;
import io.elevator.devices.rig.DriveOnFile;
import io.elevator.devices.rig.IntegrityLoad;
import io.elevator.testing.DirectIo;
import io.elevator.testing.Requires;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.DriverBio;
import io.elevator.testkit.fake.FakeDriverRequest;
import io.elevator.testkit.fake.RecordedState;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests the behaviour of the uring drive beyond that of all drives on files ({@link
 * io.elevator.devices.rig.DriveOnFile}).
 */
@Requires(kernel = UringDriver.class)
class UringDriveTest extends DriveOnFile {
  UringDriveTest() {
    super(new UringDriverType());
  }

  @ParameterizedTest
  @CsvSource({"0, 1, submits", "1, 1, bounced", "1, 3, bounced"})
  void everyReadIsTheLastAcknowledgedWrite(String direct, String queues, String figure)
      throws Exception {
    try (DriverBench rig = open("size", "2m", "direct", direct, "submit_queues", queues)) {
      new IntegrityLoad(rig, false, 7, 4096).run(3_000, 16);
      assertThat(rig.defects()).isEmpty();
      assertThat(rig.queue().stale()).isZero();
      var state = RecordedState.of(rig.driver()::describe);
      boolean isDirect = state.get("direct").equals(1L);
      assertThat(state.get(isDirect ? figure : "submits")).as("%s", state).isNotEqualTo(0L);
    }
  }

  @Test
  @Requires(kernel = DirectIo.class)
  void directIoCopiesOnlyUnalignedData() throws Exception {
    try (DriverBench rig = open("size", "1m", "buffers", "1")) {
      int unit = Math.toIntExact((Long) RecordedState.of(rig.driver()::describe).get("unit"));
      MemorySegment memory = DriverBench.memory(4L * unit);
      memory.fill((byte) 3);
      assertThat(io(rig, Operation.WRITE, 0, 0, memory)).isEqualTo(BioStatus.OK);
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("bounced", 0L);
      assertThat(io(rig, Operation.WRITE, 0, unit >> 9, memory.asSlice(8, unit)))
          .isEqualTo(BioStatus.OK);
      MemorySegment back = DriverBench.memory(2L * unit).asSlice(8, unit);
      assertThat(io(rig, Operation.READ, 0, unit >> 9, back)).isEqualTo(BioStatus.OK);
      assertThat(back.toArray(ValueLayout.JAVA_BYTE)).containsOnly(3);
      assertThat(RecordedState.of(rig.driver()::describe))
          .containsEntry("direct", 1L)
          .containsEntry("bounced", 2L)
          .containsEntry("bounce_buffers", 1L)
          .containsEntry("registered_buffers", 1L);
    }
  }

  @Test
  void requestsOfCallbacksAreSubmittedByTheNextWait() throws Exception {
    try (DriverBench rig = open("size", "1m", "direct", "0")) {
      MemorySegment memory = DriverBench.memory(4096);
      int[] left = {1_000};
      Consumer<FakeDriverRequest> again =
          new Consumer<>() {
            @Override
            public void accept(FakeDriverRequest rq) {
              if (left[0]-- > 0) {
                rig.submit(Operation.READ, 0, 0, memory, this);
              }
            }
          };
      rig.submit(Operation.READ, 0, 0, memory, again);
      rig.queue().awaitIdle();
      assertThat(left[0]).isNegative();
      // Only the first request was submitted by this thread; the completing thread submitted the
      // others.
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("submits", 1L);
    }
  }

  @Test
  void requestsOfASubmitterThatEndsOrIsInterruptedSucceed() throws Exception {
    try (DriverBench rig = open("size", "1m", "hw_queue_depth", "64")) {
      for (int round = 0; round < 50; round++) {
        Thread submitter =
            new Thread(() -> {
              Thread.currentThread().interrupt();
              for (int i = 0; i < 32; i++) {
                rig.submit(Operation.WRITE, 0, i * 8L, DriverBench.memory(4096), null);
              }
            });
        submitter.start();
        submitter.join();
        rig.queue().awaitIdle();
      }
      assertThat(rig.defects()).isEmpty();
      assertThat(io(rig, Operation.READ, 0, 0, DriverBench.memory(4096))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void aReadOnlyDriveReadsAndRefusesWrites() throws Exception {
    Files.write(path, new byte[8192]);
    try (DriverBench rig = open("readonly", "1")) {
      FakeDriverRequest rq = rig.queue().take();
      DriverBio bio = new DriverBio();
      bio.write(0, DriverBench.memory(4096));
      assertThat(rig.offer(rq, Operation.WRITE.code(), 0, bio, null)).isEqualTo(BioStatus.TARGET);
      assertThat(io(rig, Operation.READ, 0, 0, DriverBench.memory(4096))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void memoryThatIsClosedWhenSubmittedOrReadOnlyIsRefused() throws Exception {
    try (DriverBench rig = open("size", "1m")) {
      DriverBio gone = new DriverBio();
      try (Arena arena = Arena.ofShared()) {
        gone.read(0, arena.allocate(4096, 4096));
      }
      FakeDriverRequest rq = rig.queue().take();
      assertThat(rig.offer(rq, Operation.READ.code(), 0, gone, null)).isEqualTo(BioStatus.IOERR);
      DriverBio fixed = new DriverBio();
      fixed.write(0, DriverBench.memory(4096).asReadOnly());
      rq = rig.queue().take();
      assertThat(rig.offer(rq, Operation.READ.code(), 0, fixed, null)).isEqualTo(BioStatus.IOERR);
      // The second defect is only counted, not reported: a mistake that every I/O repeats would
      // otherwise fill the logs.
      assertThat(rig.defects()).hasSize(1);
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("memory_refused", 2L);
      assertThat(io(rig, Operation.READ, 0, 0, DriverBench.memory(4096))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void memoryOfAnArenaThatMayCloseIsCopiedUnlessItIsRegistered() throws Exception {
    try (DriverBench rig = open("size", "1m");
        Arena shared = Arena.ofShared()) {
      MemorySegment closeable = shared.allocate(4096, 4096);
      MemorySegment[] lasting = {
        Arena.ofAuto().allocate(4096, 4096), Arena.global().allocate(4096, 4096)
      };
      for (MemorySegment memory : lasting) {
        assertThat(io(rig, Operation.WRITE, 0, 0, memory)).isEqualTo(BioStatus.OK);
      }
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("bounced", 0L);
      assertThat(io(rig, Operation.WRITE, 0, 0, closeable)).isEqualTo(BioStatus.OK);
      assertThat(io(rig, Operation.READ, 0, 0, closeable)).isEqualTo(BioStatus.OK);
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("bounced", 2L);
      try (MemoryRegistration registration = rig.driver().registerMemory(closeable)) {
        assertThat(io(rig, Operation.READ, 0, 0, closeable)).isEqualTo(BioStatus.OK);
        assertThat(RecordedState.of(rig.driver()::describe))
            .containsEntry("bounced", registration.refusal().isEmpty() ? 2L : 3L);
      }
    }
  }

  @Test
  void aReadWhoseMemoryIsClosedInFlightDoesNotOverwriteTheNextOwnerOfTheAddress() throws Exception {
    final int rounds = 50;
    int reused = 0;
    try (DriverBench rig = open("size", "1m")) {
      for (int i = 0; i < rounds; i++) {
        assertThat(io(rig, Operation.READ, 0, 0, DriverBench.memory(512))).isEqualTo(BioStatus.OK);
        try (Arena next = Arena.ofShared()) {
          reused += readIntoClosedMemory(rig, next) ? 1 : 0;
        }
      }
      assertThat(RecordedState.of(rig.driver()::describe))
          .containsEntry("memory_closed", (long) rounds);
    }
    assertThat(reused).as("rounds in which the address was used again").isPositive();
  }

  /** Returns whether memory of {@code next} had the address while the read was in flight. */
  private static boolean readIntoClosedMemory(DriverBench rig, Arena next)
      throws InterruptedException {
    DriverBio bio = new DriverBio();
    FakeDriverRequest rq = rig.queue().take();
    long address;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment memory = arena.allocate(4096, 4096);
      address = memory.address();
      bio.read(0, memory);
      // The kernel takes the entry at the commit, after the memory has its next owner.
      assertThat(rig.offer(rq, Operation.READ.code(), 0, bio, null, false)).isEqualTo(BioStatus.OK);
    }
    List<MemorySegment> owners = new ArrayList<>();
    boolean isReused = false;
    for (int i = 0; i < 100 && !isReused; i++) {
      MemorySegment owner = next.allocate(4096, 4096).fill((byte) 0x55);
      owners.add(owner);
      isReused = owner.address() == address;
    }
    rig.driver().commit(rig.queue());
    rig.queue().awaitIdle();
    MemorySegment untouched = DriverBench.memory(4096).fill((byte) 0x55);
    for (MemorySegment owner : owners) {
      assertThat(owner.mismatch(untouched)).as("first byte that was overwritten").isEqualTo(-1);
    }
    assertThat(rq.status()).isEqualTo(BioStatus.IOERR);
    return isReused;
  }

  @Test
  void aWriteWhoseMemoryIsClosedInFlightWritesTheDataOfItsSubmission() throws Exception {
    try (DriverBench rig = open("size", "1m")) {
      DriverBio bio = new DriverBio();
      FakeDriverRequest rq = rig.queue().take();
      try (Arena arena = Arena.ofShared()) {
        bio.write(0, arena.allocate(4096, 4096).fill((byte) 7));
        assertThat(rig.offer(rq, Operation.WRITE.code(), 0, bio, null, false))
            .isEqualTo(BioStatus.OK);
      }
      rig.driver().commit(rig.queue());
      rig.queue().awaitIdle();
      assertThat(rq.status()).isEqualTo(BioStatus.OK);
      assertThat(Files.readAllBytes(path)).startsWith(7, 7, 7);
      assertThat(rig.defects()).isEmpty();
    }
  }

  @Test
  void inTheUnsafeModeMemoryThatIsClosedBeforeTheEndIsReported() throws Exception {
    try (DriverBench rig = open("size", "1m", "bounce", "0")) {
      DriverBio bio = new DriverBio();
      FakeDriverRequest rq = rig.queue().take();
      try (Arena arena = Arena.ofShared()) {
        bio.write(0, arena.allocate(4096, 4096));
        // This request is not the last of a series, so the kernel does not take its entry before
        // the commit.
        assertThat(rig.offer(rq, Operation.WRITE.code(), 0, bio, null, false))
            .isEqualTo(BioStatus.OK);
      }
      rig.driver().commit(rig.queue());
      rig.queue().awaitIdle();
      assertThat(rq.status()).isEqualTo(BioStatus.IOERR);
      assertThat(rig.defects()).hasSize(1);
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("memory_closed", 1L);
    }
  }

  @Test
  void closingWaitsForRequestsInFlightAndALaterRequestEndsOffline() throws Exception {
    DriverBench rig = open("size", "1m");
    int[] ended = {0};
    for (int i = 0; i < 64; i++) {
      rig.submit(Operation.WRITE, 0, i * 8L, DriverBench.memory(4096), rq -> ended[0]++);
    }
    rig.close();
    assertThat(ended[0]).isEqualTo(64);
    DriverBio late = new DriverBio();
    late.read(0, DriverBench.memory(4096));
    FakeDriverRequest rq = rig.queue().take();
    assertThat(rig.offer(rq, Operation.READ.code(), 0, late, null)).isEqualTo(BioStatus.OFFLINE);
    assertThat(rig.queue().taken()).isZero();
  }

  @Test
  void aCallbackMayCloseTheDrive() throws Exception {
    DriverBench rig = open("size", "1m");
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    rig.submit(
        Operation.READ,
        0,
        0,
        DriverBench.memory(4096),
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
