package io.elevator.integration.parking;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.IoPriority;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.integration.scene.VirtualLayer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A reader of 4 KiB beside a task that floods the queue of a simulated NVMe SSD. Latencies are
 * exact, as time is virtual.
 */
class FloodTest {
  private static final int SEED = 1;
  private static final int READER_BYTES = 4096;

  /** Time in which the drive reads the requests that have tags, and in BFQ's case a slice. */
  private static final long FIRST_READ_NANOS = 50_000_000;

  /** A task with a constant number of random reads in the queue. */
  private static final class Reads {
    private final VirtualLayer layer;
    private final RequestQueue queue;
    private final Task task;
    private final int bytes;
    private final SplittableRandom random;
    private final List<Long> latencies = new ArrayList<>();
    private boolean stopped;

    private Reads(
        VirtualLayer layer, RequestQueue queue, String name, int bytes, IoPriority priority) {
      this.layer = layer;
      this.queue = queue;
      this.task = layer.task(TaskSpec.named(name).withStripe(0).withPriority(priority));
      this.bytes = bytes;
      this.random = new SplittableRandom(SEED + bytes);
    }

    private Reads start(int depth) {
      for (int i = 0; i < depth; i++) {
        submit(layer.bio(task));
      }
      return this;
    }

    private void submit(Bio bio) {
      long position = random.nextLong(queue.capacitySectors() * 512 / bytes) * bytes;
      queue.submit(
          bio.read(position, layer.memory, 0, bytes)
              .onEnd(ended -> {
                assertThat(ended.status()).isEqualTo(BioStatus.OK);
                latencies.add(ended.endedNanos() - ended.submittedNanos());
                if (!stopped) {
                  submit(ended);
                }
              }));
    }

    private long percentile99() {
      Collections.sort(latencies);
      return latencies.get(latencies.size() * 99 / 100);
    }
  }

  private static QueueConfig drive(String elevator, int driverTags) {
    return QueueConfig.onDriver("sim-ssd")
        .withDriverOption("preset", "nvme-ssd")
        .withDriverOption("data", "0")
        .withDriverOption("submit_queues", "1")
        .withDriverOption("hw_queue_depth", Integer.toString(driverTags))
        .withElevator(elevator);
  }

  private static long percentile99(String elevator, int driverTags, int floodBytes, int depth) {
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue = layer.open(drive(elevator, driverTags))) {
      var flood =
          new Reads(layer, queue, "flood", Math.max(floodBytes, 512), IoPriority.idle())
              .start(depth);
      var reader = new Reads(layer, queue, "reader", READER_BYTES, IoPriority.realTime(0)).start(1);
      layer.pass(0.1);
      flood.stopped = true;
      reader.stopped = true;
      layer.time.runAll();
      assertThat(reader.latencies).hasSizeGreaterThan(300);
      return reader.percentile99();
    }
  }

  /**
   * With an elevator there are 8 driver tags and 16 scheduler tags. A flood of 64 KiB reads keeps
   * the drive itself busy for longer: with none and 16 tags, and with kyber, which has no classes,
   * 12 reads of the flood go first. Each takes 19 µs.
   */
  @ParameterizedTest
  @CsvSource({
    "none, 16, 4096, 3.0",
    "mq-deadline, 8, 4096, 3.0",
    "kyber, 8, 4096, 3.0",
    "bfq, 8, 4096, 3.0",
    "none, 8, 65536, 3.0",
    "none, 16, 65536, 4.5",
    "mq-deadline, 8, 65536, 3.5",
    "kyber, 8, 65536, 5.5",
    "bfq, 8, 65536, 3.0"
  })
  void realTimeReaderBesideAFloodOf128ReadsIsNotMuchSlowerThanAlone(
      String elevator, int driverTags, int floodBytes, double most) {
    long alone = percentile99(elevator, driverTags, 0, 0);
    long beside = percentile99(elevator, driverTags, floodBytes, 128);
    assertThat((double) beside / alone).as("p99 beside / alone").isLessThanOrEqualTo(most);
  }

  /** In order of arrival, this read waited for seconds under every elevator. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  void firstReadOfATaskDoesNotWaitFor300000ReadsOfAnotherTask(String elevator) {
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue = layer.open(drive(elevator, 64))) {
      var best = IoPriority.bestEffort(4);
      var flood = new Reads(layer, queue, "flood", READER_BYTES, best);
      flood.stopped = true;
      flood.start(300_000);
      layer.pass(0.001);
      var reader = new Reads(layer, queue, "reader", READER_BYTES, best);
      reader.stopped = true;
      reader.start(1);
      layer.time.runAll();
      assertThat(flood.latencies).hasSize(300_000);
      assertThat(reader.latencies)
          .singleElement()
          .satisfies(nanos -> assertThat(nanos).isLessThan(FIRST_READ_NANOS));
    }
  }
}
