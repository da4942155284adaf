package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.LinuxFormat;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that a drive completes in parts, and driver-specific commands. */
class PartsAndCommandsTest {
  private final List<String> ended = new ArrayList<>();

  private Bio recordEnd(Bio bio) {
    return bio.onEnd(
        done -> ended.add(done.offset() / 512 + "+" + done.sectors() + " " + done.status()));
  }

  private static HeldDriver.Given onlyRequest(HeldDriver driver) {
    assertThat(driver.held).hasSize(1);
    return driver.held.getFirst();
  }

  /**
   * Submits three bios of 8 sectors that merge into one request, and returns that request, which
   * the drive keeps.
   */
  private HeldDriver.Given submitMerged(QueueWorld world, BlockQueue queue, HeldDriver driver) {
    try (var plug = world.plugs.open()) {
      for (int i = 0; i < 3; i++) {
        queue.submit(recordEnd(world.read(i * 8L, 8)), plug);
      }
    }
    world.virtualTime().runDeferred();
    HeldDriver.Given given = onlyRequest(driver);
    assertThat(given.sectors()).isEqualTo(24);
    return given;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void biosEndWhenTheDriveHasCompletedTheirPart(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue =
          elevator ? world.queue(driver, new RecordingElevatorType()) : world.queue(driver);
      HeldDriver.Given given = submitMerged(world, queue, driver);
      DriverQueue hctx = given.hctx();
      DriverRequest rq = given.rq();
      long data = rq.firstBio().segment(0).address() + rq.firstBio().segmentOffset(0);

      hctx.completePart(given.cookie(), 512L * 12, BioStatus.OK);
      assertThat(ended).containsExactly("0+8 OK");
      assertThat(rq.offset() / 512).isEqualTo(12);
      assertThat(rq.sectors()).isEqualTo(12);
      assertThat(rq.firstBio().offset() / 512).isEqualTo(12);
      assertThat(rq.firstBio().segment(0).address() + rq.firstBio().segmentOffset(0))
          .as("the data goes on where the drive has come to")
          .isEqualTo(data + 4 * QueueWorld.SECTOR);
      assertThat(hctx.started(given.cookie())).isNotNull();

      hctx.completePart(given.cookie(), 512L * 4, BioStatus.OK);
      assertThat(ended).containsExactly("0+8 OK", "8+8 OK");
      hctx.complete(given.cookie(), BioStatus.MEDIUM);
      assertThat(ended).containsExactly("0+8 OK", "8+8 OK", "16+8 MEDIUM");
      assertThat(LinuxFormat.stat(queue.metrics().disk()).trim().split(" +", -1)[2])
          .as("sectors read")
          .isEqualTo("24");
      driver.held.clear();
    }
  }

  @Test
  void errorOfAPartFailsEveryBioInIt() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      HeldDriver.Given given = submitMerged(world, queue, driver);
      given.hctx().completePart(given.cookie(), 512L * 12, BioStatus.MEDIUM);
      assertThat(ended).containsExactly("0+8 MEDIUM");
      given.hctx().complete(given.cookie(), BioStatus.OK);
      assertThat(ended).containsExactly("0+8 MEDIUM", "8+8 MEDIUM", "16+8 OK");
      driver.held.clear();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void restOfARequestCanBeRequeuedAndBelongToASplitBio(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver =
          new HeldDriver(4)
              .limits(
                  io.elevator.api.QueueLimits.builder().maxHwSectors(16).maxSectors(16).build());
      BlockQueue queue =
          elevator ? world.queue(driver, new RecordingElevatorType()) : world.queue(driver);
      queue.submit(recordEnd(world.read(0, 32)));
      world.virtualTime().runDeferred();
      assertThat(driver.held).hasSize(2);
      HeldDriver.Given front = driver.held.removeFirst();
      front.hctx().completePart(front.cookie(), 512L * 4, BioStatus.OK);
      front.hctx().requeue(front.cookie(), true);
      world.runAllButTimeouts();
      HeldDriver.Given again = driver.held.getLast();
      assertThat(again.sector()).isEqualTo(4);
      assertThat(again.sectors()).isEqualTo(12);
      HeldDriver.Given rest = driver.held.getFirst();
      rest.hctx().completePart(rest.cookie(), 512L * 1, BioStatus.TIMEOUT);
      driver.completeAll();
      assertThat(ended).containsExactly("0+32 TIMEOUT");
    }
  }

  @Test
  void partThatCoversTheWholeRequestEndsIt() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      HeldDriver.Given given = submitMerged(world, queue, driver);
      assertThatThrownBy(() -> given.hctx().completePart(given.cookie(), 0, BioStatus.OK))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("part of 0 bytes");
      given.hctx().completePart(given.cookie(), 512L * 100, BioStatus.OK);
      assertThat(ended).containsExactly("0+8 OK", "8+8 OK", "16+8 OK");
      given.hctx().completePart(given.cookie(), 512L * 4, BioStatus.OK);
      world.expectErrors("names no I/O in flight");
      driver.held.clear();
    }
  }

  /**
   * A driver-specific command bypasses an elevator that withholds its requests, and calls none of
   * its hooks.
   */
  @Test
  void commandsBypassTheElevator() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      var type = new RecordingElevatorType();
      BlockQueue queue = world.queue(driver, type);
      queue.admin().stop(0);
      queue.submit(recordEnd(world.read(100, 8)));
      queue.execute(command(world, 8), false);
      queue.execute(command(world, 16), true);
      assertThat(driver.held).isEmpty();
      queue.admin().start(0);
      world.virtualTime().runDeferred();
      assertThat(driver.held)
          .extracting(HeldDriver.Given::sectors)
          .as("at head, at tail, then the elevator's")
          .containsExactly(16, 8, 8);
      driver.completeAll();
      assertThat(ended).containsExactly("0+16 OK", "0+8 OK", "100+8 OK");
      assertThat(LinuxFormat.stat(queue.metrics().disk()).trim().split(" +", -1)[0])
          .as("reads counted")
          .isEqualTo("1");
    }
  }

  private Bio command(QueueWorld world, int sectors) {
    MemorySegment data = world.memory.asSlice(0, (long) sectors * QueueWorld.SECTOR);
    return recordEnd(world.bio().driverIn(data));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void commandsWaitForTagsAndAreRequeuedLikeRequests(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue =
          elevator ? world.queue(driver, new RecordingElevatorType()) : world.queue(driver);
      for (int i = 0; i < 6; i++) {
        queue.execute(command(world, 8), false);
      }
      world.virtualTime().runDeferred();
      HeldDriver.Given first = driver.held.removeFirst();
      first.hctx().requeue(first.cookie(), true);
      world.runAllButTimeouts();
      assertThat(driver.held).hasSize(1);
      while (!driver.held.isEmpty()) {
        driver.completeFirst();
        world.virtualTime().runDeferred();
      }
      assertThat(ended).hasSize(6).containsOnly("0+8 OK");
    }
  }

  /**
   * A request in which the driver keeps state is given back. The elevator gets the requeue call,
   * but is not asked to dispatch that request again.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requeuedRequestWithDriverStateBypassesTheElevator(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      var type = new RecordingElevatorType();
      BlockQueue queue = elevator ? world.queue(driver, type) : world.queue(driver);
      queue.submit(recordEnd(world.read(0, 8)));
      queue.admin().stop(0);
      queue.submit(recordEnd(world.read(100, 8)));
      HeldDriver.Given given = driver.held.removeFirst();
      given.hctx().requeuePrepared(given.cookie(), false);
      assertThat(queue.requeues().size()).isEqualTo(1);
      queue.admin().kickRequeue();
      world.virtualTime().runDeferred();
      assertThat(queue.hardwareQueues()[0].dispatchSize()).isEqualTo(1);
      queue.submit(recordEnd(world.read(8, 8)));
      queue.admin().start(0);
      assertThat(driver.heldNames()).startsWith("READ 0+8").hasSize(3);
      driver.completeAll();
      assertThat(ended).hasSize(3);
      assertThat(type.violations).isEmpty();
      if (elevator) {
        assertThat(type.requeued.get()).isEqualTo(1);
        assertThat(type.inserted.get()).as("each once").isEqualTo(3);
        assertThat(type.finished.get()).isEqualTo(3);
      }
      // The mark that the driver keeps state applies to one requeue only.
      queue.submit(recordEnd(world.read(0, 8)));
      HeldDriver.Given again = driver.held.removeFirst();
      again.hctx().requeue(again.cookie(), true);
      world.virtualTime().runDeferred();
      driver.completeAll();
      assertThat(ended).hasSize(4);
    }
  }

  @Test
  void commandsAreNotMergedOrPluggedAndOnlyExecuteAcceptsThem() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      try (var plug = world.plugs.open()) {
        queue.submit(recordEnd(world.read(0, 8)), plug);
        queue.execute(command(world, 8).flags(BioFlags.SYNC), false);
        assertThat(driver.held).hasSize(1);
      }
      driver.completeAll();
      assertThat(ended).containsExactly("0+8 OK", "0+8 OK");
      ended.clear();
      assertThatThrownBy(() -> queue.execute(world.read(0, 8), false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected Bio.driverIn");
      assertThatThrownBy(() -> queue.execute(command(world, 512), false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("512 sectors");
      queue.submit(command(world, 8));
      assertThat(ended).as("only execute takes it").containsExactly("0+8 NOTSUPP");
    }
  }
}
