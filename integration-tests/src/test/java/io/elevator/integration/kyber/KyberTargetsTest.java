package io.elevator.integration.kyber;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioFlags;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.integration.scene.VirtualLayer;
import io.elevator.spi.LatencyHistogram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Latency targets compared with the measured latency, on a simulated drive whose reads become
 * slower while it writes. Virtual time makes the figures the same in each run. The table goes to
 * {@code target/kyber-targets.md}, for the page on Kyber.
 */
class KyberTargetsTest {
  private static final long[] READ_MICROS = {250, 500, 1000, 2000};
  private static final long[] WRITE_MICROS = {1000, 2000, 5000, 20000};
  private static final long RUN_NANOS = 3_000_000_000L;
  private static final int STRIPES = 8;
  private static final int READERS = 4;
  private static final int READER_DEPTH = 4;
  private static final int WRITERS = 4;
  private static final int WRITER_DEPTH = 16;
  private static final int WRITE_BYTES = 65536;

  /** The measured latencies of a run, and the depths of reads and writes at its end. */
  private record Outcome(
      LatencyHistogram reads, LatencyHistogram writes, long readDepth, long writeDepth) {
    long readP99() {
      return reads.percentile(99);
    }

    long writeP99() {
      return writes.percentile(99);
    }
  }

  /** Keeps one bio in flight, at random positions, until the time of the run is over. */
  private static final class Loop implements BioCallback {
    private final VirtualLayer layer;
    private final RequestQueue queue;
    private final Task task;
    private final boolean writes;
    private final SplittableRandom random;
    private final LatencyHistogram latencies;
    private final long countFrom;
    private final long end;

    Loop(
        VirtualLayer layer,
        RequestQueue queue,
        Task task,
        boolean writes,
        SplittableRandom random,
        LatencyHistogram latencies) {
      this.layer = layer;
      this.queue = queue;
      this.task = task;
      this.writes = writes;
      this.random = random;
      this.latencies = latencies;
      // The first quarter of the run is not counted, because the depths settle then.
      countFrom = layer.time.now() + RUN_NANOS / 4;
      end = layer.time.now() + RUN_NANOS;
    }

    void submit(Bio bio) {
      if (writes) {
        bio.write(512L * (random.nextLong(1 << 23) * 128), layer.memory, 0, WRITE_BYTES)
            .flags(BioFlags.SYNC);
      } else {
        bio.read(512L * (random.nextLong(1 << 27) * 8), layer.memory, 0, 4096);
      }
      queue.submit(bio.task(task).onEnd(this));
    }

    @Override
    public void ended(Bio bio) {
      if (bio.submittedNanos() >= countFrom) {
        latencies.record(bio.endedNanos() - bio.submittedNanos());
      }
      if (layer.time.now() < end) {
        submit(bio);
      }
    }
  }

  private static Outcome run(String elevator, long readMicros, long writeMicros) {
    QueueConfig config =
        QueueConfig.onDriver("sim-ssd")
            .withDriverOption("preset", "nvme-ssd")
            .withDriverOption("data", "0")
            .withStripes(STRIPES)
            .withElevator(elevator);
    if (elevator.equals("kyber")) {
      config =
          config
              .withElevatorAttribute("read_lat_nsec", readMicros + "000")
              .withElevatorAttribute("write_lat_nsec", writeMicros + "000");
    }
    try (VirtualLayer layer = new VirtualLayer(null, STRIPES);
        RequestQueue queue = layer.open(config)) {
      LatencyHistogram reads = new LatencyHistogram();
      LatencyHistogram writes = new LatencyHistogram();
      for (int i = 0; i < READERS + WRITERS; i++) {
        boolean isWriter = i >= READERS;
        Task task = layer.task((isWriter ? "writer " : "reader ") + i, i);
        Loop loop =
            new Loop(
                layer, queue, task, isWriter, new SplittableRandom(i), isWriter ? writes : reads);
        for (int n = 0; n < (isWriter ? WRITER_DEPTH : READER_DEPTH); n++) {
          loop.submit(layer.bio(task));
        }
      }
      layer.time.runAll();
      boolean kyber = elevator.equals("kyber");
      return new Outcome(
          reads,
          writes,
          kyber ? VirtualLayer.figure(queue, "read_tokens/depth") : 0,
          kyber ? VirtualLayer.figure(queue, "write_tokens/depth") : 0);
    }
  }

  private static String row(String targets, Outcome outcome) {
    double seconds = RUN_NANOS * 0.75 / 1e9;
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %.0f | %.1f | %.0f | %.0f | %s |%n",
        targets,
        outcome.reads.percentile(50) / 1000,
        outcome.readP99() / 1000,
        outcome.reads.total() / seconds / 1000,
        outcome.writes.percentile(50) / 1e6,
        outcome.writeP99() / 1e6,
        outcome.writes.total() / seconds * WRITE_BYTES / 1e6,
        outcome.readDepth == 0 ? "" : outcome.readDepth + ", " + outcome.writeDepth);
  }

  @Test
  void latenciesFollowTheirTargets() throws IOException {
    StringBuilder table =
        new StringBuilder(
            """
            | read, write target | read p50 µs | read p99 µs | k reads/s | write p50 ms | write p99 ms | write MB/s | depths at the end |
            |---|---|---|---|---|---|---|---|
            """);
    Outcome none = run("none", 0, 0);
    table.append(row("none", none));
    Outcome[][] all = new Outcome[READ_MICROS.length][WRITE_MICROS.length];
    for (int r = 0; r < READ_MICROS.length; r++) {
      for (int w = 0; w < WRITE_MICROS.length; w++) {
        all[r][w] = run("kyber", READ_MICROS[r], WRITE_MICROS[w]);
        table.append(row(READ_MICROS[r] + " µs, " + WRITE_MICROS[w] / 1000 + " ms", all[r][w]));
      }
    }
    // Reads cannot reach their target, whatever the writes do. Writes can reach theirs, so the
    // writes are throttled.
    Outcome hopeless = run("kyber", 100, 100_000);
    table.append(row("100 µs, 100 ms", hopeless));
    Files.writeString(Path.of("target", "kyber-targets.md"), table);

    for (int r = 0; r < READ_MICROS.length; r++) {
      for (int w = 0; w < WRITE_MICROS.length; w++) {
        if (r > 0) {
          assertThat(stepOf(all[r - 1][w].readP99()))
              .as("read p99 at %d µs, with %d µs", READ_MICROS[r - 1], WRITE_MICROS[w])
              .isLessThanOrEqualTo(stepOf(all[r][w].readP99()) + 1);
        }
        if (w > 0) {
          assertThat(stepOf(all[r][w - 1].writeP99()))
              .as("write p99 at %d µs, with %d µs", WRITE_MICROS[w - 1], READ_MICROS[r])
              .isLessThanOrEqualTo(stepOf(all[r][w].writeP99()) + 1);
        }
      }
    }
    // Every read target that can be reached is reached, or missed by at most one step.
    for (int r = 0; r < READ_MICROS.length; r++) {
      for (int w = 0; w < WRITE_MICROS.length; w++) {
        assertThat(stepOf(all[r][w].readP99()))
            .isLessThanOrEqualTo(stepOf(READ_MICROS[r] * 1000) + 1);
      }
    }
    // If the read target is lax, reads leave more of the drive to the writes.
    assertThat(all[3][0].writes.total()).isGreaterThan(all[0][0].writes.total());
    assertThat(all[3][0].readDepth).isLessThan(all[0][0].readDepth);
    assertThat(hopeless.readP99()).isLessThan(none.readP99());
    assertThat(hopeless.writeDepth).isEqualTo(1);
  }

  private static int stepOf(long nanos) {
    return LatencyHistogram.bucketOf(nanos);
  }
}
