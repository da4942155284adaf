package io.elevator.devices.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeException;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.rig.Rig;
import io.elevator.devices.rig.RigBio;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.HostTags;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryDriveTest {
  @Test
  void readsWhatWasWrittenAndZeroesElsewhere() throws IOException {
    try (Rig rig = new Rig(new MemoryDriverType(), 1, "size", "1m")) {
      MemorySegment data = Rig.memory(64 << 10);
      data.fill((byte) 7);
      assertThat(rig.io(Operation.WRITE, 0, 9, data)).isEqualTo(BioStatus.OK);
      MemorySegment back = Rig.memory(66 << 10);
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
  void movesMergedBiosOfSeveralSegmentsInOrder() throws IOException {
    try (Rig rig = new Rig(new MemoryDriverType(), 1, "size", "1m")) {
      MemorySegment[] parts = new MemorySegment[4];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = Rig.memory(512);
        parts[i].fill((byte) (i + 1));
      }
      RigBio second = new RigBio();
      second.write(102, new MemorySegment[] {parts[2], parts[3]});
      RigBio first = new RigBio();
      first.write(100, new MemorySegment[] {parts[0], parts[1]});
      rig.submit(rig.queue(), Operation.WRITE.code(), 100, first.next(second), null);
      MemorySegment back = Rig.memory(4 * 512);
      rig.io(Operation.READ, 0, 100, back);
      for (int i = 0; i < 4; i++) {
        assertThat(back.get(ValueLayout.JAVA_BYTE, i * 512L)).isEqualTo((byte) (i + 1));
        assertThat(back.get(ValueLayout.JAVA_BYTE, i * 512L + 511)).isEqualTo((byte) (i + 1));
      }
    }
  }

  @Test
  void discardAndWriteZeroesMakeZeroes() throws IOException {
    for (Operation operation :
        List.of(Operation.DISCARD, Operation.SECURE_ERASE, Operation.WRITE_ZEROES)) {
      try (Rig rig = new Rig(new MemoryDriverType(), 1, "size", "1m")) {
        MemorySegment data = Rig.memory(1 << 20);
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
  void aDiscardOfSeveralRangesTouchesEachBiosOwn() throws IOException {
    try (Rig rig = new Rig(new MemoryDriverType(), 1, "size", "1m")) {
      MemorySegment data = Rig.memory(1 << 20);
      data.fill((byte) 7);
      rig.io(Operation.WRITE, 0, 0, data);
      RigBio far = new RigBio();
      far.discard(500, 2);
      RigBio near = new RigBio();
      near.discard(10, 2);
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
  void endsInsideTheCallWithoutATimerAndAfterCompletionNsecWithOne() throws IOException {
    try (Rig rig = new Rig(new NullDriverType(), 1)) {
      long[] ended = {0};
      rig.submit(Operation.READ, 0, 0, Rig.memory(512), rq -> ended[0]++);
      assertThat(ended[0]).isEqualTo(1);
      assertThat(rig.loop().step()).isFalse();
    }
    try (Rig rig = new Rig(new NullDriverType(), 1, "irqmode", "2", "completion_nsec", "70us")) {
      long start = rig.loop().now();
      rig.io(Operation.READ, 0, 0, Rig.memory(512));
      assertThat(rig.loop().now() - start).isEqualTo(70_000);
    }
  }

  @Test
  void nullTakesDiscardsUnlessItIsToldNotTo() throws IOException {
    try (Rig rig = new Rig(new NullDriverType(), 1)) {
      assertThat(rig.driver().shape().limits().maxDiscardSectors()).isPositive();
      assertThat(rig.range(Operation.DISCARD, 0, 8)).isEqualTo(BioStatus.OK);
    }
    try (Rig rig = new Rig(new NullDriverType(), 1, "discard", "0")) {
      assertThat(rig.driver().shape().limits().maxDiscardSectors()).isZero();
    }
  }

  @Test
  void requestsDueTogetherComeInOneBatchAndTimersAreGivenBack() throws IOException {
    Rig rig = new Rig(new NullDriverType(), 1, "irqmode", "2", "submit_queues", "2");
    List<Integer> tags = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rig.submit(Operation.READ, 0, i, Rig.memory(512), rq -> tags.add(rq.driverTag()));
    }
    while (rig.loop().step()) {
      // All of it.
    }
    assertThat(tags).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(rig.queue().batches()).isEqualTo(1);
    assertThat(rig.queue().taken()).isZero();
    rig.close();
    assertThat(rig.loop().openTimers()).isZero();
  }

  @Test
  void theDataRateIsLimited() throws IOException {
    try (Rig rig =
        new Rig(new MemoryDriverType(), 1, "irqmode", "2", "completion_nsec", "0", "mbps", "100")) {
      long start = rig.loop().now();
      for (int i = 0; i < 10; i++) {
        rig.submit(Operation.WRITE, 0, i * 2000L, Rig.memory(1_000_448), null);
      }
      while (rig.loop().step()) {
        // All of it.
      }
      assertThat(rig.loop().now() - start).isEqualTo(10 * 10_004_480L);
    }
  }

  @Test
  void aDiscardOfTheLongestKindTakesNoShareOfTheDataRate() throws IOException {
    try (Rig rig =
        new Rig(new MemoryDriverType(), 1, "size", "8g", "irqmode", "2", "mbps", "100")) {
      long start = rig.loop().now();
      int longest = rig.driver().shape().limits().maxDiscardSectors();
      assertThat(rig.range(Operation.DISCARD, 0, longest)).isEqualTo(BioStatus.OK);
      assertThat(rig.loop().now() - start).isEqualTo(10_000);
    }
  }

  @Test
  void aCallbackMaySubmitAgain() throws IOException {
    try (Rig rig = new Rig(new NullDriverType(), 1, "irqmode", "2", "completion_nsec", "1000")) {
      int[] left = {100};
      MemorySegment data = Rig.memory(512);
      long start = rig.loop().now();
      submitAgain(rig, data, left);
      while (rig.loop().step()) {
        // Each completion submits the next.
      }
      assertThat(left[0]).isZero();
      assertThat(rig.loop().now() - start).isEqualTo(100_000);
    }
  }

  private static void submitAgain(Rig rig, MemorySegment data, int[] left) {
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
    try (Rig rig = new Rig(new MemoryDriverType(), 1, "size", "64k")) {
      assertThat(rig.driver().shape().capacitySectors()).isEqualTo(128);
      assertThat(rig.io(Operation.READ, 0, 127, Rig.memory(1024))).isEqualTo(BioStatus.IOERR);
      assertThat(rig.io(Operation.READ, 0, 127, Rig.memory(512))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void aReadOnlyDriveRefusesWrites() throws IOException {
    try (Rig rig = new Rig(new MemoryDriverType(), 1, "readonly", "1")) {
      assertThat(rig.driver().shape().has(DriverFeature.READ_ONLY)).isTrue();
      assertThat(rig.io(Operation.WRITE, 0, 0, Rig.memory(512))).isEqualTo(BioStatus.TARGET);
    }
  }

  @Test
  void optionsShapeTheDrive() throws IOException {
    try (Rig rig =
        new Rig(
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
  void optionsThatDoNotFitAreNamed() {
    assertRefused("irqmode: '1'", "irqmode", "1");
    assertRefused("completion_nsec: needs irqmode=2", "completion_nsec", "5");
    assertRefused("mbps: needs irqmode=2", "mbps", "5");
    assertRefused("blocksize: 600", "blocksize", "600");
    assertRefused("hw_queue_depth: '0'", "hw_queue_depth", "0");
    assertRefused("size: 'big'", "size", "big");
    assertRefused("discard: 'maybe'", "discard", "maybe");
  }

  private static void assertRefused(String message, String... options) {
    assertThatThrownBy(() -> new Rig(new MemoryDriverType(), 1, options))
        .isInstanceOf(AttributeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void hardwareQueuesMayShareOneSpaceOfTags() throws IOException {
    try (Rig own = new Rig(new NullDriverType(), 1);
        Rig shared = new Rig(new NullDriverType(), 1, "shared_tag_bitmap", "1")) {
      assertThat(own.driver().shape().has(DriverFeature.ONE_TAG_SPACE)).isFalse();
      assertThat(shared.driver().shape().has(DriverFeature.ONE_TAG_SPACE)).isTrue();
    }
  }

  @Test
  void drivesOfAHostAnswerItsTags() throws IOException {
    var type = new MemoryDriverType();
    Rig alone = new Rig(type, 1);
    Rig one = new Rig(type, 1, "shared_tags", "a");
    // With faults around it, too.
    Rig two = new Rig(type, 1, "shared_tags", "a", "faults", "busy nth=100");
    Rig other = new Rig(type, 1, "shared_tags", "b");
    HostTags tags = one.driver().hostTags();
    assertThat(alone.driver().hostTags()).isNull();
    assertThat(tags).isNotNull();
    assertThat(two.driver().hostTags()).isSameAs(tags);
    assertThat(other.driver().hostTags()).isNotNull().isNotSameAs(tags);
    one.close();
    one.driver().close();
    try (Rig third = new Rig(type, 1, "shared_tags", "a")) {
      assertThat(third.driver().hostTags()).as("one drive is open").isSameAs(tags);
    }
    two.close();
    try (Rig fourth = new Rig(type, 1, "shared_tags", "a")) {
      assertThat(fourth.driver().hostTags()).as("all were closed").isNotSameAs(tags);
    }
    alone.close();
    other.close();
  }

  @Test
  void aDriveThatCannotBeOpenedIsNotOfItsHost() throws IOException {
    var type = new NullDriverType();
    HostTags first;
    try (Rig rig = new Rig(type, 1, "shared_tags", "a")) {
      first = rig.driver().hostTags();
      assertThatExceptionOfType(AttributeException.class)
          .isThrownBy(() -> new Rig(type, 1, "shared_tags", "a", "faults", "powercut nth=1"));
    }
    try (Rig rig = new Rig(type, 1, "shared_tags", "a")) {
      assertThat(rig.driver().hostTags()).isNotSameAs(first);
    }
  }
}
