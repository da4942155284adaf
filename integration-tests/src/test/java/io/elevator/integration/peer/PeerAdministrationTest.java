package io.elevator.integration.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.DeviceGoneException;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.integration.distribution.Distribution;
import io.elevator.integration.integrity.PatternLoad;
import io.elevator.integration.scene.FailingElevator;
import io.elevator.integration.scene.IdleQueueCheck;
import io.elevator.integration.scene.ScriptedDrive;
import io.elevator.plugins.PluginFolders;
import io.elevator.testing.PluginJar;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices that are changed under I/O or opened again, and elevators that are removed. */
@Timeout(120)
class PeerAdministrationTest {
  private final Queue<String> defects = new ConcurrentLinkedQueue<>();
  private final MemorySegment memory = Arena.ofAuto().allocate(1 << 16, 4096);

  @AfterEach
  void nothingWasReported() {
    assertThat(defects).isEmpty();
  }

  private BlockLayers.Builder layer(int stripes) {
    return BlockLayers.builder()
        .stripes(stripes)
        .plugins(Distribution.pluginFolders())
        .errors((where, defect) -> defects.add(where + ": " + defect));
  }

  private static QueueConfig memory(String elevator) {
    return QueueConfig.onDriver("memory")
        .withElevator(elevator)
        .withDriverOption("size", "4m")
        .withDriverOption("submit_queues", "4")
        .withDriverOption("irqmode", "2")
        .withDriverOption("completion_nsec", "50us");
  }

  /**
   * Keeps each load at a depth in virtual time, and runs an action between their bursts.
   *
   * @param depth number of bios in flight for each load
   */
  private static void run(VirtualTime time, List<PatternLoad> loads, int depth, Runnable between) {
    for (int burst = 0; burst < 400; burst++) {
      for (PatternLoad load : loads) {
        time.runUntil(() -> load.inFlight() < depth);
        load.submitSome();
      }
      if (burst % 10 == 9) {
        between.run();
      }
    }
    for (PatternLoad load : loads) {
      time.runUntil(() -> load.inFlight() == 0);
      assertThat(load.inFlight()).as("a stall").isZero();
      assertThat(load.failures()).isEmpty();
      assertThat(load.written()).isGreaterThan(100);
      assertThat(load.read()).isGreaterThan(100);
      load.close();
    }
  }

  /**
   * The number of hardware queues alternates between one and four under I/O whose data is checked.
   */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq", "failing"})
  void dataIsIntactWhileTheNumberOfHardwareQueuesChanges(String elevator) {
    var failing = new FailingElevator("failing", FailingElevator.NEVER);
    failing.failure = new OutOfMemoryError("no memory for the third, on purpose");
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = layer(4).time(time).elevator(failing).build();
        Arena arena = Arena.ofShared();
        RequestQueue queue = layer.open(memory(elevator))) {
      PatternLoad load = new PatternLoad(layer, queue, arena, 24, 8192, false);
      int[] changes = {0};
      run(
          time,
          List.of(load),
          64,
          () -> {
            int wanted = changes[0]++ % 2 == 0 ? 1 : 4;
            if (wanted == 4 && elevator.equals("failing") && changes[0] % 4 == 0) {
              failing.failsAt = 2;
              assertThatIllegalStateException()
                  .isThrownBy(() -> queue.admin().hardwareQueues(4))
                  .withMessageContaining("keeps 1")
                  .withMessageContaining("on purpose");
              failing.failsAt = FailingElevator.NEVER;
              wanted = 1;
            } else {
              queue.admin().hardwareQueues(wanted);
            }
            assertThat(queue.admin().hardwareQueues()).isEqualTo(wanted);
            assertThat(queue.admin().elevator()).isEqualTo(elevator);
            assertThat(queue.admin().attribute("scheduler")).contains("[" + elevator + "]");
          });
      assertThat(changes[0]).isEqualTo(40);
      IdleQueueCheck.validate(queue, elevator);
    }
    assertThat(failing.alive.get()).isZero();
    assertThat(failing.hardwareQueues.get()).isZero();
  }

  /** Hardware queues and drives that share tags, while nr_requests changes. */
  @ParameterizedTest(name = "{0}, {1} drives")
  @CsvSource({
    "none, 1", "mq-deadline, 1", "kyber, 1", "bfq, 1",
    "none, 2", "mq-deadline, 2", "kyber, 2", "bfq, 2"
  })
  void dataIsIntactWhileSharedTagsAreResized(String elevator, int drives) {
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = layer(4).time(time).build();
        Arena arena = Arena.ofShared()) {
      List<RequestQueue> queues = new ArrayList<>();
      List<PatternLoad> loads = new ArrayList<>();
      for (int i = 0; i < drives; i++) {
        RequestQueue queue =
            layer.open(
                memory(elevator)
                    .withName("disk" + i)
                    .withDriverOption("shared_tag_bitmap", "1")
                    .withDriverOption("shared_tags", drives > 1 ? "host" : "0")
                    .withDriverOption("hw_queue_depth", "16"));
        queues.add(queue);
        loads.add(new PatternLoad(layer, queue, arena, 25 + i, 8192, false));
      }
      var random = new SplittableRandom(25);
      int most = elevator.equals("none") ? 16 : 64;
      run(
          time,
          loads,
          48,
          () -> {
            RequestQueue queue = queues.get(random.nextInt(drives));
            String requests = Integer.toString(4 + random.nextInt(most - 3));
            queue.admin().setAttribute("nr_requests", requests);
            assertThat(queue.admin().attribute("nr_requests")).isEqualTo(requests);
            long held = 0;
            for (int i = 0; i < drives; i++) {
              held += PeerWorld.figure(queues.get(i), "disk", "in_flight");
            }
            assertThat(held).as("tags of the host").isLessThanOrEqualTo(16);
          });
      for (RequestQueue queue : queues) {
        IdleQueueCheck.validate(queue, elevator);
        queue.close();
      }
    }
  }

  private void read(BlockLayer layer, RequestQueue queue, Task task, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(
              queue.submitAndWait(
                  layer.newBio().task(task).read(512L * (i % 100 * 64L), memory, 0, 4096)))
          .isEqualTo(BioStatus.OK);
    }
  }

  private static long queued(RequestQueue queue, Task task) {
    StatisticsNode node = queue.metrics().statistics(task);
    return node == null ? -1 : (Long) node.values().get("queued");
  }

  /**
   * A disk is closed and opened again under the same name, while a task and its io context go on.
   */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  void diskCanBeOpenedAgainUnderTheSameName(String elevator) {
    QueueConfig config =
        QueueConfig.onDriver("memory").withName("disk").withDriverOption("size", "4m");
    try (BlockLayer layer = layer(2).build()) {
      Task task = layer.tasks().newTask(TaskSpec.named("stays"));
      int id = -1;
      String requests = "";
      for (int round = 0; round < 4; round++) {
        RequestQueue queue = layer.open(config);
        if (round == 0) {
          id = queue.id();
          requests = queue.admin().attribute("nr_requests");
        }
        assertThat(queue.id()).as("its number is used again").isEqualTo(id);
        assertThat(queue.admin().elevator()).as("the default").isEqualTo("mq-deadline");
        assertThat(queue.admin().attribute("nr_requests")).isEqualTo(requests);
        assertThat(PeerWorld.figure(queue, "disk", "read_ios")).isZero();
        assertThat(PeerWorld.figure(queue, "disk", "io_ticks")).isZero();
        assertThat(queued(queue, task)).as("no icq").isEqualTo(-1);
        queue.admin().switchElevator(elevator);
        read(layer, queue, task, 10);
        assertThat(PeerWorld.figure(queue, "disk", "read_ios")).isEqualTo(10);
        if (elevator.equals("bfq")) {
          assertThat(queued(queue, task)).as("a new icq").isEqualTo(10);
          assertThat(IdleQueueCheck.icqs(queue)).isEqualTo(1);
        }
        if (!elevator.equals("none")) {
          queue.admin().setAttribute("nr_requests", "17");
        }
        queue.close();
      }
      task.exit();
    }
  }

  /**
   * A device is opened and closed while another thread changes the number of its hardware queues.
   */
  @Test
  void changingHardwareQueuesWhileDisksOpenAndCloseLosesNoIo() throws InterruptedException {
    try (BlockLayer layer = layer(4).build()) {
      var present = new AtomicReference<RequestQueue>();
      var over = new AtomicBoolean();
      var changes = new AtomicInteger();
      Thread changer =
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, e) -> defects.add("thrown: " + e))
              .start(() -> {
                while (!over.get()) {
                  RequestQueue queue = present.get();
                  if (queue == null) {
                    Thread.onSpinWait();
                    continue;
                  }
                  try {
                    queue.admin().hardwareQueues(1 + changes.get() % 4);
                    changes.incrementAndGet();
                  } catch (DeviceGoneException gone) {
                    present.compareAndSet(queue, null);
                  }
                }
              });
      String[] elevators = {"none", "mq-deadline", "kyber", "bfq"};
      Task task = layer.tasks().newTask(TaskSpec.named("reader"));
      // On a busy machine the changing thread may run more rarely than once for each queue; the
      // loop then goes on until it has run often enough.
      for (int i = 0; i < 200 || (changes.get() <= 200 && i < 20_000); i++) {
        try (RequestQueue queue =
            layer.open(
                QueueConfig.onDriver("memory")
                    .withElevator(elevators[i % 4])
                    .withDriverOption("size", "4m")
                    .withDriverOption("submit_queues", "4"))) {
          present.set(queue);
          read(layer, queue, task, 20);
        }
      }
      over.set(true);
      changer.join();
      assertThat(changes.get()).isGreaterThan(200);
      task.exit();
    }
  }

  /**
   * An elevator in use cannot be removed. Once no queue uses it, it can be removed together with
   * its icqs.
   */
  @Test
  void elevatorIsRemovedOnlyWhenNoQueueUsesIt(@TempDir Path work) throws IOException {
    Path folder = Files.createDirectory(work.resolve("plugins"));
    Path jar = folder.resolve("plugged.jar");
    new PluginJar("plugged", "plugged").named("plugin.plugged").write(work, jar);
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer =
            BlockLayers.builder()
                .stripes(2)
                .applicationModules(false)
                .plugins(PluginFolders.of(folder))
                .time(time)
                .driver(new ScriptedDrive(2, 8))
                .errors((where, defect) -> defects.add(where + ": " + defect))
                .build()) {
      List<Task> tasks = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        tasks.add(layer.tasks().newTask(TaskSpec.named("task" + i)));
      }
      RequestQueue queue =
          layer.open(QueueConfig.onDriver("scripted").withName("disk").withElevator("plugged"));
      tasks.forEach(task -> read(layer, queue, task, 3));
      assertThat(IdleQueueCheck.icqs(queue)).isEqualTo(5);
      assertThatIllegalStateException()
          .as("in use")
          .isThrownBy(() -> layer.plugins().remove(jar))
          .withMessageContaining("disk");
      read(layer, queue, tasks.getFirst(), 3);
      // A context whose last task has exited is destroyed by a deferred job, which has to run
      // first.
      tasks.get(0).exit();
      tasks.get(1).exit();
      queue.admin().switchElevator("none");
      tasks.get(2).exit();
      layer.plugins().remove(jar);
      assertThat(layer.elevators()).isEmpty();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.admin().switchElevator("plugged"));
      time.runDeferred();
      read(layer, queue, tasks.get(3), 3);
      layer.plugins().add(jar);
      queue.admin().switchElevator("plugged");
      read(layer, queue, tasks.get(3), 3);
      assertThat(IdleQueueCheck.icqs(queue)).as("of the new one").isEqualTo(1);
      IdleQueueCheck.validate(queue, "plugged again");
      queue.close();
      layer.plugins().remove(jar);
      tasks.get(3).exit();
      tasks.get(4).exit();
      time.runDeferred();
    }
  }
}
