package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.BioStatus;
import io.elevator.api.Task;
import io.elevator.spi.driver.DriverFeature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changing the number of hardware queues of a queue in use. */
class HardwareQueueCountTest {
  private final RecordingElevatorType type = new RecordingElevatorType();

  private BlockQueue queue(QueueWorld world, HeldDriver driver, String elevator) {
    world.with(type).with(new ListElevatorType());
    BlockQueue queue = world.queue(driver.hardwareQueues(4));
    type.queue = queue;
    queue.admin().switchElevator(elevator);
    return queue;
  }

  /**
   * Submits one read for a task of each stripe. Returns the indexes of the hardware queues through
   * which the driver got them.
   */
  private static List<Integer> hardwareQueuesUsed(
      QueueWorld world, BlockQueue queue, HeldDriver driver) {
    List<Integer> seen = new ArrayList<>();
    List<BioStatus> ended = new ArrayList<>();
    for (int stripe = 0; stripe < 6; stripe++) {
      Task task = world.newTask("task" + stripe, stripe);
      var bio = world.bio();
      bio.task(task).read(512L * (stripe * 100L), world.memory, 0, 4096);
      queue.submit(bio.onEnd(b -> ended.add(b.status())));
      HeldDriver.Given given = driver.held.getFirst();
      assertThat(given.rq().hardwareQueueIndex()).isEqualTo(given.hctx().index());
      seen.add(given.hctx().index());
      driver.completeAll();
      task.exit();
    }
    assertThat(ended).hasSize(6).containsOnly(BioStatus.OK);
    return seen;
  }

  @ParameterizedTest
  @CsvSource({
    "none, false", "list, false", "recording, false",
    "none, true", "list, true", "recording, true"
  })
  void stripesAreDistributedOverTheHardwareQueuesInUse(String elevator, boolean oneTagSpace) {
    try (var world = QueueWorld.virtual().stripes(6)) {
      var driver = new HeldDriver(4);
      if (oneTagSpace) {
        driver.with(DriverFeature.ONE_TAG_SPACE);
      }
      BlockQueue queue = queue(world, driver, elevator);
      assertThat(queue.admin().hardwareQueues()).isEqualTo(4);
      assertThat(hardwareQueuesUsed(world, queue, driver)).containsExactly(0, 1, 2, 3, 0, 1);
      for (int count : new int[] {1, 3, 2, 4, 1, 4}) {
        queue.admin().hardwareQueues(count);
        assertThat(queue.admin().hardwareQueues()).isEqualTo(count);
        assertThat(queue.admin().elevator()).isEqualTo(elevator);
        List<Integer> expected = new ArrayList<>();
        for (int stripe = 0; stripe < 6; stripe++) {
          expected.add(stripe % count);
        }
        assertThat(hardwareQueuesUsed(world, queue, driver)).isEqualTo(expected);
        QueueValidator.validateAtRest(queue);
      }
    }
    assertThat(type.violations).isEmpty();
    assertThat(type.attached.get()).isEqualTo(type.exited.get());
    assertThat(type.icqs.get()).isEqualTo(type.icqExits.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "recording"})
  void attributesReturnToTheirDefaults(String elevator) {
    try (var world = QueueWorld.virtual().stripes(6)) {
      BlockQueue queue = queue(world, new HeldDriver(8), elevator);
      String requests = queue.admin().attribute("nr_requests");
      queue.admin().setAttribute("nr_requests", "5");
      queue.admin().hardwareQueues(4);
      assertThat(queue.admin().attribute("nr_requests"))
          .as("the same number changes nothing")
          .isEqualTo("5");
      queue.admin().hardwareQueues(2);
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo(requests);
    }
  }

  @Test
  void failedElevatorStartKeepsTheOldNumberOfHardwareQueues() {
    try (var world = QueueWorld.virtual().stripes(6)) {
      var driver = new HeldDriver(8);
      BlockQueue queue = queue(world, driver, "recording");
      queue.admin().hardwareQueues(1);
      queue.admin().setAttribute("nr_requests", "7");
      queue.admin().setElevatorAttribute("shallow", "3");
      type.failing = "initHardwareQueue";
      assertThatIllegalStateException()
          .isThrownBy(() -> queue.admin().hardwareQueues(4))
          .withMessageContaining("recording")
          .withMessageContaining("keeps 1")
          .withMessageContaining("fails on purpose");
      type.failing = "";
      assertThat(queue.admin().hardwareQueues()).isEqualTo(1);
      assertThat(queue.admin().elevator()).isEqualTo("recording");
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("7");
      assertThat(queue.admin().elevatorAttribute("shallow")).isEqualTo("3");
      assertThat(hardwareQueuesUsed(world, queue, driver)).containsOnly(0);
      queue.admin().hardwareQueues(4);
      assertThat(hardwareQueuesUsed(world, queue, driver)).containsExactly(0, 1, 2, 3, 0, 1);
    }
    assertThat(type.violations).isEmpty();
    assertThat(type.attached.get()).isEqualTo(type.exited.get());
  }

  @Test
  void numberOfHardwareQueuesOutOfRangeIsRefused() {
    try (var world = QueueWorld.virtual().stripes(6)) {
      BlockQueue queue = queue(world, new HeldDriver(8), "none");
      for (int count : new int[] {0, -1, 5}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> queue.admin().hardwareQueues(count))
            .withMessageContaining("expected 1 to 4");
      }
    }
  }

  /**
   * A hardware queue is removed and added again. A late report about a request from before must not
   * end a new request that has the same tag number.
   */
  @Test
  void lateReportThroughARemovedHardwareQueueEndsNothing() {
    try (var world = QueueWorld.virtual().stripes(6)) {
      var driver = new HeldDriver(1);
      BlockQueue queue = queue(world, driver, "list");
      hardwareQueuesUsed(world, queue, driver);
      Task task = world.newTask("task", 3);
      var bio = world.bio();
      bio.task(task).read(0, world.memory, 0, 4096);
      queue.submit(bio);
      HeldDriver.Given old = driver.held.getFirst();
      driver.completeAll();
      queue.admin().hardwareQueues(1);
      queue.admin().hardwareQueues(4);
      List<String> ended = new ArrayList<>();
      var next = world.bio();
      next.task(task).read(512L * 8, world.memory, 0, 4096);
      queue.submit(next.onEnd(b -> ended.add("next")));
      old.hctx().complete(old.cookie(), BioStatus.OK);
      assertThat(ended).isEmpty();
      world.expectErrors("names no I/O in flight");
      driver.completeAll();
      assertThat(ended).containsExactly("next");
      task.exit();
    }
  }

  /** A delayed run of a hardware queue that has been removed meanwhile does nothing. */
  @Test
  void delayedRunOfARemovedHardwareQueueDoesNothing() {
    try (var world = QueueWorld.virtual().stripes(6)) {
      var driver = new HeldDriver(2);
      BlockQueue queue = queue(world, driver, "recording");
      driver.hardwareQueues[3].runAfter(5_000_000);
      queue.admin().hardwareQueues(2);
      world.pass(10_000_000);
      driver.hardwareQueues[3].run();
      world.runAll();
    }
    assertThat(type.violations).isEmpty();
  }
}
