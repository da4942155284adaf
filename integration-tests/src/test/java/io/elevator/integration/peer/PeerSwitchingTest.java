package io.elevator.integration.peer;

import static io.elevator.integration.peer.PeerWorld.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.AttributeException;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.integration.integrity.PatternLoad;
import io.elevator.integration.scene.FailingElevator;
import io.elevator.integration.scene.IdleQueueCheck;
import io.elevator.integration.scene.ScriptedDrive;
import io.elevator.spi.driver.DriverFeature;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Switches of the elevator under I/O, changes of nr_requests, and elevators that cannot start. */
class PeerSwitchingTest {
  private static final List<String> ELEVATORS = List.of("none", "mq-deadline", "kyber", "bfq");
  private static final Map<String, String> TUNABLES =
      Map.of("mq-deadline", "fifo_batch", "kyber", "write_lat_nsec", "bfq", "back_seek_max");

  private final List<BioStatus> ended = new ArrayList<>();
  private boolean grown;

  /**
   * Switches every 200 ms and, for a while, at every step. Counts the hook calls of one further
   * elevator.
   */
  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  void switchingUnderIoLosesNoDataAndNoHookCall(String first) {
    var counted = new FailingElevator("counted", FailingElevator.NEVER);
    try (PeerWorld world = new PeerWorld(2, new ScriptedDrive(1, 1), counted);
        Arena arena = Arena.ofShared()) {
      RequestQueue queue =
          world.layer.open(
              QueueConfig.onDriver("sim-hdd").withElevator(first).withDriverOption("size", "8m"));
      PatternLoad load = new PatternLoad(world.layer, queue, arena, 5, 8192, false);
      var random = new SplittableRandom(5);
      List<String> names = new ArrayList<>(ELEVATORS);
      names.add("counted");
      int switches = 0;
      long due = 0;
      for (int bursts = 0; bursts < 3_000; ) {
        if (load.inFlight() >= 32) {
          assertThat(world.time.step()).as("a stall").isTrue();
          continue;
        }
        bursts++;
        load.submitSome();
        boolean tight = bursts > 1_000 && bursts <= 1_200;
        if (tight || world.time.now() >= due) {
          due = world.time.now() + 200_000_000;
          String next = names.get(random.nextInt(names.size()));
          queue.admin().switchElevator(next);
          switches++;
          assertThat(queue.admin().attribute("scheduler")).contains("[" + next + "]");
          assertThat(queue.admin().elevator()).isEqualTo(next);
        }
      }
      world.time.runUntil(() -> load.inFlight() == 0);
      assertThat(load.failures()).isEmpty();
      assertThat(load.written()).isGreaterThan(500);
      assertThat(load.read()).isGreaterThan(500);
      assertThat(switches).isGreaterThan(100);
      IdleQueueCheck.validate(queue, "after " + switches + " switches");
      load.close();
      queue.admin().switchElevator("none");
      assertThat(counted.alive.get()).isZero();
      assertThat(counted.hardwareQueues.get()).isZero();
      queue.close();
    }
  }

  private static void assertRefused(RequestQueue queue, String value) {
    String before = queue.admin().attribute("nr_requests");
    assertThatExceptionOfType(AttributeException.class)
        .as(value)
        .isThrownBy(() -> queue.admin().setAttribute("nr_requests", value))
        .withMessageContaining("nr_requests");
    assertThat(queue.admin().attribute("nr_requests")).isEqualTo(before);
  }

  private static void set(RequestQueue queue, int value) {
    queue.admin().setAttribute("nr_requests", value + (value % 2 == 0 ? "\n" : ""));
    assertThat(queue.admin().attribute("nr_requests"))
        .isEqualTo(Integer.toString(Math.max(4, value)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  void everyPermittedNrRequestsTakesEffectAndEveryOtherIsRefused(String elevator) {
    var drive = new ScriptedDrive(2, 64);
    drive.latency = rq -> 50_000;
    boolean none = elevator.equals("none");
    try (PeerWorld world = new PeerWorld(2, drive)) {
      RequestQueue queue = world.open(elevator);
      int most = none ? 64 : 128;
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo(Integer.toString(most));
      if (elevator.equals("bfq")) {
        // While a BFQ queue is raised, asynchronous requests may use fewer tags, so raising is
        // switched off.
        queue.admin().setElevatorAttribute("low_latency", "0");
      }
      Task[] tasks = {world.task("a", 0), world.task("b", 1)};
      var random = new SplittableRandom(19);
      int submitted = 0;
      for (boolean loaded : new boolean[] {false, true}) {
        for (int i = 0; i < 2 * (most - 3); i++) {
          int value = i < most - 3 ? 4 + i : most - (i - (most - 3));
          for (int n = 0; loaded && n < 20; n++) {
            Task task = tasks[random.nextInt(2)];
            long sector = random.nextLong(1 << 20) * 8;
            var bio =
                random.nextBoolean() ? world.read(task, sector, 8) : world.write(task, sector, 8);
            queue.submit(bio.onEnd(b -> ended.add(b.status())));
            submitted++;
          }
          set(queue, value);
          assertLimits(world, queue, loaded ? 0 : value);
        }
      }
      int all = submitted;
      world.time.runUntil(() -> ended.size() == all);
      assertThat(ended).hasSize(all).containsOnly(BioStatus.OK);
      for (int small = 0; small < 4; small++) {
        set(queue, small);
      }
      for (String bad : List.of("", "many", "-1", "4294967296", "5 6", "2049", "4294967295")) {
        assertRefused(queue, bad);
      }
      if (none) {
        assertRefused(queue, "65");
        assertRefused(queue, "2048");
      } else {
        set(queue, 65);
        set(queue, 2048);
        assertLimits(world, queue, 2048);
        set(queue, 5);
        assertLimits(world, queue, 5);
      }
    }
  }

  /**
   * Asserts that the limit of asynchronous requests follows the new value.
   *
   * @param value number of requests; 0 skips the check
   */
  private void assertLimits(PeerWorld world, RequestQueue queue, int value) {
    String elevator = queue.admin().elevator();
    if (elevator.equals("mq-deadline") && value != 0) {
      assertThat(queue.admin().elevatorAttribute("async_depth")).isEqualTo(Integer.toString(value));
    }
    if (value == 0 || value % 32 > 5) {
      return;
    }
    // The number of tags in a word was chosen when the bitmap was created: for 64 tags, for 128
    // tags, or for 2048 tags if that number had been set.
    int wordBits = elevator.equals("none") ? 16 : value == 2048 || grown ? 64 : 32;
    grown |= value == 2048;
    int limit =
        switch (elevator) {
          case "kyber" -> wordBits * 3 / 4;
          case "bfq" -> wordBits / 2;
          default -> wordBits;
        };
    int expected = 0;
    for (int left = value; left > 0; left -= wordBits) {
      expected += Math.min(limit, Math.min(wordBits, left));
    }
    queue.admin().stop(0);
    queue.admin().stop(1);
    Task task = world.task("writer", 0);
    int before = ended.size();
    int count = value + 10;
    for (int i = 0; i < count; i++) {
      queue.submit(world.write(task, i * 64L, 8).onEnd(b -> ended.add(b.status())));
    }
    assertThat(requests(queue, 0)).as("%s of %s", elevator, value).isEqualTo(expected);
    queue.admin().start(0);
    queue.admin().start(1);
    world.time.runUntil(() -> ended.size() == before + count);
    ended.subList(before, before + count).clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  void elevatorThatFailsToStartLeavesTheOldOneWithItsSettings(String elevator) {
    var failing = new FailingElevator("failing", FailingElevator.NEVER);
    var drive = new ScriptedDrive(3, 16);
    boolean none = elevator.equals("none");
    try (PeerWorld world = new PeerWorld(3, drive, failing)) {
      RequestQueue queue = world.open(elevator);
      Task task = world.task("task", 1);
      queue.admin().setAttribute("nr_requests", "9");
      if (!none) {
        queue.admin().setElevatorAttribute(TUNABLES.get(elevator), "77777");
      }
      List<Throwable> failures =
          List.of(
              new IllegalStateException("fails on purpose"),
              new OutOfMemoryError("fails on purpose"));
      for (Throwable failure : failures) {
        for (int at = FailingElevator.AT_ATTACH; at < 3; at++) {
          failing.failure = failure;
          failing.failsAt = at;
          assertThatIllegalStateException()
              .isThrownBy(() -> queue.admin().setAttribute("scheduler", "failing"))
              .withMessageContaining("failing could not be started")
              .withMessageContaining("fails on purpose")
              .withCause(failure);
          assertThat(failing.alive.get()).as("at %s", at).isZero();
          assertThat(failing.hardwareQueues.get()).as("at %s", at).isZero();
          assertThat(queue.admin().elevator()).isEqualTo(elevator);
          assertThat(queue.admin().attribute("nr_requests")).isEqualTo(none ? "16" : "9");
          if (!none) {
            assertThat(queue.admin().elevatorAttribute(TUNABLES.get(elevator))).isEqualTo("77777");
          }
          assertThat(queue.submitAndWait(world.read(task, 0, 8))).isEqualTo(BioStatus.OK);
          assertThat(queue.submitAndWait(world.write(task, 8, 8).flags(BioFlags.SYNC)))
              .isEqualTo(BioStatus.OK);
        }
      }
      failing.failsAt = FailingElevator.NEVER;
      queue.admin().switchElevator("failing");
      assertThat(failing.alive.get()).isEqualTo(1);
      assertThat(failing.hardwareQueues.get()).isEqualTo(3);
      assertThat(queue.submitAndWait(world.read(task, 0, 8))).isEqualTo(BioStatus.OK);
      queue.admin().switchElevator(elevator);
      assertThat(failing.alive.get()).isZero();
      assertThat(queue.submitAndWait(world.read(task, 0, 8))).isEqualTo(BioStatus.OK);
    }
  }

  /**
   * If the application names no elevator and the default elevator cannot be started, the queue has
   * none.
   */
  @ParameterizedTest
  @ValueSource(ints = {FailingElevator.AT_ATTACH, 0})
  void defaultElevatorThatFailsToStartLeavesTheQueueWithNone(int at) {
    var failing = new FailingElevator("mq-deadline", at);
    List<String> reported = new ArrayList<>();
    try (var time = new io.elevator.core.time.VirtualTime();
        var layer =
            io.elevator.core.BlockLayers.builder()
                .applicationModules(false)
                .time(time)
                .elevator(failing)
                .driver(new ScriptedDrive(1, 16))
                .errors((where, defect) -> reported.add(where + ": " + defect))
                .build();
        RequestQueue queue = layer.open(QueueConfig.onDriver("scripted"))) {
      assertThat(queue.admin().elevator()).isEqualTo("none");
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("16");
      assertThat(reported).singleElement().asString().contains("default elevator", "on purpose");
      assertThat(failing.alive.get()).isZero();
    }
  }

  /** The elevator with which a queue starts if the application names none. */
  @ParameterizedTest
  @CsvSource({
    "1, , mq-deadline",
    "2, , none",
    "2, ONE_TAG_SPACE, mq-deadline",
    "1, NO_ELEVATOR_BY_DEFAULT, none",
    "1, NO_ELEVATOR, none"
  })
  void defaultElevatorIsThatOfLinux(int hardwareQueues, DriverFeature feature, String expected) {
    var drive = new ScriptedDrive(hardwareQueues, 16);
    if (feature != null) {
      drive.with(feature);
    }
    try (var time = new io.elevator.core.time.VirtualTime();
        var layer = io.elevator.core.BlockLayers.builder().time(time).driver(drive).build();
        RequestQueue queue = layer.open(QueueConfig.onDriver("scripted").withStripes(2))) {
      assertThat(queue.admin().elevator()).isEqualTo(expected);
      if (feature == DriverFeature.NO_ELEVATOR_BY_DEFAULT) {
        queue.admin().switchElevator("mq-deadline");
        assertThat(queue.admin().elevator()).isEqualTo("mq-deadline");
      }
    }
  }
}
