package io.elevator.integration.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.integration.distribution.Distribution;
import io.elevator.integration.scene.GatedDrive;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scenarios on real threads that wait: a driver for its device, and a task for an elevator or a
 * thaw.
 */
@Timeout(120)
class PeerWaitingTest {
  private final Queue<String> defects = new ConcurrentLinkedQueue<>();
  private final Queue<BioStatus> ended = new ConcurrentLinkedQueue<>();
  private final MemorySegment memory = Arena.ofAuto().allocate(4096, 4096);

  private BlockLayer layer(GatedDrive drive) {
    return BlockLayers.builder()
        .stripes(2)
        .plugins(Distribution.pluginFolders())
        .driver(drive)
        .errors((where, defect) -> defects.add(where + ": " + defect))
        .build();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new IllegalStateException("the test has taken too long");
      }
      Thread.onSpinWait();
    }
  }

  private void submitSome(BlockLayer layer, RequestQueue queue, int seed, CountDownLatch left) {
    var random = new SplittableRandom(seed);
    Task task = layer.tasks().newTask(TaskSpec.named("submitter" + seed));
    for (int i = 0; i < 40; i++) {
      queue.submit(
          layer
              .newBio()
              .task(task)
              .read(512L * (random.nextInt(1 << 20) * 8L), memory)
              .onEnd(bio -> {
                ended.add(bio.status());
                left.countDown();
              }));
    }
    task.exit();
  }

  /** A driver that blocks in its call does not block the submitters. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq", "fairway"})
  void submittersNeverCallADriverThatMayBlock(String elevator) throws InterruptedException {
    var drive = new GatedDrive(true, 8);
    try (BlockLayer layer = layer(drive);
        RequestQueue queue = layer.open(QueueConfig.onDriver("gated").withElevator(elevator))) {
      var left = new CountDownLatch(3 * 40);
      List<Thread> submitters = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int seed = i;
        submitters.add(Thread.ofPlatform().start(() -> submitSome(layer, queue, seed, left)));
      }
      // All submitters go on and end while the drive is still in its first call.
      for (Thread submitter : submitters) {
        submitter.join();
      }
      await(() -> !drive.callers.isEmpty());
      assertThat(ended).isEmpty();
      drive.open();
      left.await();
      assertThat(drive.callers).doesNotContainAnyElementsOf(submitters);
      assertThat(drive.callers).doesNotContain(Thread.currentThread());
    }
    assertThat(ended).hasSize(120).containsOnly(BioStatus.OK);
    assertThat(defects).isEmpty();
  }

  /** A thread that is interrupted while it waits for a frozen queue still completes its I/O. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq", "fairway"})
  void interruptWhileTheQueueIsFrozenDoesNotLoseTheIo(String elevator) throws InterruptedException {
    var drive = new GatedDrive(false, 8);
    try (BlockLayer layer = layer(drive);
        RequestQueue queue = layer.open(QueueConfig.onDriver("gated").withElevator(elevator))) {
      Task task = layer.tasks().newTask(TaskSpec.named("task"));
      var slow = new CountDownLatch(1);
      queue.submit(
          layer
              .newBio()
              .task(task)
              .read(0, memory)
              .onEnd(bio -> {
                ended.add(bio.status());
                slow.countDown();
              }));
      await(() -> drive.held() == 1);
      Thread resizer =
          Thread.ofPlatform().start(() -> queue.admin().setAttribute("nr_requests", "5"));
      await(() -> queue.metrics().debugState().contains("freeze_depth: 1"));
      var interrupted = new boolean[1];
      Thread reader =
          Thread.ofPlatform()
              .start(() -> {
                Task third = layer.tasks().newTask(TaskSpec.named("third"));
                ended.add(queue.submitAndWait(layer.newBio().task(third).read(512L * 8, memory)));
                interrupted[0] = Thread.currentThread().isInterrupted();
                third.exit();
              });
      await(() -> queue.metrics().statistics().values().get("parked").equals(1L));
      reader.interrupt();
      assertThat(ended).isEmpty();
      drive.open();
      slow.await();
      resizer.join();
      reader.join();
      assertThat(ended).containsExactly(BioStatus.OK, BioStatus.OK);
      assertThat(interrupted[0]).isTrue();
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("5");
      task.exit();
    }
    assertThat(defects).isEmpty();
  }
}
