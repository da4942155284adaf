package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.IoPriority;
import io.elevator.api.Plug;
import io.elevator.api.QueueLimits;
import io.elevator.api.Task;
import io.elevator.spi.driver.DriverFeature;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a bio between its submission and its request. */
class SubmissionRulesTest {
  private final List<BioStatus> ended = new ArrayList<>();

  private static Bio asynchronous(QueueWorld world, long sector) {
    return world.bio().write(512L * sector, world.memory, 0, 8L * QueueWorld.SECTOR);
  }

  /** 2.1, 7: where nothing is cached nothing is flushed, and what is to be durable is plain. */
  @ParameterizedTest
  @ValueSource(ints = {BioFlags.PREFLUSH, BioFlags.FUA, BioFlags.PREFLUSH | BioFlags.FUA})
  void withoutACacheAFlushTypeBioIsAPlainOne(int flags) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      queue.admin().stop(0);
      queue.submit(world.write(0, 8).flags(flags));
      queue.submit(world.write(8, 8).flags(flags));
      queue.admin().start(0);
      assertThat(driver.heldNames()).as("they merge").containsExactly("WRITE 0+16");
      assertThat(driver.held.getFirst().opAndFlags() & (BioFlags.PREFLUSH | BioFlags.FUA)).isZero();
      driver.completeAll();
      assertThat(driver.history).hasSize(1);
    }
  }

  /**
   * 3.4: each piece is the bio's in all but its place, and what is in front merges with nothing.
   */
  @Test
  void theFrontPieceOfASplitBioIsNotMerged() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8).limits(QueueLimits.builder().maxSectors(16).build());
      BlockQueue queue = world.queue(driver);
      int priority = IoPriority.bestEffort(2).value();
      queue.admin().stop(0);
      queue.submit(world.read(8, 24).flags(BioFlags.META).priority(priority));
      queue.submit(world.read(0, 8).flags(BioFlags.META).priority(priority));
      queue.submit(world.read(32, 8).flags(BioFlags.META).priority(priority));
      queue.admin().start(0);
      assertThat(driver.heldNames())
          .as("the rest takes one, the front piece none")
          .containsExactly("READ 8+16", "READ 24+16", "READ 0+8");
      for (HeldDriver.Given each : driver.held) {
        assertThat(each.rq().priority()).isEqualTo(priority);
        assertThat(each.opAndFlags() & BioFlags.META).isNotZero();
      }
      assertThat(driver.held.getFirst().opAndFlags() & BioFlags.NOMERGE).isNotZero();
      driver.completeAll();
    }
  }

  /** 4: what a plug holds keeps a freeze from ending, so whoever waits for its end flushes it. */
  @Test
  void waitingAtTheEntranceFlushesThePlug() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).inline();
      BlockQueue queue = world.queue(driver);
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(0, 8).onEnd(b -> ended.add(b.status())), plug);
        queue.admin().startFreeze();
        assertThat(queue.entrance().isFrozen()).isFalse();
        queue.submit(world.read(1000, 8).onEnd(b -> ended.add(b.status())), plug);
        assertThat(plug.size()).isZero();
        assertThat(ended).containsExactly(BioStatus.OK);
        assertThat(queue.entrance().isFrozen()).isTrue();
        queue.admin().unfreeze();
      }
      assertThat(ended).containsExactly(BioStatus.OK, BioStatus.OK);
    }
  }

  /**
   * 2.4: whoever does not wait goes behind what is queued, whoever waits does so with one queue.
   */
  @ParameterizedTest
  @CsvSource({"1, true, false", "1, false, false", "2, true, true", "2, false, false"})
  void whoGoesToABusyDriverAtOnce(int hardwareQueues, boolean sync, boolean direct) {
    try (var world = QueueWorld.virtual().stripes(2)) {
      var driver = new HeldDriver(16).hardwareQueues(hardwareQueues);
      BlockQueue queue = world.queue(driver);
      driver.answer = rq -> BioStatus.RESOURCE;
      queue.submit(world.read(0, 8));
      driver.answer = rq -> BioStatus.OK;
      queue.submit(sync ? world.write(1000, 8) : asynchronous(world, 1000));
      assertThat(driver.heldNames().getFirst()).isEqualTo(direct ? "WRITE 1000+8" : "READ 0+8");
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      driver.completeAll();
      assertThat(driver.history).hasSize(2);
    }
  }

  /** 6.3: who finds no tag runs the queue, which may have something to do by now. */
  @Test
  void whoFindsNoTagRunsTheQueue() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      var type = new RecordingElevatorType();
      BlockQueue queue = world.queue(driver, type);
      type.queue = queue;
      queue.admin().setAttribute("nr_requests", "4");
      type.withholding = true;
      for (int i = 0; i < 4; i++) {
        queue.submit(world.read(i * 100L, 8));
      }
      type.withholding = false;
      assertThat(driver.held).isEmpty();
      queue.submit(world.read(1000, 8));
      assertThat(driver.held).hasSize(4);
      driver.completeAll();
      assertThat(driver.history).hasSize(5);
    }
  }

  /** A task's bios that wait for a runner join each other only if an elevator would let them. */
  @Test
  void whatIsLeftToTheRunnerJoinsWhatIsAlike() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver, new RecordingElevatorType());
      Task other = world.newTask("other", 0);
      CoreHardwareQueue hctx = queue.hardwareQueues()[0];
      assertThat(hctx.runWord().acquire(null)).isTrue();
      queue.submit(asynchronous(world, 0));
      queue.submit(asynchronous(world, 8));
      assertThat(hctx.software().size()).as("alike").isEqualTo(1);
      queue.submit(world.write(16, 8));
      assertThat(hctx.software().size()).as("one that somebody waits for").isEqualTo(2);
      queue.submit(world.write(24, 8).task(other));
      assertThat(hctx.software().size()).as("another task's").isEqualTo(3);
      boolean ignored = hctx.runWord().release();
      hctx.runWord().release();
      queue.runAll();
      world.runAllButTimeouts();
      driver.completeAll();
      other.exit();
    }
  }

  /** 2.1, 9: commands of the driver's own do not come this way. */
  @Test
  void commandsAreNotSubmitted() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver);
      var memory = world.memory.asSlice(0, 512);
      assertThat(queue.submitAndWait(world.bio().driverIn(memory))).isEqualTo(BioStatus.NOTSUPP);
      assertThat(queue.submitAndWait(world.bio().driverOut(memory))).isEqualTo(BioStatus.NOTSUPP);
      assertThat(driver.history).isEmpty();
    }
  }

  @Test
  void aReadIntoReadOnlyMemoryIsRefusedAndAWriteFromItIsNot() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).inline();
      BlockQueue queue = world.queue(driver);
      MemorySegment readOnly = world.memory.asSlice(0, 4096).asReadOnly();
      MemorySegment[] half = {world.memory.asSlice(4096, 4096), readOnly};
      Bio bio = world.bio();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.submit(bio.read(0, readOnly)))
          .withMessage(
              "the bio READ of 4096 bytes at 0 reads into read-only memory; expected memory that"
                  + " can be written");
      assertThatIllegalArgumentException().isThrownBy(() -> queue.submit(bio.read(0, half)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.submitAndWait(bio.read(0, readOnly)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.execute(bio.driverIn(readOnly), false));
      assertThat(driver.history).isEmpty();
      assertThat(queue.submitAndWait(bio.write(0, readOnly))).isEqualTo(BioStatus.OK);
      assertThat(queue.submitAndWait(bio.write(0, half))).isEqualTo(BioStatus.OK);
      assertThat(queue.submitAndWait(bio.read(0, half[0]))).isEqualTo(BioStatus.OK);
      assertThat(queue.submitAndWait(bio.discard(0, 512L * 8))).isEqualTo(BioStatus.NOTSUPP);
    }
  }

  /** 292 years from now lies beyond the clock: the limit must not wrap round to the past. */
  @Test
  void aBioWithAHugeTimeLimitWaits() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      world.pass(1_000_000);
      queue.submit(world.read(0, 8).onEnd(b -> ended.add(b.status())));
      queue.submit(
          world
              .read(1000, 8)
              .timeLimit(Duration.ofSeconds(Long.MAX_VALUE))
              .onEnd(b -> ended.add(b.status())));
      world.pass(1_000_000_000);
      assertThat(ended).isEmpty();
      driver.completeAll();
      assertThat(ended).containsExactly(BioStatus.OK, BioStatus.OK);
    }
  }
}
