package io.elevator.devices.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeException;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.memory.MemoryDriverType;
import io.elevator.devices.memory.NullDriverType;
import io.elevator.devices.sim.SimSsdDriverType;
import io.elevator.spi.driver.BlockDriver.TimeoutAnswer;
import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.DriverBio;
import io.elevator.testkit.fake.FakeDriverRequest;
import io.elevator.testkit.fake.RecordedState;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FaultDriveTest {
  private static DriverBench open(String faults) throws IOException {
    return new DriverBench(
        new MemoryDriverType(), 3, "faults", faults, "irqmode", "2", "completion_nsec", "1000");
  }

  private static List<BioStatus> reads(DriverBench rig, int count) {
    List<BioStatus> ends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ends.add(rig.io(Operation.READ, 0, i * 8L, DriverBench.memory(512)));
    }
    return ends;
  }

  private static BioStatus offer(
      DriverBench rig, Operation operation, Consumer<FakeDriverRequest> onEnd) {
    DriverBio bio = new DriverBio();
    bio.read(0, DriverBench.memory(512));
    FakeDriverRequest rq = rig.queue().take();
    return rig.offer(java.util.Objects.requireNonNull(rq), operation.code(), 0, bio, onEnd);
  }

  @Test
  void anEmptyPlanDoesNotWrapTheDrive() throws IOException {
    try (DriverBench rig = open("")) {
      assertThat(rig.driver()).isNotInstanceOf(FaultDrive.class);
    }
  }

  @Test
  void onlyTheNthMatchingRequestFails() throws IOException {
    try (DriverBench rig = open("fail=medium nth=3 op=read")) {
      rig.io(Operation.WRITE, 0, 0, DriverBench.memory(512));
      assertThat(reads(rig, 5))
          .containsExactly(
              BioStatus.OK, BioStatus.OK, BioStatus.MEDIUM, BioStatus.OK, BioStatus.OK);
    }
  }

  @Test
  void requestsThatTouchTheRangeFailUntilTheCountIsReached() throws IOException {
    try (DriverBench rig = open("fail sectors=16-23 count=2")) {
      for (int round = 0; round < 3; round++) {
        BioStatus expected = round < 2 ? BioStatus.IOERR : BioStatus.OK;
        assertThat(reads(rig, 4))
            .containsExactly(BioStatus.OK, BioStatus.OK, expected, BioStatus.OK);
      }
      assertThat(rig.io(Operation.READ, 0, 0, DriverBench.memory(512 * 16)))
          .isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void theSeedDeterminesWhichRequestsFail() throws IOException {
    List<BioStatus> first;
    try (DriverBench rig = open("fail share=0.2")) {
      first = reads(rig, 2_000);
    }
    try (DriverBench rig = open("fail share=0.2")) {
      assertThat(reads(rig, 2_000)).isEqualTo(first);
    }
    assertThat(first.stream().filter(BioStatus::isError).count()).isBetween(300L, 500L);
  }

  @Test
  void aDelayedRequestEndsLaterByTheDelay() throws IOException {
    try (DriverBench rig = open("delay=5ms nth=2")) {
      long start = rig.clock().now();
      reads(rig, 1);
      assertThat(rig.clock().now() - start).isEqualTo(1_000);
      reads(rig, 1);
      assertThat(rig.clock().now() - start).isEqualTo(5_002_000);
    }
  }

  @Test
  void aDelayedRequestThatTimesOutGetsANewTimeLimit() throws IOException {
    try (DriverBench rig = open("delay=5ms")) {
      FakeDriverRequest rq = rig.submit(Operation.READ, 0, 0, DriverBench.memory(512), null);
      rig.clock().advance(1_000_000);
      assertThat(rig.driver().timedOut(rig.queue(), rq, cookie(rq))).isEqualTo(TimeoutAnswer.RESET);
      assertThat(rig.queue().taken()).isEqualTo(1);
    }
  }

  private static long cookie(FakeDriverRequest rq) {
    return 1L << 16 | rq.driverTag();
  }

  @Test
  void aHungRequestEndsOnlyWhenReleased() throws IOException {
    try (DriverBench rig = open("hang nth=1")) {
      BioStatus[] end = new BioStatus[1];
      rig.submit(Operation.READ, 0, 0, DriverBench.memory(512), rq -> end[0] = rq.status());
      assertThat(reads(rig, 3)).containsOnly(BioStatus.OK);
      while (rig.clock().step()) {
        // The request hangs: no timer ends it.
      }
      assertThat(end[0]).isNull();
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("faults.held", 1L);
      ((FaultDrive) rig.driver()).release();
      assertThat(end[0]).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void aHungRequestThatTimesOutEndsOnceAndItsLaterCompletionIsStale() throws IOException {
    try (DriverBench rig = open("hang nth=1")) {
      FakeDriverRequest rq = rig.submit(Operation.READ, 0, 0, DriverBench.memory(512), null);
      rig.clock().advance(1_000_000);
      assertThat(rig.driver().timedOut(rig.queue(), rq, cookie(rq))).isEqualTo(TimeoutAnswer.DONE);
      assertThat(rq.status()).isEqualTo(BioStatus.TIMEOUT);
      assertThat(rig.queue().taken()).isZero();
      ((FaultDrive) rig.driver()).release();
      assertThat(rig.queue().stale()).isEqualTo(1);
    }
  }

  @Test
  void aLateCompletionIsStaleAfterTheTagWasReused() throws IOException {
    try (DriverBench rig =
        new DriverBench(
            new NullDriverType(), 3, "faults", "late=1s nth=1", "hw_queue_depth", "1")) {
      FakeDriverRequest rq = rig.submit(Operation.READ, 0, 0, DriverBench.memory(512), null);
      rig.driver().timedOut(rig.queue(), rq, cookie(rq));
      assertThat(rq.status()).isEqualTo(BioStatus.TIMEOUT);
      rig.submit(Operation.READ, 0, 8, DriverBench.memory(512), null);
      while (rig.clock().step()) {
        // Advances the clock until the late completion has come.
      }
      assertThat(rig.queue().stale()).isEqualTo(1);
    }
  }

  @Test
  void aBusyAnswerWithDevResourceAsksForALaterRun() throws IOException {
    try (DriverBench rig = open("busy nth=1; busy=dev_resource nth=1")) {
      assertThat(offer(rig, Operation.READ, null)).isEqualTo(BioStatus.RESOURCE);
      assertThat(rig.queue().runs()).isZero();
      assertThat(offer(rig, Operation.READ, null)).isEqualTo(BioStatus.DEV_RESOURCE);
      assertThat(rig.queue().runs()).isEqualTo(1);
      assertThat(offer(rig, Operation.READ, null)).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void theNthRequestIsRequeuedAndFreesItsTag() throws IOException {
    try (DriverBench rig = open("requeue nth=2")) {
      reads(rig, 1);
      rig.submit(Operation.READ, 0, 0, DriverBench.memory(512), null);
      assertThat(rig.queue().requeues()).isEqualTo(1);
      assertThat(rig.queue().taken()).isZero();
    }
  }

  @Test
  void aSecondCompletionIsStaleImmediatelyOrAfterTheGivenTime() throws IOException {
    try (DriverBench rig = open("twice nth=1; twice=5ms nth=1")) {
      int[] ends = {0};
      rig.submit(Operation.READ, 0, 0, DriverBench.memory(512), rq -> ends[0]++);
      rig.clock().advance(1_000);
      assertThat(ends[0]).isEqualTo(1);
      assertThat(rig.queue().stale()).isEqualTo(1);
      rig.submit(Operation.READ, 0, 0, DriverBench.memory(512), rq -> ends[0]++);
      rig.clock().advance(1_000_000);
      assertThat(ends[0]).isEqualTo(2);
      assertThat(rig.queue().stale()).isEqualTo(1);
      reads(rig, 3);
      rig.clock().advance(10_000_000);
      assertThat(rig.queue().stale()).isEqualTo(2);
    }
  }

  @Test
  void aTornWriteKeepsOnlyItsFirstSectors() throws IOException {
    try (DriverBench rig = open("tear=3 nth=1")) {
      MemorySegment data = DriverBench.memory(4096);
      data.fill((byte) 6);
      assertThat(rig.io(Operation.WRITE, 0, 8, data)).isEqualTo(BioStatus.IOERR);
      rig.io(Operation.READ, 0, 8, data);
      for (int sector = 0; sector < 8; sector++) {
        assertThat(data.get(ValueLayout.JAVA_BYTE, sector * 512L))
            .as("sector %d", sector)
            .isEqualTo((byte) (sector < 3 ? 6 : 0));
      }
    }
  }

  @Test
  void requestsEndOfflineUntilThePowerIsBack() throws IOException {
    try (DriverBench rig = open("powercut=10ms nth=3")) {
      BioStatus[] inFlight = new BioStatus[1];
      reads(rig, 1);
      rig.submit(Operation.READ, 0, 0, DriverBench.memory(512), rq -> inFlight[0] = rq.status());
      assertThat(rig.io(Operation.READ, 0, 0, DriverBench.memory(512)))
          .isEqualTo(BioStatus.OFFLINE);
      rig.clock().advance(1_000_000);
      assertThat(inFlight[0]).isEqualTo(BioStatus.OFFLINE);
      assertThat(offer(rig, Operation.READ, null)).isEqualTo(BioStatus.OFFLINE);
      rig.clock().advance(10_000_000);
      assertThat(reads(rig, 2)).containsOnly(BioStatus.OK);
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("faults.power_cuts", 1L);
    }
  }

  @Test
  void aPlanThatNeedsAMediumIsRefusedForADriveWithoutOne() {
    for (DriverType type : List.of(new NullDriverType(), new SimSsdDriverType())) {
      String[] options =
          type instanceof NullDriverType
              ? new String[] {"faults", "tear nth=1"}
              : new String[] {"faults", "powercut nth=1", "data", "0"};
      assertThatThrownBy(() -> new DriverBench(type, 1, options))
          .isInstanceOf(AttributeException.class)
          .hasMessageContaining("needs a drive that keeps its data in memory");
    }
  }
}
