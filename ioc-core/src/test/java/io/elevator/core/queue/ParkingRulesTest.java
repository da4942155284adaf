package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.core.request.CoreBio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The order in which parked bios are resumed (by class, in turn by task, by arrival), the room of
 * one task, and the reserve of tags.
 */
class ParkingRulesTest {
  private static final int REAL_TIME = IoPriority.realTime(0).value();
  private static final int BEST_EFFORT = IoPriority.bestEffort(4).value();
  private static final int IDLE = IoPriority.idle().value();
  private static final long MILLISECOND = 1_000_000;

  private final List<String> ended = new ArrayList<>();
  private long nextSector;

  /** Returns a read of a task; its end is recorded under the name of the task. */
  private Bio read(QueueWorld world, Task task, int priority) {
    var bio = new CoreBio();
    bio.task(task);
    nextSector += 1000;
    return bio.read(512L * nextSector, world.memory, 0, 4096)
        .priority(priority)
        .onEnd(b -> ended.add(task.name() + (b.status() == BioStatus.OK ? "" : " " + b.status())));
  }

  private void submit(QueueWorld world, BlockQueue queue, Task task, int priority, int count) {
    for (int i = 0; i < count; i++) {
      queue.submit(read(world, task, priority));
    }
  }

  private Map<String, Integer> endedByTask() {
    var counts = new TreeMap<String, Integer>();
    ended.forEach(name -> counts.merge(name, 1, Integer::sum));
    return counts;
  }

  @Test
  void higherClassIsResumedFirstWhateverTheOrderOfArrival() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      submit(world, queue, world.newTask("first", 0), BEST_EFFORT, 1);
      submit(world, queue, world.newTask("idle", 0), IDLE, 1);
      submit(world, queue, world.newTask("none", 0), IoPriority.NONE_VALUE, 1);
      submit(world, queue, world.newTask("best effort", 0), BEST_EFFORT, 1);
      submit(world, queue, world.newTask("real time", 0), REAL_TIME, 1);
      driver.completeAll();
      assertThat(ended).containsExactly("first", "real time", "none", "best effort", "idle");
    }
  }

  @Test
  void tasksOfAClassTakeTurnsAndBiosOfATaskStayInOrder() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      Task flooding = world.newTask("flooding", 0);
      submit(world, queue, flooding, BEST_EFFORT, 5);
      submit(world, queue, world.newTask("other", 0), BEST_EFFORT, 2);
      submit(world, queue, world.newTask("third", 0), BEST_EFFORT, 1);
      long last = -1;
      while (!driver.held.isEmpty()) {
        long sector = driver.held.getFirst().sector();
        if (sector <= 5000) {
          assertThat(sector).isGreaterThan(last);
          last = sector;
        }
        driver.completeFirst();
      }
      assertThat(ended)
          .containsExactly(
              "flooding",
              "flooding",
              "other",
              "third",
              "flooding",
              "other",
              "flooding",
              "flooding");
    }
  }

  @Test
  void tasksTakeTurnsAtTheEntranceToo() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(1).inline());
      queue.admin().startFreeze();
      submit(world, queue, world.newTask("flooding", 0), BEST_EFFORT, 3);
      submit(world, queue, world.newTask("other", 0), BEST_EFFORT, 1);
      submit(world, queue, world.newTask("real time", 0), REAL_TIME, 1);
      queue.admin().unfreeze();
      assertThat(ended).containsExactly("real time", "flooding", "other", "flooding", "flooding");
    }
  }

  /** A tag is freed each millisecond, and a task keeps 16 real-time bios in the queue. */
  @ParameterizedTest
  @CsvSource({"16384, 500", "24576, 5000"})
  void lowerClassWaitsForALimitedTimeBehindAHigherOne(int priority, int limitMillis) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      Task flooding = world.newTask("real time", 0);
      submit(world, queue, flooding, REAL_TIME, 16);
      submit(world, queue, world.newTask("low", 0), priority, 3);
      List<Integer> ends = new ArrayList<>();
      for (int millis = 1; millis < limitMillis + 100; millis++) {
        world.pass(MILLISECOND);
        int before = ended.size();
        driver.completeFirst();
        if (ended.get(before).equals("low")) {
          ends.add(millis);
        } else {
          submit(world, queue, flooding, REAL_TIME, 1);
        }
      }
      // Resumed one millisecond before the end. The second and third bio follow at once, but with
      // seven real-time bios between two of them.
      assertThat(ends).containsExactly(limitMillis + 1, limitMillis + 9, limitMillis + 17);
      driver.completeAll();
    }
  }

  @Test
  void manyOldBiosOfALowerClassDoNotKeepAHigherClassWaiting() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      submit(world, queue, world.newTask("low", 0), BEST_EFFORT, 200);
      world.pass(600 * MILLISECOND);
      submit(world, queue, world.newTask("real time", 0), REAL_TIME, 20);
      ended.clear();
      for (int i = 0; i < 24; i++) {
        driver.completeFirst();
      }
      assertThat(endedByTask()).isEqualTo(Map.of("low", 4, "real time", 20));
      driver.completeAll();
    }
  }

  @Test
  void floodingTaskLeavesRoomForBiosOfOtherTasks() {
    try (var world = QueueWorld.virtual().maxParked(900)) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      submit(world, queue, world.newTask("flooding", 0), BEST_EFFORT, 2000);
      assertThat(endedByTask()).isEqualTo(Map.of("flooding AGAIN", 1199));
      submit(world, queue, world.newTask("other", 0), BEST_EFFORT, 5);
      assertThat(endedByTask()).isEqualTo(Map.of("flooding AGAIN", 1199));
      submit(world, queue, world.newTask("second flood", 0), BEST_EFFORT, 2000);
      submit(world, queue, world.newTask("late", 0), BEST_EFFORT, 1);
      assertThat(endedByTask()).doesNotContainKey("late AGAIN").doesNotContainKey("other AGAIN");
      driver.completeAll();
      assertThat(endedByTask())
          .containsEntry("other", 5)
          .containsEntry("late", 1)
          .containsEntry("flooding", 801);
    }
  }

  // The reserve of tags.

  @ParameterizedTest
  @CsvSource({"1, 0", "3, 0", "4, 1", "7, 1", "16, 4", "64, 16"})
  void floodLeavesAQuarterOfTheTagsOnceAnotherTaskHadToWait(int depth, int reserve) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(depth);
      BlockQueue queue = world.queue(driver);
      Task flooding = world.newTask("flooding", 0);
      submit(world, queue, flooding, BEST_EFFORT, depth + 100);
      assertThat(driver.held).as("alone").hasSize(depth);
      submit(world, queue, world.newTask("other", 0), BEST_EFFORT, 1);
      for (int i = 0; i < 10 * depth; i++) {
        driver.completeFirst();
        submit(world, queue, flooding, BEST_EFFORT, 1);
      }
      assertThat(ended).contains("other");
      assertThat(driver.held).hasSize(depth - reserve);
      driver.completeAll();
    }
  }

  @Test
  void reserveServesATaskWithoutTagsAtOnceAndAHigherClassAsWell() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16);
      BlockQueue queue = flood(world, driver);
      Task other = world.newTask("other", 0);
      queue.submit(read(world, other, BEST_EFFORT).flags(BioFlags.NOWAIT));
      assertThat(driver.held).as("no-wait bio of a task without tags").hasSize(13);
      submit(world, queue, other, BEST_EFFORT, 1);
      assertThat(driver.held).as("second bio of that task").hasSize(13);
      Task urgent = world.newTask("urgent", 0);
      submit(world, queue, urgent, REAL_TIME, 4);
      assertThat(driver.held).as("bios of a higher class").hasSize(16);
      assertThat(ended).isEmpty();
      driver.completeAll();
      assertThat(endedByTask()).containsEntry("other", 2).containsEntry("urgent", 4);
    }
  }

  @Test
  void realTimeFloodDoesNotUseTheReserveAgainstLowerClasses() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16);
      BlockQueue queue = world.queue(driver);
      Task flooding = world.newTask("flooding", 0);
      submit(world, queue, flooding, REAL_TIME, 100);
      submit(world, queue, world.newTask("low", 0), BEST_EFFORT, 1);
      for (int i = 0; i < 10; i++) {
        driver.completeFirst();
      }
      assertThat(driver.held).hasSize(12);
      driver.completeAll();
    }
  }

  /** Returns a queue of 16 tags with a flood that holds 12 of them and has bios parked. */
  private BlockQueue flood(QueueWorld world, HeldDriver driver) {
    return flood(world, driver, world.newTask("flooding", 0));
  }

  private BlockQueue flood(QueueWorld world, HeldDriver driver, Task flooding) {
    BlockQueue queue = world.queue(driver);
    submit(world, queue, flooding, BEST_EFFORT, 1000);
    submit(world, queue, world.newTask("reader", 0), BEST_EFFORT, 1);
    for (int i = 0; i < 40; i++) {
      driver.completeFirst();
    }
    ended.clear();
    assertThat(driver.held).hasSize(12);
    return queue;
  }

  @Test
  void reserveEndsASecondAfterItWasNeededAndTheFloodGetsAllTags() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16);
      BlockQueue queue = flood(world, driver);
      world.pass(999 * MILLISECOND);
      driver.completeFirst();
      assertThat(driver.held).hasSize(12);
      queue.submit(read(world, world.newTask("other", 0), BEST_EFFORT).flags(BioFlags.NOWAIT));
      assertThat(driver.held).hasSize(13);
      world.pass(999 * MILLISECOND);
      driver.completeFirst();
      driver.completeFirst();
      assertThat(driver.held).as("needed less than a second ago").hasSizeLessThanOrEqualTo(13);
      world.pass(2 * MILLISECOND);
      driver.completeFirst();
      assertThat(driver.held).hasSize(16);
      driver.completeAll();
    }
  }

  @Test
  void manyTasksWithFewBiosDoNotStarveATaskThatFloods() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16);
      BlockQueue queue = world.queue(driver);
      submit(world, queue, world.newTask("flooding", 0), BEST_EFFORT, 1000);
      List<Task> light =
          IntStream.range(0, 40).mapToObj(i -> world.newTask("light" + i, 0)).toList();
      light.forEach(task -> submit(world, queue, task, BEST_EFFORT, 1));
      for (int i = 0; i < 4000; i++) {
        int before = ended.size();
        driver.completeFirst();
        String name = ended.get(before);
        if (name.startsWith("light")) {
          submit(world, queue, light.get(Integer.parseInt(name.substring(5))), BEST_EFFORT, 1);
        }
      }
      Map<String, Integer> counts = endedByTask();
      assertThat(counts.get("flooding")).isBetween(80, 400);
      assertThat(counts.values()).allMatch(count -> count >= 60);
      driver.completeAll();
    }
  }

  @Test
  void commandOfAFloodingTaskTakesATagThatTheReserveKeeps() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16);
      Task flooding = world.newTask("flooding", 0);
      BlockQueue queue = flood(world, driver, flooding);
      var command = new CoreBio();
      command.task(flooding);
      queue.execute(command.driverIn(world.memory.asSlice(0, 512)), false);
      assertThat(driver.held).hasSize(13);
      driver.completeAll();
    }
  }

  // Bios that are parked while the queue changes.

  @ParameterizedTest
  @ValueSource(strings = {"switch", "resize", "exit", "cancel", "freeze"})
  void noParkedBioIsLostWhenTheQueueChanges(String change) {
    try (var world = QueueWorld.virtual().with(new ListElevatorType())) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver);
      queue.admin().switchElevator("list");
      List<Task> tasks = IntStream.range(0, 6).mapToObj(i -> world.newTask("t" + i, 0)).toList();
      List<Bio> bios = new ArrayList<>();
      int[] classes = {BEST_EFFORT, IDLE, REAL_TIME};
      for (int i = 0; i < 600; i++) {
        Bio bio = read(world, tasks.get(i % 6), classes[i % 3]);
        bios.add(bio);
        queue.submit(bio);
      }
      long[] left = {600};
      switch (change) {
        case "switch" -> {
          driverCompletesWhileWaiting(world, driver, left);
          queue.admin().switchElevator("none");
          queue.admin().switchElevator("list");
        }
        case "resize" -> {
          driverCompletesWhileWaiting(world, driver, left);
          queue.admin().setAttribute("nr_requests", "5");
          queue.admin().setAttribute("nr_requests", "40");
        }
        case "freeze" -> {
          queue.admin().startFreeze();
          submit(world, queue, tasks.get(0), BEST_EFFORT, 10);
          driver.completeAll();
          queue.admin().unfreeze();
        }
        case "exit" -> tasks.forEach(Task::exit);
        default -> bios.stream().filter(bio -> bio.offset() % 3 == 0).forEach(queue::cancel);
      }
      driver.completeAll();
      assertThat(queue.parking().size()).isZero();
      world.runAllButTimeouts();
      driver.completeAll();
      assertThat(ended).hasSize(change.equals("freeze") ? 610 : 600);
    }
  }

  /** Completes one request of the driver every 10 µs of virtual time. */
  private static void driverCompletesWhileWaiting(
      QueueWorld world, HeldDriver driver, long[] left) {
    var timer = new io.elevator.spi.Timer[1];
    timer[0] =
        world.time.newTimer(now -> {
          if (!driver.held.isEmpty()) {
            driver.completeFirst();
          }
          if (--left[0] > 0) {
            timer[0].arm(now + 10_000);
          }
        });
    timer[0].arm(world.time.now() + 10_000);
  }

  @Test
  void tenThousandTasksAreServedInTurn() {
    int count = 10_000;
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1).withoutHistory();
      BlockQueue queue = world.queue(driver);
      List<Task> tasks =
          IntStream.range(0, count).mapToObj(i -> world.newTask("t" + i, 0)).toList();
      for (int round = 0; round < 3; round++) {
        tasks.forEach(task -> submit(world, queue, task, BEST_EFFORT, 1));
      }
      driver.completeAll();
      assertThat(ended).hasSize(3 * count);
      // The first bio of t0 got a tag at once, so that t0 was parked last.
      for (int i = 0; i < 3 * count - 1; i++) {
        assertThat(ended.get(1 + i)).isEqualTo("t" + (1 + i) % count);
      }
    }
  }

  @Test
  void figuresTellTheClassesAndTheLongestWait() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      submit(world, queue, world.newTask("low", 0), BEST_EFFORT, 4);
      world.pass(3 * MILLISECOND);
      submit(world, queue, world.newTask("urgent", 0), REAL_TIME, 2);
      submit(world, queue, world.newTask("idle", 0), IDLE, 1);
      world.pass(2 * MILLISECOND);
      assertThat(queue.metrics().statistics().values())
          .containsEntry("parked", 6L)
          .containsEntry("parked_rt", 2L)
          .containsEntry("parked_be", 3L)
          .containsEntry("parked_idle", 1L)
          .containsEntry("parked_longest_nanos", 5 * MILLISECOND);
      assertThat(queue.metrics().debugState())
          .contains("parked: 6\n", "parked_rt: 2\n", "parked_longest_nanos: 5000000\n");
      driver.completeAll();
      assertThat(queue.metrics().statistics().values())
          .containsEntry("parked_be", 0L)
          .containsEntry("parked_longest_nanos", 0L);
    }
  }
}
