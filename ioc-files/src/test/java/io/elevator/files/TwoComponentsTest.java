package io.elevator.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BlockLayer;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two components that do not know each other open files of one disk, in virtual time. */
@Timeout(300)
class TwoComponentsTest {
  private static final Path FOLDER = Path.of("/db").toAbsolutePath();
  private static final long FILE_BYTES = 4L << 30;
  private static final int READ_BYTES = 256 << 10;
  private static final long SECONDS = 1_000_000_000;

  @Test
  void weightsOfEightToOneHoldAcrossFilesOnAHardDisk() throws IOException {
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = BlockLayers.builder().time(time).build();
        Component search = new Component(layer, "search", 800);
        Component backup = new Component(layer, "backup", 100)) {
      assertThat(search.disk.queue()).isNotNull().isSameAs(backup.disk.queue());
      search.start();
      backup.start();
      time.advanceTo(5 * SECONDS);
      long searchBefore = search.bytes;
      long backupBefore = backup.bytes;
      time.advanceTo(65 * SECONDS);
      double ratio = (double) (search.bytes - searchBefore) / (backup.bytes - backupBefore);

      assertThat(ratio).isCloseTo(8, Percentage.withPercentage(10));
      search.stop();
      backup.stop();
      time.runUntil(() -> search.inFlight == 0 && backup.inFlight == 0);
    }
  }

  /** Reads a file of its own from start to end, with several reads in flight. */
  private static final class Component implements AutoCloseable {
    private static final int READS = 4;

    private final Disk disk;
    private final DiskTask task;
    private final DiskFile file;
    private final List<PooledBuffer> buffers = new ArrayList<>();
    private long next;
    private long bytes;
    private int inFlight;
    private boolean isStopped;

    private Component(BlockLayer layer, String name, int weight) throws IOException {
      disk =
          Disks.builder()
              .layer(layer)
              .driver("sim-hdd")
              .driverOption("size", "100g")
              .elevator("bfq")
              .elevatorAttribute("low_latency", "0")
              .open(FOLDER);
      task = disk.task(name).weight(weight).build();
      file = disk.create(name, FileOption.direct(), FileOption.preallocate(FILE_BYTES));
    }

    private void start() {
      for (int i = 0; i < READS; i++) {
        PooledBuffer buffer = disk.buffers().take(READ_BYTES);
        buffers.add(buffer);
        read(buffer);
      }
    }

    private void read(PooledBuffer buffer) {
      long offset = next % FILE_BYTES;
      next += READ_BYTES;
      inFlight++;
      var ended =
          file.readAsync(task, offset, buffer.segment())
              .whenComplete((count, failure) -> {
                inFlight--;
                assertThat(failure).isNull();
                bytes += count;
                if (!isStopped) {
                  read(buffer);
                }
              });
      assertThat(ended).isNotNull();
    }

    private void stop() {
      isStopped = true;
    }

    @Override
    public void close() throws IOException {
      buffers.forEach(PooledBuffer::close);
      task.close();
      disk.close();
    }
  }
}
