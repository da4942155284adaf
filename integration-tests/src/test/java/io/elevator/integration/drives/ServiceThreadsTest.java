package io.elevator.integration.drives;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.integration.integrity.UringDriver;
import io.elevator.testing.Requires;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bios end and close returns even if service threads of a drive end early, throw, or cannot be
 * started.
 */
class ServiceThreadsTest {
  private enum Threads {
    USUAL,
    END_AT_ONCE,
    CANNOT_START
  }

  @TempDir Path folder;

  private final AtomicReference<Threads> made = new AtomicReference<>(Threads.USUAL);

  /**
   * Returns a thread factory. Creating or starting its threads fails as {@link #made} specifies.
   */
  private ThreadFactory factory() {
    return job -> {
      Thread thread =
          new Thread(made.get() == Threads.END_AT_ONCE ? () -> {} : job) {
            @Override
            public void start() {
              if (made.get() == Threads.CANNOT_START) {
                throw new OutOfMemoryError("unable to create native thread, says the test");
              }
              super.start();
            }
          };
      thread.setDaemon(true);
      return thread;
    };
  }

  private QueueConfig config(String driver) {
    return QueueConfig.onDriver(driver)
        .withDriverOption("filename", folder.resolve("drive").toString())
        .withDriverOption("size", "1m")
        .withElevator("none");
  }

  private static CompletableFuture<BioStatus> read(
      BlockLayer layer, RequestQueue queue, Task task, MemorySegment memory) {
    CompletableFuture<BioStatus> end = new CompletableFuture<>();
    queue.submit(
        layer.newBio().task(task).read(0, memory).onEnd(bio -> end.complete(bio.status())));
    return end;
  }

  @Test
  @Requires(kernel = UringDriver.class)
  void ringWhoseThreadHasEndedIsFoundByATimeOutAndItsQueueDeclaredDead() throws Exception {
    try (Arena arena = Arena.ofShared();
        BlockLayer layer =
            BlockLayers.builder().threads(factory()).errors((where, defect) -> {}).build();
        Task task = layer.tasks().newTask(TaskSpec.named("reader"))) {
      made.set(Threads.END_AT_ONCE);
      RequestQueue queue = layer.open(config("uring"));
      made.set(Threads.USUAL);
      queue.admin().setAttribute("io_timeout", "200");
      MemorySegment memory = arena.allocate(4096, 4096);
      assertThat(read(layer, queue, task, memory).get(1, TimeUnit.MINUTES))
          .as("reaped by another thread")
          .isEqualTo(BioStatus.OK);
      assertThat(read(layer, queue, task, memory).get(1, TimeUnit.MINUTES))
          .isEqualTo(BioStatus.OFFLINE);
      assertThat(queue.admin().close(Duration.ofMinutes(1))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "bfq"})
  void fileQueueWorksWhileNoThreadCanBeStartedAndAfterwards(String elevator) throws Exception {
    try (Arena arena = Arena.ofShared();
        BlockLayer layer =
            BlockLayers.builder().threads(factory()).errors((where, defect) -> {}).build();
        Task task = layer.tasks().newTask(TaskSpec.named("reader"))) {
      RequestQueue queue = layer.open(config("file").withElevator(elevator));
      MemorySegment memory = arena.allocate(4096, 4096);
      for (Threads kind : new Threads[] {Threads.CANNOT_START, Threads.USUAL}) {
        made.set(kind);
        for (int i = 0; i < 3; i++) {
          assertThat(read(layer, queue, task, memory).get(1, TimeUnit.MINUTES))
              .as("%s", kind)
              .isEqualTo(BioStatus.OK);
        }
      }
      assertThat(queue.admin().close(Duration.ofMinutes(1))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uring", "file"})
  @Requires(kernel = UringDriver.class)
  void faultInABiosMemoryFailsOnlyThatBio(String driver) throws Exception {
    try (Arena arena = Arena.ofShared();
        BlockLayer layer = BlockLayers.builder().errors((where, defect) -> {}).build();
        Task task = layer.tasks().newTask(TaskSpec.named("reader"))) {
      RequestQueue queue = layer.open(config(driver));
      MemorySegment gone = truncated(arena);
      MemorySegment memory = arena.allocate(4096, 4096);
      for (int i = 0; i < 20; i++) {
        // The address is not aligned, so the drive copies the data and itself hits the fault.
        assertThat(read(layer, queue, task, gone.asSlice(24, 4096)).get(1, TimeUnit.MINUTES))
            .isEqualTo(BioStatus.IOERR);
        assertThat(read(layer, queue, task, memory).get(1, TimeUnit.MINUTES))
            .isEqualTo(BioStatus.OK);
      }
      assertThat(queue.admin().close(Duration.ofMinutes(1))).isTrue();
    }
  }

  /** Returns mapped memory whose file has been truncated, so that accessing it causes a fault. */
  private MemorySegment truncated(Arena arena) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("mapped"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 65536, arena);
      channel.truncate(0);
      return mapped;
    }
  }
}
