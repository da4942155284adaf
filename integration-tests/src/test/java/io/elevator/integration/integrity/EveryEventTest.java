package io.elevator.integration.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.integration.scene.FailingElevator;
import io.elevator.integration.scene.IdleQueueCheck;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs one scenario in virtual time many times, each time with a switch or a resize before another
 * one of its events. In each run every sector that is read has the content last acknowledged, every
 * bio ends once, and nothing is left. The drive at times refuses, delays or returns requests, or
 * never answers.
 */
class EveryEventTest {
  private static final Map<String, String> TUNABLES =
      Map.of(
          "mq-deadline",
          "fifo_batch",
          "kyber",
          "write_lat_nsec",
          "bfq",
          "back_seek_max",
          "fairway",
          "age_be");
  private static final String FAULTS =
      "busy share=0.08; requeue share=0.08; delay=1ms share=0.05; hang share=0.02";
  private static final long SEED = 20_261_127;
  private static final int BURSTS = 60;
  private static final int SECTORS = 1024;

  /** A change of the queue, made before one event, and a check at the end of the run. */
  record Change(String what, Consumer<Scene> act, Consumer<Scene> check) {
    @Override
    public String toString() {
      return what;
    }
  }

  /** A queue and the elevators that a change switches between. */
  record Scene(RequestQueue queue, FailingElevator failing, String elevator) {
    String tunable() {
      return elevator.equals("none") ? "" : queue.admin().elevatorAttribute(TUNABLES.get(elevator));
    }
  }

  static Stream<Arguments> changes() {
    List<Arguments> all = new ArrayList<>();
    for (String from : List.of("none", "mq-deadline", "kyber", "bfq", "fairway")) {
      for (String to : List.of("none", "mq-deadline", "kyber", "bfq", "fairway")) {
        if (!to.equals(from)) {
          all.add(Arguments.of(from, switchTo(to)));
        }
      }
      all.add(Arguments.of(from, failure("at once", FailingElevator.AT_ATTACH)));
      all.add(Arguments.of(from, failure("at the second hardware queue", 1)));
      all.add(Arguments.of(from, requests("4")));
      all.add(Arguments.of(from, requests(from.equals("none") ? "7" : "300")));
      all.add(Arguments.of(from, fewerHardwareQueues()));
    }
    return all.stream();
  }

  private static Change switchTo(String elevator) {
    return new Change(
        "switch to " + elevator,
        scene -> {
          scene.queue.admin().switchElevator(elevator);
          assertThat(scene.queue.admin().elevator()).isEqualTo(elevator);
        },
        scene -> assertThat(scene.queue.admin().elevator()).isEqualTo(elevator));
  }

  /**
   * Returns a switch to an elevator that cannot start, for example because memory is exhausted: the
   * old elevator must stay attached and keep its state.
   */
  private static Change failure(String how, int at) {
    return new Change(
        "a switch that fails " + how,
        scene -> {
          String tunable = scene.tunable();
          String requests = scene.queue.admin().attribute("nr_requests");
          scene.failing.failsAt = at;
          scene.failing.failure = new OutOfMemoryError("none left, on purpose");
          assertThatIllegalStateException()
              .isThrownBy(() -> scene.queue.admin().switchElevator("failing"))
              .withMessageContaining("failing")
              .withMessageContaining("none left, on purpose")
              .withCauseInstanceOf(OutOfMemoryError.class);
          assertThat(scene.tunable()).isEqualTo(tunable);
          assertThat(scene.queue.admin().attribute("nr_requests")).isEqualTo(requests);
        },
        scene -> {
          assertThat(scene.queue.admin().elevator()).isEqualTo(scene.elevator);
          assertThat(scene.failing.alive.get()).isZero();
          assertThat(scene.failing.hardwareQueues.get()).isZero();
        });
  }

  private static Change requests(String value) {
    return new Change(
        "nr_requests " + value,
        scene -> {
          String tunable = scene.tunable();
          scene.queue.admin().setAttribute("nr_requests", value);
          assertThat(scene.tunable()).isEqualTo(tunable);
        },
        scene -> assertThat(scene.queue.admin().attribute("nr_requests")).isEqualTo(value));
  }

  private static Change fewerHardwareQueues() {
    return new Change(
        "one hardware queue",
        scene -> scene.queue.admin().hardwareQueues(1),
        scene -> {
          assertThat(scene.queue.admin().hardwareQueues()).isEqualTo(1);
          assertThat(scene.queue.admin().elevator()).isEqualTo(scene.elevator);
        });
  }

  /**
   * Performs one run.
   *
   * @param at number of the event before which the change is made
   * @return number of events of the run
   */
  private static int run(String from, Change change, int at) {
    String what = "seed " + SEED + ", " + from + ", " + change + " before event " + at;
    List<String> defects = new ArrayList<>();
    int event = 0;
    var failing = new FailingElevator("failing", FailingElevator.NEVER);
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer =
            BlockLayers.builder()
                .time(time)
                .seed(SEED)
                .stripes(2)
                .elevator(failing)
                .errors((where, defect) -> defects.add(where + ": " + defect))
                .build();
        Arena arena = Arena.ofShared();
        RequestQueue queue = layer.open(config(from))) {
      Scene scene = new Scene(queue, failing, from);
      if (!from.equals("none")) {
        queue.admin().setElevatorAttribute(TUNABLES.get(from), "77777");
      }
      PatternLoad load = new PatternLoad(layer, queue, arena, SEED, SECTORS, true);
      for (int bursts = 0; ; event++) {
        if (event == at) {
          change.act.accept(scene);
        }
        if (bursts < BURSTS && load.inFlight() < 12) {
          bursts++;
          load.submitSome();
        } else if (!time.step()) {
          break;
        }
      }
      assertThat(load.inFlight()).as("%s: bios lost", what).isZero();
      assertThat(load.failures()).as(what).isEmpty();
      assertThat(load.written()).as(what).isPositive();
      assertThat(load.read()).as(what).isPositive();
      IdleQueueCheck.validate(queue, what);
      if (at >= 0) {
        change.check.accept(scene);
      }
      load.close();
      time.runDeferred();
      if (!queue.admin().elevator().equals("none")) {
        assertThat(IdleQueueCheck.icqs(queue)).as(what).isZero();
      }
      assertNoIcqLeft(time, layer, queue, from, what);
    } catch (RuntimeException e) {
      throw new AssertionError(what, e);
    }
    assertThat(defects).as(what).isEmpty();
    return event;
  }

  /**
   * Asserts that no icq of the detached elevator is left: another queue with the same elevator has
   * only its own icqs.
   */
  private static void assertNoIcqLeft(
      VirtualTime time, BlockLayer layer, RequestQueue queue, String elevator, String what) {
    if (elevator.equals("none")) {
      return;
    }
    queue.admin().switchElevator("none");
    Task task = layer.tasks().newTask(TaskSpec.named("other"));
    try (RequestQueue other =
        layer.open(
            QueueConfig.onDriver("memory")
                .withName("other")
                .withElevator(elevator)
                .withDriverOption("size", "1m"))) {
      other.submitAndWait(layer.newBio().task(task).read(0, Arena.ofAuto().allocate(512, 512)));
      assertThat(IdleQueueCheck.icqs(other)).as("%s: icqs of %s", what, elevator).isEqualTo(1);
      task.exit();
      time.runDeferred();
      assertThat(IdleQueueCheck.icqs(other)).as("%s: icqs of %s", what, elevator).isZero();
    }
  }

  private static QueueConfig config(String elevator) {
    return QueueConfig.onDriver("memory")
        .withElevator(elevator)
        .withDriverOption("size", "8m")
        .withDriverOption("irqmode", "2")
        .withDriverOption("completion_nsec", "200us")
        .withDriverOption("volatile_cache", "1")
        .withDriverOption("submit_queues", "2")
        .withDriverOption("hw_queue_depth", "8")
        .withDriverOption("faults", FAULTS);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void dataIsIntactWhicheverEventTheChangePrecedes(String from, Change change) {
    int events = run(from, change, -1);
    assertThat(events).isGreaterThan(BURSTS);
    for (int at = 0; at < events; at++) {
      run(from, change, at);
    }
  }
}
