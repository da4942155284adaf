package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.LinuxFormat;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.spi.driver.DriverFeature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookContractTest {
  private final RecordingElevatorType type = new RecordingElevatorType();

  private BlockQueue queue(QueueWorld world, HeldDriver driver) {
    world.with(type);
    BlockQueue queue = world.queue(driver);
    type.queue = queue;
    queue.admin().switchElevator("recording");
    return queue;
  }

  private void assertBalanced() {
    assertThat(type.violations).isEmpty();
    assertThat(type.finished.get()).as("finish").isEqualTo(type.prepared.get());
    assertThat(type.inserted.get())
        .as("inserts")
        .isEqualTo(type.dispatched.get() + type.absorbedCount.get());
    assertThat(type.exited.get()).as("exit").isEqualTo(type.attached.get());
    assertThat(type.icqExits.get()).as("icqs").isEqualTo(type.icqs.get());
  }

  @Test
  void ordinaryRequestGetsItsHooksInOrder() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2);
      BlockQueue queue = queue(world, driver);
      for (int i = 0; i < 20; i++) {
        queue.submit(world.read(i * 100L, 8));
      }
      driver.completeAll();
      assertThat(type.completedCount.get()).isEqualTo(20);
    }
    assertBalanced();
  }

  @Test
  void dispatchedRequestMergesWithNothingUntilItIsRequeued() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.submit(world.read(0, 8));
      queue.admin().stop(0);
      HeldDriver.Given given = driver.held.removeFirst();
      var rq = (QueueRequest) given.rq();
      assertThat(rq.isMergeable()).as("in the driver").isFalse();
      given.hctx().requeue(given.cookie(), false);
      assertThat(rq.isMergeable()).as("on the requeue list").isFalse();
      given.hctx().kickRequeue();
      world.virtualTime().runDeferred();
      assertThat(rq.place).isEqualTo(Place.ELEVATOR);
      assertThat(rq.isMergeable()).as("in the elevator again, which never marked it").isTrue();
      queue.admin().start(0);
      assertThat(rq.isMergeable()).as("handed out again").isFalse();
      driver.completeAll();
    }
  }

  @Test
  void hookThatSubmitsIsRefusedInCheckedMode() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2);
      BlockQueue queue = queue(world, driver);
      type.inCompleted = () -> queue.submit(world.read(8, 8));
      queue.submit(world.read(0, 8));
      driver.completeAll();
      world.expectErrors("SUBMIT is not allowed");
      type.inCompleted = () -> {};
    }
    assertBalanced();
  }

  @Test
  void bioBetweenTwoRequestsMergesAllThree() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = queue(world, driver);
      queue.admin().setAttribute("nr_requests", "8");
      List<Long> ended = new ArrayList<>();
      queue.submit(world.read(1000, 8));
      // The driver has no free tag, so this request leaves the elevator and waits in the dispatch
      // list.
      queue.submit(world.read(2000, 8));
      queue.submit(world.read(0, 8).onEnd(b -> ended.add(b.offset() / 512)));
      queue.submit(world.read(16, 8).onEnd(b -> ended.add(b.offset() / 512)));
      queue.submit(world.read(8, 8).onEnd(b -> ended.add(b.offset() / 512)));
      driver.completeAll();
      assertThat(driver.history).containsExactly("READ 1000+8", "READ 2000+8", "READ 0+24");
      assertThat(ended).containsExactly(0L, 8L, 16L);
      assertThat(
              queue.diskStatistics().merges(io.elevator.core.statistics.DiskStatistics.Group.READ))
          .isEqualTo(2);
      assertThat(type.finished.get()).isEqualTo(4);
      assertThat(type.completedCount.get()).isEqualTo(3);
      assertThat(LinuxFormat.stat(queue.metrics().disk())).startsWith("3 2 40 ");
    }
    assertBalanced();
  }

  @Test
  void requeuedRequestIsDispatchedFirstAndFinishedOnce() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2);
      BlockQueue queue = queue(world, driver);
      for (int i = 0; i < 4; i++) {
        if (i == 2) {
          queue.admin().stop(0);
        }
        queue.submit(world.read(i * 100L, 8));
      }
      HeldDriver.Given first = driver.held.removeFirst();
      HeldDriver.Given second = driver.held.removeFirst();
      first.hctx().requeue(first.cookie(), false);
      second.hctx().requeue(second.cookie(), false);
      assertThat(queue.requeues().size()).isEqualTo(2);
      first.hctx().kickRequeue();
      world.virtualTime().runDeferred();
      queue.admin().start(0);
      driver.completeAll();
      assertThat(driver.history.subList(2, 6))
          .as("in their original order, before the others")
          .containsExactly("READ 0+8", "READ 100+8", "READ 200+8", "READ 300+8");
      assertThat(type.requeued.get()).isEqualTo(2);
      assertThat(type.inserted.get()).isEqualTo(6);
      assertThat(type.dispatched.get()).isEqualTo(6);
    }
    assertBalanced();
  }

  @Test
  void flushTypeRequestsGetOnlyTheCompletedHook() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = queue(world, driver);
      queue.submit(world.bio().flush());
      queue.submit(world.write(0, 8).flags(BioFlags.PREFLUSH | BioFlags.FUA));
      driver.completeAll();
      assertThat(type.prepared.get()).isZero();
      assertThat(type.completedCount.get()).isEqualTo(3);
    }
    assertBalanced();
  }

  @Test
  void requestRefusedByTheDriverGetsNoHook() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = queue(world, driver);
      int[] refusals = {3};
      driver.answer = rq -> refusals[0]-- > 0 ? BioStatus.RESOURCE : BioStatus.OK;
      queue.submit(world.read(0, 8));
      world.pass(20_000_000);
      driver.completeAll();
      assertThat(type.dispatched.get()).isEqualTo(1);
      assertThat(type.requeued.get()).isZero();
    }
    assertBalanced();
  }

  @Test
  void errorFromTheDispatchLoopCompletesAndFinishesTheRequest() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = queue(world, driver);
      driver.answer = rq -> BioStatus.MEDIUM;
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.MEDIUM);
      assertThat(type.completedCount.get()).isEqualTo(1);
    }
    assertBalanced();
  }

  @Test
  void depthUpdatedIsCalledAfterTheNewDepthIsSet() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = queue(world, new HeldDriver(4).inline());
      queue.admin().setAttribute("nr_requests", "64");
      queue.admin().setAttribute("nr_requests", "4");
      assertThat(type.depthUpdates.get()).isEqualTo(2);
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
    }
    assertBalanced();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limitDepth",
        "bioMerge",
        "prepare",
        "hasWork",
        "dispatch",
        "completed",
        "finish",
        "requeue"
      })
  void hookThatThrowsLosesNoBio(String hook) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = queue(world, driver);
      List<BioStatus> ended = new ArrayList<>();
      type.failing = hook;
      for (int i = 0; i < 3; i++) {
        queue.submit(world.read(i * 100L, 8).onEnd(b -> ended.add(b.status())));
      }
      if (hook.equals("requeue")) {
        HeldDriver.Given given = driver.held.removeFirst();
        given.hctx().requeue(given.cookie(), true);
      }
      driver.completeAll();
      type.failing = "";
      queue.admin().run();
      driver.completeAll();
      assertThat(ended).hasSize(3).containsOnly(BioStatus.OK);
      assertThat(world.errors).isNotEmpty().anyMatch(e -> e.contains(hook));
      world.errors.clear();
    }
    assertBalanced();
  }

  @Test
  void insertHookThatThrowsFailsTheRequestsItLeft() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = queue(world, driver);
      type.failing = "insert";
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.IOERR);
      type.failing = "";
      assertThat(world.errors).hasSizeGreaterThanOrEqualTo(2);
      world.errors.clear();
    }
    assertThat(type.violations).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"attach", "initHardwareQueue"})
  void elevatorThatCannotBeStartedLeavesTheOldElevatorAttached(String hook) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8).inline();
      var other = new RecordingElevatorType("other");
      world.with(other);
      BlockQueue queue = queue(world, driver);
      other.queue = queue;
      queue.admin().setAttribute("nr_requests", "7");
      queue.admin().setElevatorAttribute("shallow", "3");
      other.failing = hook;
      assertThatIllegalStateException()
          .isThrownBy(() -> queue.admin().switchElevator("other"))
          .withMessageContaining("other")
          .withMessageContaining(hook + " fails on purpose");
      assertThat(queue.admin().elevator()).isEqualTo("recording");
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("7");
      assertThat(queue.admin().elevatorAttribute("shallow")).isEqualTo("3");
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
      assertThat(other.attached.get()).isEqualTo(other.exited.get());
      other.failing = "";
      queue.admin().switchElevator("other");
      assertThat(queue.admin().elevator()).isEqualTo("other");
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("16");
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
      assertThat(other.violations).isEmpty();
    }
    assertBalanced();
  }

  /**
   * If the first elevator of a queue cannot be started, the queue stays without an elevator and can
   * use all tags of the driver.
   */
  @ParameterizedTest
  @ValueSource(strings = {"attach", "initHardwareQueue"})
  void elevatorThatCannotBeStartedOnAQueueWithoutOneLeavesItWithNone(String hook) {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(8).inline());
      world.with(type);
      type.queue = queue;
      queue.admin().setAttribute("nr_requests", "5");
      type.failing = hook;
      assertThatIllegalStateException()
          .isThrownBy(() -> queue.admin().switchElevator("recording"))
          .withMessageContaining(hook + " fails on purpose");
      assertThat(queue.admin().elevator()).isEqualTo("none");
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("8");
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
      type.failing = "";
      queue.admin().switchElevator("recording");
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("16");
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
    }
    assertBalanced();
  }

  @Test
  void withholdingElevatorIsAskedAgainAndFlushesBypassIt() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = queue(world, driver);
      type.withholding = true;
      queue.submit(world.read(0, 8));
      queue.submit(world.bio().flush());
      assertThat(driver.heldNames()).containsExactly("FLUSH 0+0");
      driver.completeAll();
      type.withholding = false;
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      assertThat(driver.heldNames()).containsExactly("READ 0+8");
      driver.completeAll();
    }
    assertBalanced();
  }
}
