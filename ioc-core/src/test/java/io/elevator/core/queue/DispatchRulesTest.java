package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.Plug;
import io.elevator.api.Task;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The order in which requests reach the driver, what the driver is told about each, and the order
 * of steps when a request ends.
 */
class DispatchRulesTest {
  private static void submitThreeReadsOfEach(
      QueueWorld world, BlockQueue queue, Task one, Task two) {
    for (int i = 0; i < 3; i++) {
      queue.submit(world.read(i * 100L, 8).task(one));
    }
    for (int i = 0; i < 3; i++) {
      queue.submit(world.read(10_000 + i * 100L, 8).task(two));
    }
  }

  /**
   * If the driver is not busy, one software queue after another is emptied completely, in the order
   * of the stripes.
   */
  @Test
  void withoutAnElevatorWholeSoftwareQueuesAreIssuedInTurn() {
    try (var world = QueueWorld.virtual().stripes(2)) {
      Task one = world.newTask("one", 1);
      Task two = world.newTask("two", 0);
      var driver = new HeldDriver(16);
      BlockQueue queue = world.queue(driver);
      queue.admin().stop(0);
      submitThreeReadsOfEach(world, queue, one, two);
      queue.admin().start(0);
      assertThat(driver.held)
          .extracting(HeldDriver.Given::sector)
          .containsExactly(10_000L, 10_100L, 10_200L, 0L, 100L, 200L);
      assertThat(driver.held)
          .extracting(HeldDriver.Given::last)
          .containsExactly(false, false, false, false, false, true);
      driver.completeAll();
      one.exit();
      two.exit();
    }
  }

  /**
   * If the driver is busy, the stripes take turns with one request each, beginning where the last
   * run stopped.
   */
  @Test
  void stripesTakeTurnsAtABusyDriver() {
    try (var world = QueueWorld.virtual().stripes(2)) {
      Task one = world.newTask("one", 1);
      Task two = world.newTask("two", 0);
      var driver = new HeldDriver(16);
      BlockQueue queue = world.queue(driver);
      driver.answer = rq -> BioStatus.RESOURCE;
      queue.submit(world.read(90_000, 8).task(two));
      world.pass(50_000_000);
      assertThat(queue.hardwareQueues()[0].busyAverage()).isGreaterThan(6);
      submitThreeReadsOfEach(world, queue, one, two);
      driver.answer = rq -> BioStatus.OK;
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      assertThat(driver.held)
          .extracting(HeldDriver.Given::sector)
          .as("the one that was refused, then each in turn")
          .containsExactly(90_000L, 10_000L, 0L, 10_100L, 100L, 10_200L, 200L);
      driver.completeAll();
      one.exit();
      two.exit();
    }
  }

  /**
   * A request that gets the last free tag is issued with {@code last} set, although more requests
   * wait.
   */
  @Test
  void requestWithTheLastFreeTagIsMarkedAsLast() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.admin().stop(0);
      for (int i = 0; i < 4; i++) {
        queue.submit(world.read(i * 100L, 8));
      }
      queue.admin().start(0);
      assertThat(driver.held).extracting(HeldDriver.Given::last).containsExactly(false, true);
      driver.completeAll();
    }
  }

  /**
   * One elevator serves all hardware queues; each request is issued through its own hardware queue.
   */
  @Test
  void requestsAreIssuedThroughTheirOwnHardwareQueue() {
    try (var world = QueueWorld.virtual().stripes(4)) {
      var driver = new HeldDriver(1).hardwareQueues(4);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      List<Task> tasks = new ArrayList<>();
      for (int stripe = 0; stripe < 4; stripe++) {
        tasks.add(world.newTask("task" + stripe, stripe));
      }
      for (int i = 0; i < 16; i++) {
        queue.submit(world.read((i % 4) * 1000L + i * 8L, 8).task(tasks.get(i % 4)));
      }
      int given = 0;
      while (!driver.held.isEmpty()) {
        for (HeldDriver.Given each : driver.held) {
          assertThat(each.hctx().index()).isEqualTo((int) (each.sector() / 1000));
        }
        driver.completeFirst();
        given++;
      }
      assertThat(given).isPositive();
      assertThat(driver.history).hasSize(given);
      tasks.forEach(Task::exit);
    }
  }

  /** A driver submits bios into the plug that is just being flushed. */
  @Test
  void driverMaySubmitIntoThePlugThatIsBeingFlushed() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16);
      BlockQueue queue = world.queue(driver);
      int[] more = {3};
      try (Plug plug = world.plugs.open()) {
        driver.answer =
            rq -> {
              if (more[0]-- > 0) {
                queue.submit(world.read(5000 + more[0] * 100L, 8), plug);
              }
              return BioStatus.OK;
            };
        queue.submit(world.read(0, 8), plug);
        queue.submit(world.read(100, 8), plug);
        plug.flush();
        assertThat(driver.heldNames()).startsWith("READ 0+8", "READ 100+8");
      }
      driver.completeAll();
      assertThat(driver.history).hasSize(5);
    }
  }

  /**
   * When a bio's callback runs, the elevator's completed hook has been called, and the tag and the
   * usage unit are free.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callbackRunsAfterCompletedHookAndReleaseOfTagAndUnit(boolean flushType) {
    try (var world = QueueWorld.virtual()) {
      var type = new RecordingElevatorType();
      world.with(type);
      var driver = new HeldDriver(1).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver);
      type.queue = queue;
      queue.admin().switchElevator("recording");
      CoreHardwareQueue hctx = queue.hardwareQueues()[0];
      List<String> seen = new ArrayList<>();
      Bio bio = world.write(0, 8).flags(flushType ? BioFlags.PREFLUSH | BioFlags.FUA : 0);
      queue.submit(
          bio.onEnd(b -> {
            seen.add("tags " + (hctx.driverTags().taken() + hctx.pool().tags().taken()));
            seen.add("units " + queue.entrance().inside());
            seen.add("unfinished " + (type.prepared.get() - type.finished.get()));
            seen.add("lock " + queue.isLockHeld());
          }));
      driver.completeAll();
      assertThat(type.completedCount.get()).isEqualTo(flushType ? 2 : 1);
      assertThat(seen).containsExactly("tags 0", "units 0", "unfinished 0", "lock false");
    }
  }

  /**
   * A request can be started and ended only once; the report of a second start or end names the
   * request.
   */
  @Test
  void startingTwiceIsADefect() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2);
      BlockQueue queue = world.queue(driver);
      queue.submit(world.read(64, 8));
      HeldDriver.Given given = driver.held.getFirst();
      assertThatIllegalStateException()
          .isThrownBy(() -> given.rq().start())
          .withMessageContaining("READ 64+8")
          .withMessageContaining("started already");
      driver.completeAll();
    }
  }

  /** With several hardware queues a synchronous bio is issued to a busy driver directly. */
  @Test
  void synchronousBioGoesDirectlyToABusyDriverWithSeveralHardwareQueues() {
    for (int hardwareQueues = 1; hardwareQueues <= 2; hardwareQueues++) {
      try (var world = QueueWorld.virtual().stripes(2)) {
        var driver = new HeldDriver(16).hardwareQueues(hardwareQueues);
        BlockQueue queue = world.queue(driver);
        CoreHardwareQueue hctx = queue.hardwareQueues()[0];
        driver.answer = rq -> BioStatus.RESOURCE;
        queue.submit(world.read(0, 8));
        assertThat(hctx.busyAverage()).isPositive();
        assertThat(hctx.dispatchSize()).isEqualTo(1);
        driver.answer = rq -> BioStatus.OK;
        queue.submit(world.read(1000, 8));
        boolean direct = hardwareQueues > 1;
        assertThat(driver.heldNames().getFirst())
            .as("%d hardware queues", hardwareQueues)
            .isEqualTo(direct ? "READ 1000+8" : "READ 0+8");
        world.pass(CoreHardwareQueue.RETRY_NANOS);
        driver.completeAll();
        assertThat(driver.history).hasSize(2);
      }
    }
  }

  private static List<Long> runs(BlockQueue queue) {
    return Arrays.stream(queue.hardwareQueues()).map(each -> each.runs().count()).toList();
  }

  /** Runs all hardware queues, and returns the indexes of those that were actually run. */
  private static List<Integer> runAll(BlockQueue queue) {
    List<Long> before = runs(queue);
    queue.admin().run();
    List<Long> after = runs(queue);
    return IntStream.range(0, after.size())
        .filter(i -> after.get(i) > before.get(i))
        .boxed()
        .toList();
  }

  /**
   * An elevator that dispatches requests of any hardware queue needs only one run for all of them,
   * plus runs of the hardware queues that have requests of their own.
   */
  @Test
  void elevatorOfTheWholeQueueNeedsOneRunForAllHardwareQueues() throws InterruptedException {
    try (var world = QueueWorld.virtual().stripes(4)) {
      var driver = new HeldDriver(4).hardwareQueues(4);
      BlockQueue queue = world.queue(driver);
      world.with(new ListElevatorType());
      assertThat(runAll(queue)).as("without an elevator").containsExactly(0, 1, 2, 3);
      queue.admin().switchElevator(new ListElevatorType().name());
      assertThat(runAll(queue)).containsExactly(0);
      Task task = world.newTask("task", 2);
      driver.answer = rq -> BioStatus.DEV_RESOURCE;
      queue.submit(world.read(0, 8).task(task));
      assertThat(queue.hardwareQueues()[2].dispatchSize()).isEqualTo(1);
      assertThat(runAll(queue)).as("its own, which has leftovers").containsExactly(2);
      List<Integer> elsewhere = new ArrayList<>();
      Thread other = Thread.ofPlatform().start(() -> elsewhere.addAll(runAll(queue)));
      other.join();
      assertThat(elsewhere).as("another thread's, and leftovers").containsExactly(0, 2);
      queue.admin().stop(2);
      driver.answer = rq -> BioStatus.OK;
      assertThat(runAll(queue)).as("with its own stopped").containsExactly(0, 1, 3);
      assertThat(driver.held).isEmpty();
      queue.admin().start(2);
      driver.completeAll();
      assertThat(driver.history).containsExactly("READ 0+8");
      task.exit();
    }
  }

  /** If a run is requested for an earlier time than one already scheduled, both runs happen. */
  @Test
  void earlierRunRequestDoesNotReplaceTheScheduledRun() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      List<Long> at = new ArrayList<>();
      driver.answer =
          rq -> {
            at.add(world.time.now() / 1_000_000);
            return at.size() < 4 ? BioStatus.DEV_RESOURCE : BioStatus.OK;
          };
      long start = world.time.now() / 1_000_000;
      queue.submit(world.read(0, 8));
      at.clear();
      DriverQueue hctx = driver.hardwareQueues[0];
      hctx.runAfter(20_000_000);
      hctx.runAfter(5_000_000);
      hctx.runAfter(2_000_000);
      world.pass(10_000_000);
      assertThat(at).containsExactly(start + 2);
      hctx.runAfter(4_000_000);
      world.pass(50_000_000);
      assertThat(at).containsExactly(start + 2, start + 14, start + 20);
      hctx.runAfter(1_000_000);
      world.pass(2_000_000);
      assertThat(at).hasSize(4);
      driver.completeAll();
    }
  }

  /**
   * A driver answers that it lacks resources while a later run is already scheduled. The queue's
   * retry still comes at its usual, earlier time.
   */
  @Test
  void requestRefusedForLackOfResourcesIsRetriedDespiteALaterScheduledRun() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      driver.hardwareQueues[0].runAfter(500_000_000);
      driver.answer = rq -> BioStatus.RESOURCE;
      queue.submit(world.read(0, 8));
      driver.answer = rq -> BioStatus.OK;
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      assertThat(driver.heldNames()).containsExactly("READ 0+8");
      driver.completeAll();
    }
  }

  /** Runs an action on another thread and waits for its end. */
  private static void runOnAnotherThread(Runnable work) {
    Thread thread = Thread.ofPlatform().start(work);
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * While the driver is busy, the elevator is asked for one request at a time, and for none while
   * the dispatch list has requests.
   */
  @Test
  void busyDriverGetsOneRequestAtATimeAndTheDispatchListFirst() {
    try (var world = QueueWorld.virtual().stripes(2)) {
      var driver = new HeldDriver(16);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      Task other = world.newTask("other", 1);
      driver.answer = rq -> BioStatus.RESOURCE;
      for (int i = 0; i < 4; i++) {
        queue.submit(world.read(i * 100L, 8));
      }
      assertThat(queue.hardwareQueues()[0].busyAverage()).isPositive();
      int[] given = {0};
      driver.answer =
          rq -> {
            if (given[0]++ == 1) {
              // The runner is in this driver call. The command enters the dispatch list, before the
              // two requests that the elevator still has.
              runOnAnotherThread(() ->
                  queue.execute(
                      world.bio().task(other).driverIn(world.memory.asSlice(0, 512)), false));
            }
            return BioStatus.OK;
          };
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      assertThat(driver.held)
          .extracting(each -> each.opAndFlags() & BioFlags.OPERATION_MASK)
          .as("reads but for the third")
          .containsExactly(0, 0, Operation.DRV_IN.code(), 0, 0);
      assertThat(driver.held).extracting(HeldDriver.Given::last).containsOnly(true);
      driver.completeAll();
      other.exit();
    }
  }

  /**
   * When the driver refuses a request of a batch, that request and all after it are issued first in
   * the next run. If the driver accepted requests before it, none of them marked as the last, the
   * queue tells the driver that the batch has ended.
   */
  @ParameterizedTest
  @CsvSource({"-1, 0", "0, 0", "1, 1", "2, 1"})
  void busyAnswerEndsTheBatch(int refused, int commits) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.admin().stop(0);
      for (int i = 0; i < 4; i++) {
        queue.submit(world.read(i * 100L, 8));
      }
      boolean[] busy = {false};
      driver.answer =
          rq -> {
            busy[0] |= rq.offset() / 512 == refused * 100L;
            return busy[0] ? BioStatus.RESOURCE : BioStatus.OK;
          };
      queue.admin().start(0);
      assertThat(driver.held).hasSize(refused < 0 ? 4 : refused);
      assertThat(driver.commits).isEqualTo(commits);
      assertThat(queue.hardwareQueues()[0].driverTags().taken()).isEqualTo(driver.held.size());
      driver.answer = rq -> BioStatus.OK;
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      assertThat(driver.history)
          .containsExactly("READ 0+8", "READ 100+8", "READ 200+8", "READ 300+8");
      assertThat(driver.commits).isEqualTo(commits);
      driver.completeAll();
    }
  }

  /**
   * An error that the driver returns ends only that request; the queue does not treat the driver as
   * busy.
   */
  @Test
  void errorDoesNotEndTheBatch() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      CoreHardwareQueue hctx = queue.hardwareQueues()[0];
      List<String> ended = new ArrayList<>();
      queue.admin().stop(0);
      for (int i = 0; i < 3; i++) {
        queue.submit(
            world.read(i * 100L, 8).onEnd(b -> ended.add(b.offset() / 512 + " " + b.status())));
      }
      driver.answer = rq -> rq.offset() / 512 == 100 ? BioStatus.MEDIUM : BioStatus.OK;
      long runs = hctx.runs().count();
      queue.admin().start(0);
      assertThat(driver.heldNames()).containsExactly("READ 0+8", "READ 200+8");
      assertThat(ended).containsExactly("100 MEDIUM");
      assertThat(hctx.busyAverage()).isZero();
      assertThat(hctx.runs().count()).as("in one run").isEqualTo(runs + 1);
      driver.completeAll();
      // The last request of the batch fails, and the accepted one before it was not marked as the
      // last: the driver must be told that the batch has ended.
      driver.commits = 0;
      queue.admin().stop(0);
      queue.submit(world.read(300, 8));
      queue.submit(world.read(100, 8));
      queue.admin().start(0);
      assertThat(driver.commits).isEqualTo(1);
      driver.completeAll();
    }
  }

  /**
   * An error counts as progress, so the run goes on with the requests behind it instead of leaving
   * them for a later run.
   */
  @Test
  void errorsOfABusyDriverDoNotEndTheRun() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      int[] ended = {0};
      driver.answer = rq -> BioStatus.RESOURCE;
      for (int i = 0; i < 4; i++) {
        queue.submit(world.read(i * 100L, 8).onEnd(b -> ended[0]++));
      }
      driver.answer = rq -> BioStatus.MEDIUM;
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      assertThat(ended[0]).isEqualTo(4);
    }
  }
}
