package io.elevator.devices.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeException;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.rig.IntegrityLoad;
import io.elevator.devices.rig.SteadyLoad;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.RecordedState;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulatedDriveTest {
  static List<DriverType> types() {
    return List.of(new SimHddDriverType(), new SimSsdDriverType());
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyReadIsTheLastAcknowledgedWrite(DriverType type) throws Exception {
    try (DriverBench rig = new DriverBench(type, 1, "size", "2m")) {
      new IntegrityLoad(rig, true, 7, 4096).run(3_000, 16);
      assertThat(rig.queue().stale()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void theSameSeedGivesTheSameHistory(DriverType type) throws IOException {
    assertThat(history(type, 1)).isEqualTo(history(type, 1));
  }

  @Test
  void anotherSeedGivesAnotherHistory() throws IOException {
    assertThat(history(new SimSsdDriverType(), 1)).isNotEqualTo(history(new SimSsdDriverType(), 2));
  }

  private static List<Long> history(DriverType type, long seed) throws IOException {
    List<Long> ends = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(17);
    try (DriverBench rig = new DriverBench(type, seed, "data", "0")) {
      for (int i = 0; i < 500; i++) {
        while (rig.queue().taken() >= 16) {
          rig.clock().step();
        }
        Operation operation = random.nextBoolean() ? Operation.READ : Operation.WRITE;
        long sector = random.nextLong(1 << 27) * 8;
        rig.submitBare(
            rig.queue(),
            operation.code(),
            sector,
            8192,
            rq -> ends.add(rig.clock().now() + sector));
      }
    }
    return ends;
  }

  @ParameterizedTest
  @MethodSource("types")
  void aCallbackMaySubmitAgainAndAllRequestsEnd(DriverType type) throws IOException {
    DriverBench rig = new DriverBench(type, 1, "data", "0");
    SteadyLoad load = new SteadyLoad(rig, Operation.READ, 4096, true, 3);
    load.run(8, 1_000);
    assertThat(rig.queue().taken()).isZero();
    assertThat(rig.clock().step()).isFalse();
    rig.close();
    assertThat(rig.clock().timers()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("types")
  void aSpeedChangeBeginsAfterSomeRequestsAndEnds(DriverType type) throws IOException {
    try (DriverBench rig =
        new DriverBench(
            type, 1, "data", "0", "slow_after", "1000", "slow_factor", "10", "slow_for", "20s")) {
      SteadyLoad load = new SteadyLoad(rig, Operation.READ, 4096, true, 3);
      double before = load.run(1, 1_000);
      double slow = load.run(1, 100);
      assertThat(before / slow).isBetween(8.0, 12.0);
      rig.clock().advance(20_000_000_000L);
      double after = load.run(1, 1_000);
      assertThat(after / before).isBetween(0.9, 1.1);
      assertThat(before / load.run(1, 100)).as("counted anew").isBetween(8.0, 12.0);
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void aSpeedChangeAtAnInstantWithoutAnEndIsPermanent(DriverType type) throws IOException {
    try (DriverBench rig =
        new DriverBench(type, 1, "data", "0", "slow_at", "5s", "slow_factor", "3")) {
      SteadyLoad load = new SteadyLoad(rig, Operation.READ, 4096, true, 3);
      double before = load.run(1, 100);
      rig.clock().advance(5_000_000_000L);
      assertThat(before / load.run(1, 300)).isBetween(2.5, 3.5);
      assertThat(before / load.run(1, 300)).isBetween(2.5, 3.5);
    }
  }

  @Test
  void aFlushOfADiskEndsWhenTheCachedWritesAreWritten() throws IOException {
    try (DriverBench rig = new DriverBench(new SimHddDriverType(), 1, "data", "0")) {
      for (int i = 0; i < 20; i++) {
        rig.submitBare(rig.queue(), Operation.WRITE.code(), i * 100_000_000L, 4096, rq -> {});
      }
      rig.clock().advance(5_000_000);
      assertThat(rig.queue().taken()).as("all are in the cache").isZero();
      long start = rig.clock().now();
      rig.io(Operation.FLUSH, 0, 0, null);
      assertThat(rig.clock().now() - start).isGreaterThan(18 * 3_000_000L);
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("cached_writes", 0L);
      start = rig.clock().now();
      rig.io(Operation.FLUSH, 0, 0, null);
      assertThat(rig.clock().now() - start).isLessThan(1_000_000);
    }
  }

  @Test
  void laterWritesOrReadsDoNotDelayAFlushOfADisk() throws IOException {
    try (DriverBench rig = new DriverBench(new SimHddDriverType(), 1, "data", "0")) {
      SplittableRandom random = new SplittableRandom(4);
      for (int i = 0; i < 8; i++) {
        submitAgainAfterEachEnd(rig, i % 2 == 0 ? Operation.WRITE : Operation.READ, random);
      }
      rig.clock().advance(100_000_000);
      boolean[] flushed = {false};
      rig.submitBare(rig.queue(), Operation.FLUSH.code(), 0, 0, rq -> flushed[0] = true);
      long limit = rig.clock().now() + 60_000_000_000L;
      while (!flushed[0] && rig.clock().now() < limit) {
        rig.clock().step();
      }
      assertThat(flushed[0]).isTrue();
    }
  }

  private static void submitAgainAfterEachEnd(
      DriverBench rig, Operation operation, SplittableRandom random) {
    long sector = random.nextLong(1 << 27) * 8;
    rig.submitBare(
        rig.queue(),
        operation.code(),
        sector,
        4096,
        rq -> submitAgainAfterEachEnd(rig, operation, random));
  }

  @Test
  void aForcedWriteTakesLongerThanACachedOne() throws IOException {
    for (DriverType type : types()) {
      try (DriverBench rig = new DriverBench(type, 1)) {
        MemorySegment data = DriverBench.memory(4096);
        long start = rig.clock().now();
        rig.io(Operation.WRITE, 0, 800_000, data);
        long cached = rig.clock().now() - start;
        start = rig.clock().now();
        rig.io(Operation.WRITE, BioFlags.FUA, 1_600_000, data);
        assertThat(rig.clock().now() - start).as(type.name()).isGreaterThan(3 * cached);
      }
    }
  }

  @Test
  void aReadOfCachedSectorsNeedsNoArmMovement() throws IOException {
    try (DriverBench rig = new DriverBench(new SimHddDriverType(), 1)) {
      MemorySegment data = DriverBench.memory(4096);
      data.fill((byte) 8);
      for (int i = 0; i < 50; i++) {
        rig.submit(Operation.WRITE, 0, 1000 + i * 50_000_000L, data, null);
        rig.clock().advance(400_000);
      }
      MemorySegment back = DriverBench.memory(4096);
      long start = rig.clock().now();
      rig.io(Operation.READ, 0, 1000 + 49 * 50_000_000L, back);
      assertThat(rig.clock().now() - start).isLessThan(1_000_000);
      assertThat(back.get(ValueLayout.JAVA_BYTE, 4095)).isEqualTo((byte) 8);
    }
  }

  @Test
  void writesSlowReadsOfASolidStateDrive() throws IOException {
    double alone = readLatencyBesideWrites(0);
    double beside = readLatencyBesideWrites(24);
    assertThat(beside).isGreaterThan(1.2 * alone);
  }

  private static double readLatencyBesideWrites(int writers) throws IOException {
    try (DriverBench rig =
        new DriverBench(new SimSsdDriverType(), 1, "preset", "nvme-dc", "data", "0")) {
      SplittableRandom random = new SplittableRandom(4);
      for (int i = 0; i < writers; i++) {
        submitAgainAfterEachEnd(rig, Operation.WRITE, random);
      }
      SteadyLoad reads = new SteadyLoad(rig, Operation.READ, 4096, true, 8);
      reads.run(4, 20_000);
      return reads.meanLatency();
    }
  }

  @Test
  void garbageCollectionSlowsADriveThatRunsFullAndOnlyRandomWrites() throws IOException {
    String[] full = {"size", "4g", "fill", "100", "slc_size", "0", "data", "0"};
    String[] fresh = {"size", "4g", "fill", "0", "slc_size", "0", "data", "0"};
    double random = megabytes(full, true, 400_000);
    double inOrder = megabytes(full, false, 400_000);
    assertThat(inOrder).isGreaterThan(4 * random);
    assertThat(megabytes(fresh, true, 400_000)).isGreaterThan(4 * random);
    // Random writes of four times the size of the drive, after which the drive is no longer fresh.
    assertThat(megabytes(fresh, true, 4_000_000)).isLessThan(3 * random);
  }

  private static double megabytes(String[] options, boolean isRandom, int ios) throws IOException {
    try (DriverBench rig = new DriverBench(new SimSsdDriverType(), 1, options)) {
      SteadyLoad load = new SteadyLoad(rig, Operation.WRITE, 4096, isRandom, 8);
      return load.run(32, ios) * 4096 / 1e6;
    }
  }

  @Test
  void aFullSlcCacheReducesTheRateToThatOfTheOtherFlash() throws IOException {
    try (DriverBench rig =
        new DriverBench(new SimSsdDriverType(), 1, "slc_size", "1g", "data", "0")) {
      SteadyLoad load = new SteadyLoad(rig, Operation.WRITE, 131_072, false, 8);
      double first = load.run(32, 6_000) * 131_072 / 1e6;
      load.run(32, 4_000);
      double second = load.run(32, 20_000) * 131_072 / 1e6;
      assertThat(first).isBetween(2_800.0, 3_600.0);
      assertThat(second).isBetween(1_450.0, 1_950.0);
    }
  }

  @Test
  void optionsDetermineTheShapesOfTheDrives() throws IOException {
    try (DriverBench rig =
        new DriverBench(
            new SimSsdDriverType(), 1, "size", "1g", "submit_queues", "2", "hw_queue_depth", "9")) {
      assertThat(rig.driver().shape().capacitySectors()).isEqualTo(2 << 20);
      assertThat(rig.driver().shape().hardwareQueues()).isEqualTo(2);
      assertThat(rig.driver().shape().depth()).isEqualTo(9);
      assertThat(rig.driver().shape().has(DriverFeature.ROTATIONAL)).isFalse();
    }
    try (DriverBench rig = new DriverBench(new SimHddDriverType(), 1, "write_cache", "0")) {
      assertThat(rig.driver().shape().features()).containsExactly(DriverFeature.ROTATIONAL);
    }
    for (DriverType type : types()) {
      assertThat(type.isVirtualTime()).isTrue();
      assertThatThrownBy(() -> new DriverBench(type, 1, "preset", "floppy"))
          .isInstanceOf(AttributeException.class)
          .hasMessageContaining("preset: 'floppy' is unknown; expected one of");
    }
    assertThatThrownBy(
            () -> new DriverBench(new SimHddDriverType(), 1, "average_seek_nsec", "90ms"))
        .isInstanceOf(AttributeException.class)
        .hasMessageContaining("average_seek_nsec");
  }

  @Test
  void aRequestPastTheEndIsRefused() throws IOException {
    for (DriverType type : types()) {
      try (DriverBench rig = new DriverBench(type, 1, "size", "1m")) {
        assertThatThrownBy(() -> rig.io(Operation.READ, 0, 2047, DriverBench.memory(1024)))
            .hasMessageContaining(BioStatus.IOERR.name());
      }
    }
  }
}
