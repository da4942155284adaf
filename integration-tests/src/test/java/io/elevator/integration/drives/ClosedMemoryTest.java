package io.elevator.integration.drives;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.Plug;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.integration.integrity.UringDriver;
import io.elevator.testing.Requires;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Writes of two tasks are merged, and one task closes its memory before the drive reads it. On each
 * drive only that task's write fails.
 */
class ClosedMemoryTest {
  private static final int BYTES = 4096;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"none, false", "none, true", "mq-deadline, false", "mq-deadline, true"})
  void onlyTheWriteWithClosedMemoryFailsOnFile(String elevator, boolean direct) throws Exception {
    onFile("file", elevator, direct);
  }

  @ParameterizedTest
  @CsvSource({"none, false", "none, true", "mq-deadline, false", "mq-deadline, true"})
  @Requires(kernel = UringDriver.class)
  void onlyTheWriteWithClosedMemoryFailsOnUring(String elevator, boolean direct) throws Exception {
    onFile("uring", elevator, direct);
  }

  private void onFile(String driver, String elevator, boolean direct) throws Exception {
    Path file = Files.write(folder.resolve("drive"), new byte[1 << 20]);
    try (BlockLayer layer = BlockLayers.builder().build()) {
      check(
          layer,
          QueueConfig.onDriver(driver)
              .withDriverOption("filename", file.toString())
              .withDriverOption("direct", direct ? "1" : "0")
              .withElevator(elevator),
          null);
    }
  }

  @ParameterizedTest
  @CsvSource({"none, 0", "none, 2", "mq-deadline, 2"})
  void onlyTheWriteWithClosedMemoryFailsOnMemory(String elevator, String irqmode) throws Exception {
    try (BlockLayer layer = BlockLayers.builder().build()) {
      check(
          layer,
          QueueConfig.onDriver("memory")
              .withDriverOption("size", "1m")
              .withDriverOption("irqmode", irqmode)
              .withElevator(elevator),
          null);
    }
  }

  @ParameterizedTest
  @CsvSource({"sim-hdd, none", "sim-hdd, mq-deadline", "sim-ssd, none", "sim-ssd, mq-deadline"})
  void onlyTheWriteWithClosedMemoryFailsOnSimulatedDrives(String driver, String elevator)
      throws Exception {
    var time = new VirtualTime();
    try (BlockLayer layer = BlockLayers.builder().time(time).build()) {
      check(
          layer,
          QueueConfig.onDriver(driver).withDriverOption("data", "1").withElevator(elevator),
          time);
    }
  }

  private static void check(BlockLayer layer, QueueConfig config, VirtualTime time)
      throws InterruptedException {
    Queue<String> ended = new ConcurrentLinkedQueue<>();
    var all = new CountDownLatch(3);
    try (RequestQueue queue = layer.open(config);
        Task careful = layer.tasks().newTask(TaskSpec.named("careful"));
        Task careless = layer.tasks().newTask(TaskSpec.named("careless"));
        Arena open = Arena.ofShared()) {
      Task[] tasks = {careful, careless, careful};
      // The memory is closed before the plug is flushed.
      try (Plug plug = layer.plug();
          Arena closed = Arena.ofShared()) {
        for (int i = 0; i < 3; i++) {
          MemorySegment memory =
              (i == 1 ? closed : open).allocate(BYTES, 4096).fill((byte) (i + 1));
          Bio bio = layer.newBio().task(tasks[i]).write(512L * (i * 8L), memory);
          queue.submit(
              bio.onEnd(b -> {
                ended.add(b.offset() / 512 + " " + b.status());
                all.countDown();
              }),
              plug);
        }
        assertThat(plug.size()).as("requests").isEqualTo(1);
      }
      if (time == null) {
        assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
      } else {
        time.advanceTo(time.now() + 10_000_000_000L);
      }
      assertThat(ended).containsExactlyInAnyOrder("0 OK", "8 IOERR", "16 OK");
      MemorySegment read = open.allocate(BYTES, 4096);
      for (int i = 0; i < 3; i += 2) {
        assertThat(queue.submitAndWait(layer.newBio().task(careful).read(512L * (i * 8L), read)))
            .isEqualTo(BioStatus.OK);
        assertThat(read.get(ValueLayout.JAVA_BYTE, BYTES - 1)).isEqualTo((byte) (i + 1));
      }
    }
  }
}
