package io.elevator.integration.drives;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A platform thread that waits for its own bio performs the request itself, and an interrupt of
 * that thread affects no other thread's I/O.
 */
class WaiterTest {
  private static final long SECTORS = 8;
  private static final int ROUNDS = 200;

  @TempDir Path folder;

  private RequestQueue open(BlockLayer layer, String elevator) throws IOException {
    Path file = Files.write(folder.resolve("drive"), new byte[1 << 20]);
    return layer.open(
        QueueConfig.onDriver("file")
            .withDriverOption("filename", file.toString())
            .withElevator(elevator));
  }

  private static long figure(RequestQueue queue, String name) {
    return figure(queue.metrics().statistics(), name);
  }

  private static long figure(StatisticsNode node, String name) {
    if (node.values().get(name) instanceof Long value) {
      return value;
    }
    return node.children().stream().mapToLong(child -> figure(child, name)).max().orElse(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline"})
  void waitingPlatformThreadPerformsItsOwnRequest(String elevator) throws Exception {
    try (BlockLayer layer = BlockLayers.builder().build();
        RequestQueue queue = open(layer, elevator);
        Arena arena = Arena.ofShared()) {
      Task task = layer.tasks().newTask(TaskSpec.named("waiter"));
      MemorySegment memory = arena.allocate(4096, 4096);
      Bio bio = layer.newBio().task(task);
      for (int i = 0; i < ROUNDS; i++) {
        memory.fill((byte) i);
        assertThat(queue.submitAndWait(bio.write(512L * (i % 16 * SECTORS), memory, 0, 4096)))
            .isEqualTo(BioStatus.OK);
        memory.fill((byte) -1);
        assertThat(queue.submitAndWait(bio.read(512L * (i % 16 * SECTORS), memory, 0, 4096)))
            .isEqualTo(BioStatus.OK);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 4095)).isEqualTo((byte) i);
      }
      assertThat(figure(queue, "by_waiters")).isEqualTo(2 * ROUNDS);
      assertThat(figure(queue, "threads")).isZero();
      task.exit();
    }
  }

  @Test
  void waitingVirtualThreadLeavesTheRequestToTheDrive() throws Exception {
    try (BlockLayer layer = BlockLayers.builder().build();
        RequestQueue queue = open(layer, "none");
        Arena arena = Arena.ofShared()) {
      AtomicReference<BioStatus> status = new AtomicReference<>();
      Thread.ofVirtual()
          .start(() -> {
            Task task = layer.tasks().newTask(TaskSpec.named("virtual"));
            Bio bio = layer.newBio().task(task);
            status.set(queue.submitAndWait(bio.read(0, arena.allocate(4096, 4096), 0, 4096)));
            task.exit();
          })
          .join();
      assertThat(status).hasValue(BioStatus.OK);
      assertThat(figure(queue, "by_waiters")).isZero();
      assertThat(figure(queue, "threads")).isEqualTo(1);
    }
  }

  /** Starts a thread that submits bios one after another and waits for each. */
  private static Thread start(BlockLayer layer, String name, Consumer<Bio> untilDone) {
    return Thread.ofPlatform()
        .name(name)
        .start(() -> {
          Task task = layer.tasks().newTask(TaskSpec.named(name));
          untilDone.accept(layer.newBio().task(task));
          task.exit();
        });
  }

  @Test
  void interruptOfAWaitingThreadIsKeptAndAffectsNoOtherThread() throws Exception {
    try (BlockLayer layer = BlockLayers.builder().build();
        RequestQueue queue = open(layer, "none");
        Arena arena = Arena.ofShared()) {
      MemorySegment memory = arena.allocate(8192, 4096);
      AtomicBoolean stop = new AtomicBoolean();
      Queue<String> wrong = new ConcurrentLinkedQueue<>();
      Thread other =
          start(
              layer,
              "other",
              bio -> {
                while (!stop.get()) {
                  BioStatus status = queue.submitAndWait(bio.read(512L * 8, memory, 4096, 4096));
                  if (status != BioStatus.OK) {
                    wrong.add("the other's read: " + status);
                  }
                }
              });
      Thread interrupted =
          start(
              layer,
              "interrupted",
              bio -> {
                for (int i = 0; i < ROUNDS; i++) {
                  Thread.currentThread().interrupt();
                  BioStatus status = queue.submitAndWait(bio.write(0, memory, 0, 4096));
                  if (status != BioStatus.OK) {
                    wrong.add("write " + i + ": " + status);
                  }
                  if (!Thread.interrupted()) {
                    wrong.add("the interrupt of write " + i + " is lost");
                  }
                }
              });
      while (interrupted.isAlive()) {
        interrupted.interrupt();
        Thread.onSpinWait();
      }
      stop.set(true);
      other.join();
      assertThat(wrong).isEmpty();
    }
  }
}
