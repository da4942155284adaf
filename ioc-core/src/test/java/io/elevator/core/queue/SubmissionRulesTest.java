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
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.spi.driver.DriverFeature;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a bio between its submission and the allocation of its request. */
class SubmissionRulesTest {
  private final List<BioStatus> ended = new ArrayList<>();

  private static Bio asynchronous(QueueWorld world, long sector) {
    return world.bio().write(512L * sector, world.memory, 0, 8L * QueueWorld.SECTOR);
  }

  /**
   * If the device has no volatile cache, no flush is issued and a durable write is an ordinary
   * write.
   */
  @ParameterizedTest
  @ValueSource(ints = {BioFlags.PREFLUSH, BioFlags.FUA, BioFlags.PREFLUSH | BioFlags.FUA})
  void flushTypeBioIsOrdinaryIfTheDeviceHasNoCache(int flags) {
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
   * Each piece of a split bio has all properties of the bio except the position, and the front
   * piece merges with no other bio.
   */
  @Test
  void frontPieceOfASplitBioIsNotMerged() {
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

  /**
   * Requests in a plug keep a freeze from finishing, so a thread that waits for the end of a freeze
   * first flushes its plug.
   */
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
   * A bio submitted asynchronously goes behind the queued requests. So does a synchronous bio if
   * there is one hardware queue; with several it is issued to the busy driver at once.
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

  /**
   * A submitter that finds no free tag runs the hardware queue, because completions may have made
   * work for it meanwhile.
   */
  @Test
  void submitterThatFindsNoTagRunsTheQueue() {
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

  /**
   * Bios that one task leaves to the runner are merged with each other only if an elevator would
   * allow it.
   */
  @Test
  void stagedBiosMergeOnlyIfAnElevatorWouldAllowIt() {
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

  /** Driver-specific commands cannot be submitted as bios. */
  @Test
  void commandsCannotBeSubmitted() {
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
  void readIntoReadOnlyMemoryIsRefusedAndWriteFromItIsAccepted() {
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

  /**
   * A limit of 292 years from now exceeds the range of the clock and must not wrap round into the
   * past.
   */
  @Test
  void bioWithAHugeTimeLimitWaits() {
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
