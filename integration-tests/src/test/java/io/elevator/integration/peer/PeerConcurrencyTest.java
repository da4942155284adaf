package io.elevator.integration.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BlockLayer;
import io.elevator.api.DeviceGoneException;
import io.elevator.api.ElevatorInfo;
import io.elevator.api.LinuxFormat;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.integration.distribution.Distribution;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenarios in which real threads open, close, read and change queues concurrently. */
@Timeout(120)
class PeerConcurrencyTest {
  private static final String[] ELEVATORS = {"none", "mq-deadline", "kyber", "bfq", "fairway"};

  private final Queue<String> defects = new ConcurrentLinkedQueue<>();
  private final MemorySegment memory = Arena.ofAuto().allocate(1 << 16, 4096);

  private BlockLayer layer() {
    return BlockLayers.builder()
        .stripes(2)
        .plugins(Distribution.pluginFolders())
        .errors((where, defect) -> defects.add(where + ": " + defect))
        .build();
  }

  private RequestQueue open(BlockLayer layer, String elevator) {
    return layer.open(
        QueueConfig.onDriver("memory")
            .withDriverOption("size", "1m")
            .withDriverOption("irqmode", "2")
            .withDriverOption("completion_nsec", "20000")
            .withElevator(elevator));
  }

  /** Runs each job on its own thread, and fails with the first exception that a job throws. */
  private void runTogether(Runnable... works) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Runnable work : works) {
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, e) -> defects.add("thrown: " + e))
              .start(work));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(defects).isEmpty();
  }

  private void readSome(RequestQueue queue, BlockLayer layer, Task task, int count) {
    var left = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      queue.submit(
          layer
              .newBio()
              .task(task)
              .read(512L * (i % 100 * 8L), memory, 0, 4096)
              .onEnd(bio -> left.countDown()));
    }
    try {
      left.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void queuesOpenedAndClosedConcurrentlyReuseTheirIds() throws InterruptedException {
    try (BlockLayer layer = layer()) {
      List<String> names = layer.elevators().stream().map(ElevatorInfo::name).toList();
      Runnable cycle =
          () -> {
            Task task = layer.tasks().newTask(TaskSpec.named("cycles"));
            for (int i = 0; i < 50; i++) {
              try (RequestQueue queue = open(layer, ELEVATORS[i % 4])) {
                assertThat(queue.id()).as("numbers are used again").isLessThan(8);
                readSome(queue, layer, task, 5);
              }
            }
            task.exit();
          };
      runTogether(cycle, cycle, cycle);
      assertThat(layer.queues()).isEmpty();
      assertThat(layer.elevators().stream().map(ElevatorInfo::name)).isEqualTo(names);
    }
    assertThat(defects).isEmpty();
  }

  /** One thread changes and reads a queue while others switch its elevator and close it. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq", "fairway"})
  void queueClosedWhileReadSwitchedAndChangedLosesNoBio(String elevator)
      throws InterruptedException {
    try (BlockLayer layer = layer()) {
      for (int round = 0; round < 5; round++) {
        RequestQueue queue = open(layer, elevator);
        var over = new AtomicBoolean();
        runTogether(
            () -> untilOver(over, queue.metrics()::statistics),
            () ->
                untilOver(
                    over,
                    () -> {
                      assertThat(queue.metrics().debugState()).endsWith("\n");
                      assertThat(LinuxFormat.stat(queue.metrics().disk()).split(" ", -1))
                          .hasSize(17);
                      assertThat(LinuxFormat.inFlight(queue.metrics().inFlight()).split(" ", -1))
                          .hasSize(2);
                    }),
            () ->
                untilOver(
                    over,
                    () ->
                        queue
                            .admin()
                            .attributes()
                            .forEach(each -> queue.admin().attribute(each.name()))),
            () ->
                untilOver(
                    over,
                    () ->
                        queue
                            .admin()
                            .elevatorAttributes()
                            .forEach(each -> queue.admin().elevatorAttribute(each.name()))),
            () -> {
              int[] turn = {0};
              untilOver(over, () -> queue.admin().switchElevator(ELEVATORS[turn[0]++ % 4]));
            },
            () -> {
              int[] turn = {0};
              untilOver(
                  over,
                  () ->
                      queue
                          .admin()
                          .setAttribute("nr_requests", Integer.toString(4 + turn[0]++ % 60)));
            },
            () -> {
              Task task = layer.tasks().newTask(TaskSpec.named("reader"));
              for (int i = 0; i < 5; i++) {
                readSome(queue, layer, task, 40);
              }
              queue.close();
              readSome(queue, layer, task, 5);
              over.set(true);
              task.exit();
            });
        assertThat(layer.queues()).isEmpty();
      }
    }
    assertThat(defects).isEmpty();
  }

  private static void untilOver(AtomicBoolean over, Runnable work) {
    while (!over.get()) {
      try {
        work.run();
      } catch (NoSuchElementException | DeviceGoneException gone) {
        // The attribute was not found: it was removed with its elevator, or with the queue.
        Thread.onSpinWait();
      }
    }
  }
}
