package io.elevator.devices.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeException;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.HostTags;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.DriverBio;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryDriveTest {
  @Test
  void writtenSectorsReadBackAndOthersReadAsZeros() throws IOException {
    try (DriverBench rig = new DriverBench(new MemoryDriverType(), 1, "size", "1m")) {
      MemorySegment data = DriverBench.memory(64 << 10);
      data.fill((byte) 7);
      assertThat(rig.io(Operation.WRITE, 0, 9, data)).isEqualTo(BioStatus.OK);
      MemorySegment back = DriverBench.memory(66 << 10);
      back.fill((byte) 1);
      assertThat(rig.io(Operation.READ, 0, 8, back)).isEqualTo(BioStatus.OK);
      for (long at = 0; at < back.byteSize(); at++) {
        int expected = at >= 512 && at < 512 + data.byteSize() ? 7 : 0;
        assertThat(back.get(ValueLayout.JAVA_BYTE, at))
            .as("byte %d", at)
            .isEqualTo((byte) expected);
      }
    }
  }

  @Test
  void mergedBiosOfSeveralSegmentsAreTransferredInOrder() throws IOException {
    try (DriverBench rig = new DriverBench(new MemoryDriverType(), 1, "size", "1m")) {
      MemorySegment[] parts = new MemorySegment[4];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = DriverBench.memory(512);
        parts[i].fill((byte) (i + 1));
      }
      DriverBio second = new DriverBio();
      second.write(512L * 102, new MemorySegment[] {parts[2], parts[3]});
      DriverBio first = new DriverBio();
      first.write(512L * 100, new MemorySegment[] {parts[0], parts[1]});
      rig.submit(rig.queue(), Operation.WRITE.code(), 100, first.next(second), null);
      MemorySegment back = DriverBench.memory(4 * 512);
      rig.io(Operation.READ, 0, 100, back);
      for (int i = 0; i < 4; i++) {
        assertThat(back.get(ValueLayout.JAVA_BYTE, i * 512L)).isEqualTo((byte) (i + 1));
        assertThat(back.get(ValueLayout.JAVA_BYTE, i * 512L + 511)).isEqualTo((byte) (i + 1));
      }
    }
  }

  @Test
  void discardedAndZeroedRangesReadAsZeros() throws IOException {
    for (Operation operation :
        List.of(Operation.DISCARD, Operation.SECURE_ERASE, Operation.WRITE_ZEROES)) {
      try (DriverBench rig = new DriverBench(new MemoryDriverType(), 1, "size", "1m")) {
        MemorySegment data = DriverBench.memory(1 << 20);
        data.fill((byte) 7);
        rig.io(Operation.WRITE, 0, 0, data);
        assertThat(rig.range(operation, 3, 100)).isEqualTo(BioStatus.OK);
        rig.io(Operation.READ, 0, 0, data);
        for (long sector = 0; sector < 2048; sector++) {
          int expected = sector >= 3 && sector < 103 ? 0 : 7;
          assertThat(data.get(ValueLayout.JAVA_BYTE, sector << 9))
              .as("%s sector %d", operation, sector)
              .isEqualTo((byte) expected);
        }
      }
    }
  }

  @Test
  void aDiscardOfSeveralRangesZeroesTheRangeOfEachBio() throws IOException {
    try (DriverBench rig = new DriverBench(new MemoryDriverType(), 1, "size", "1m")) {
      MemorySegment data = DriverBench.memory(1 << 20);
      data.fill((byte) 7);
      rig.io(Operation.WRITE, 0, 0, data);
      DriverBio far = new DriverBio();
      far.discard(512L * 500, 512L * 2);
      DriverBio near = new DriverBio();
      near.discard(512L * 10, 512L * 2);
      rig.submit(rig.queue(), Operation.DISCARD.code(), 10, near.next(far), null);
      rig.io(Operation.READ, 0, 0, data);
      List<Long> zero = new ArrayList<>();
      for (long sector = 0; sector < 2048; sector++) {
        if (data.get(ValueLayout.JAVA_BYTE, sector << 9) == 0) {
          zero.add(sector);
        }
      }
      assertThat(zero).containsExactly(10L, 11L, 500L, 501L);
    }
  }

  @Test
  void requestsEndWithinTheSubmissionOrByTimerAfterCompletionNsec() throws IOException {
    try (DriverBench rig = new DriverBench(new NullDriverType(), 1)) {
      long[] ended = {0};
      rig.submit(Operation.READ, 0, 0, DriverBench.memory(512), rq -> ended[0]++);
      assertThat(ended[0]).isEqualTo(1);
      assertThat(rig.clock().step()).isFalse();
    }
    try (DriverBench rig =
        new DriverBench(new NullDriverType(), 1, "irqmode", "2", "completion_nsec", "70us")) {
      long start = rig.clock().now();
      rig.io(Operation.READ, 0, 0, DriverBench.memory(512));
      assertThat(rig.clock().now() - start).isEqualTo(70_000);
    }
  }

  @Test
  void theNullDriverAcceptsDiscardsUnlessAnOptionForbidsThem() throws IOException {
    try (DriverBench rig = new DriverBench(new NullDriverType(), 1)) {
      assertThat(rig.driver().shape().limits().maxDiscardSectors()).isPositive();
      assertThat(rig.range(Operation.DISCARD, 0, 8)).isEqualTo(BioStatus.OK);
    }
    try (DriverBench rig = new DriverBench(new NullDriverType(), 1, "discard", "0")) {
      assertThat(rig.driver().shape().limits().maxDiscardSectors()).isZero();
    }
  }

  @Test
  void requestsDueTogetherAreCompletedInOneBatchAndClosingRemovesTheTimers() throws IOException {
    DriverBench rig =
        new DriverBench(new NullDriverType(), 1, "irqmode", "2", "submit_queues", "2");
    List<Integer> tags = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rig.submit(Operation.READ, 0, i, DriverBench.memory(512), rq -> tags.add(rq.driverTag()));
    }
    while (rig.clock().step()) {
      // Runs all events of the clock, so that all requests end.
    }
    assertThat(tags).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(rig.queue().batches()).isEqualTo(1);
    assertThat(rig.queue().taken()).isZero();
    rig.close();
    assertThat(rig.clock().timers()).isEmpty();
  }

  @Test
  void theDataRateIsLimited() throws IOException {
    try (DriverBench rig =
        new DriverBench(
            new MemoryDriverType(), 1, "irqmode", "2", "completion_nsec", "0", "mbps", "100")) {
      long start = rig.clock().now();
      for (int i = 0; i < 10; i++) {
        rig.submit(Operation.WRITE, 0, i * 2000L, DriverBench.memory(1_000_448), null);
      }
      while (rig.clock().step()) {
        // Runs all events of the clock, so that all requests end.
      }
      assertThat(rig.clock().now() - start).isEqualTo(10 * 10_004_480L);
    }
  }

  @Test
  void theLongestDiscardUsesNoneOfTheDataRate() throws IOException {
    try (DriverBench rig =
        new DriverBench(new MemoryDriverType(), 1, "size", "8g", "irqmode", "2", "mbps", "100")) {
      long start = rig.clock().now();
      int longest = rig.driver().shape().limits().maxDiscardSectors();
      assertThat(rig.range(Operation.DISCARD, 0, longest)).isEqualTo(BioStatus.OK);
      assertThat(rig.clock().now() - start).isEqualTo(10_000);
    }
  }

  @Test
  void aCallbackMaySubmitAgain() throws IOException {
    try (DriverBench rig =
        new DriverBench(new NullDriverType(), 1, "irqmode", "2", "completion_nsec", "1000")) {
      int[] left = {100};
      MemorySegment data = DriverBench.memory(512);
      long start = rig.clock().now();
      submitAgain(rig, data, left);
      while (rig.clock().step()) {
        // Advances the clock until all requests have ended; each completion submits the next
        // request.
      }
      assertThat(left[0]).isZero();
      assertThat(rig.clock().now() - start).isEqualTo(100_000);
    }
  }

  private static void submitAgain(DriverBench rig, MemorySegment data, int[] left) {
    rig.submit(
        Operation.READ,
        0,
        0,
        data,
        rq -> {
          if (--left[0] > 0) {
            submitAgain(rig, data, left);
          }
        });
  }

  @Test
  void aRequestPastTheEndFails() throws IOException {
    try (DriverBench rig = new DriverBench(new MemoryDriverType(), 1, "size", "64k")) {
      assertThat(rig.driver().shape().capacitySectors()).isEqualTo(128);
      assertThat(rig.io(Operation.READ, 0, 127, DriverBench.memory(1024)))
          .isEqualTo(BioStatus.IOERR);
      assertThat(rig.io(Operation.READ, 0, 127, DriverBench.memory(512))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void aReadOnlyDriveRefusesWrites() throws IOException {
    try (DriverBench rig = new DriverBench(new MemoryDriverType(), 1, "readonly", "1")) {
      assertThat(rig.driver().shape().has(DriverFeature.READ_ONLY)).isTrue();
      assertThat(rig.io(Operation.WRITE, 0, 0, DriverBench.memory(512)))
          .isEqualTo(BioStatus.TARGET);
    }
  }

  @Test
  void optionsDetermineTheShapeOfTheDrive() throws IOException {
    try (DriverBench rig =
        new DriverBench(
            new MemoryDriverType(),
            1,
            "size",
            "1000000",
            "blocksize",
            "4096",
            "submit_queues",
            "3",
            "hw_queue_depth",
            "7",
            "volatile_cache",
            "1",
            "fua",
            "0",
            "discard",
            "0")) {
      var shape = rig.driver().shape();
      assertThat(shape.capacitySectors()).isEqualTo(1_000_000 / 4096 * 8);
      assertThat(shape.limits().logicalBlockSize()).isEqualTo(4096);
      assertThat(shape.limits().maxDiscardSectors()).isZero();
      assertThat(shape.hardwareQueues()).isEqualTo(3);
      assertThat(shape.depth()).isEqualTo(7);
      assertThat(shape.features()).containsExactly(DriverFeature.VOLATILE_CACHE);
    }
  }

  @Test
  void anInvalidOptionIsRefusedWithItsNameInTheMessage() {
    assertRefused("irqmode: '1'", "irqmode", "1");
    assertRefused("completion_nsec: needs irqmode=2", "completion_nsec", "5");
    assertRefused("mbps: needs irqmode=2", "mbps", "5");
    assertRefused("blocksize: 600", "blocksize", "600");
    assertRefused("hw_queue_depth: '0'", "hw_queue_depth", "0");
    assertRefused("size: 'big'", "size", "big");
    assertRefused("discard: 'maybe'", "discard", "maybe");
  }

  private static void assertRefused(String message, String... options) {
    assertThatThrownBy(() -> new DriverBench(new MemoryDriverType(), 1, options))
        .isInstanceOf(AttributeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void hardwareQueuesMayShareTheirTags() throws IOException {
    try (DriverBench own = new DriverBench(new NullDriverType(), 1);
        DriverBench shared = new DriverBench(new NullDriverType(), 1, "shared_tag_bitmap", "1")) {
      assertThat(own.driver().shape().has(DriverFeature.ONE_TAG_SPACE)).isFalse();
      assertThat(shared.driver().shape().has(DriverFeature.ONE_TAG_SPACE)).isTrue();
    }
  }

  @Test
  void drivesOfOneHostReturnTheSameHostTags() throws IOException {
    var type = new MemoryDriverType();
    DriverBench alone = new DriverBench(type, 1);
    DriverBench one = new DriverBench(type, 1, "shared_tags", "a");
    // A fault drive around a memory drive returns the shared tags of the memory drive.
    DriverBench two = new DriverBench(type, 1, "shared_tags", "a", "faults", "busy nth=100");
    DriverBench other = new DriverBench(type, 1, "shared_tags", "b");
    HostTags tags = one.driver().hostTags();
    assertThat(alone.driver().hostTags()).isNull();
    assertThat(tags).isNotNull();
    assertThat(two.driver().hostTags()).isSameAs(tags);
    assertThat(other.driver().hostTags()).isNotNull().isNotSameAs(tags);
    one.close();
    one.driver().close();
    try (DriverBench third = new DriverBench(type, 1, "shared_tags", "a")) {
      assertThat(third.driver().hostTags()).as("one drive is open").isSameAs(tags);
    }
    two.close();
    try (DriverBench fourth = new DriverBench(type, 1, "shared_tags", "a")) {
      assertThat(fourth.driver().hostTags()).as("all were closed").isNotSameAs(tags);
    }
    alone.close();
    other.close();
  }

  @Test
  void aDriveThatFailedToOpenDoesNotStayInItsHost() throws IOException {
    var type = new NullDriverType();
    HostTags first;
    try (DriverBench rig = new DriverBench(type, 1, "shared_tags", "a")) {
      first = rig.driver().hostTags();
      assertThatExceptionOfType(AttributeException.class)
          .isThrownBy(
              () -> new DriverBench(type, 1, "shared_tags", "a", "faults", "powercut nth=1"));
    }
    try (DriverBench rig = new DriverBench(type, 1, "shared_tags", "a")) {
      assertThat(rig.driver().hostTags()).isNotSameAs(first);
    }
  }
}
