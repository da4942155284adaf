package io.elevator.benchmarks;

import io.elevator.api.Operation;
import io.elevator.core.queue.tags.StripedCounter;
import io.elevator.core.queue.tags.TagSpace;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.time.RealTime;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Measures single steps of a request's path. {@link RequestQueueBenchmark} measures all steps
 * together, {@link IcqLookupBenchmark} the icq, and {@link ElevatorHooksBenchmark} the elevators.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx512m")
public class QueueStepsBenchmark {
  private static final int STRIPES = 4;
  private static final int TAGS = 256;

  /** State that all threads share, as they share a queue. */
  @State(Scope.Benchmark)
  public static class Shared {
    private final StripedCounter units = new StripedCounter(STRIPES);
    private final TagSpace tags = new TagSpace(TAGS, 0);
    private final RealTime time =
        new RealTime(
            Thread.ofPlatform().daemon().factory(),
            1,
            (where, defect) -> {
              throw new IllegalStateException(where, defect);
            });
    private final DiskStatistics statistics = new DiskStatistics(time, STRIPES);

    /** Takes every other tag, as on a busy drive. */
    @Setup(Level.Trial)
    public void take() {
      for (int i = 0; i < TAGS; i++) {
        int ignored = tags.take(0, 0);
      }
      for (int i = 0; i < TAGS; i += 2) {
        tags.release(i);
      }
    }

    /** Ends the thread of the timer. */
    @TearDown(Level.Trial)
    public void close() {
      time.close();
    }
  }

  /** The stripe of a thread. */
  @State(Scope.Thread)
  public static class Submitter {
    private int stripe;
    private long now;

    /** Chooses the thread's stripe, and reads the time. */
    @Setup(Level.Trial)
    public void choose(Shared shared, ThreadParams thread) {
      stripe = thread.getThreadIndex() % STRIPES;
      now = shared.time.now();
    }
  }

  /** Reads the clock once; a request needs two readings. */
  @Benchmark
  public long clock(Shared shared) {
    return shared.time.now();
  }

  /** Takes a usage unit of the queue and returns it. */
  @Benchmark
  public void usageUnit(Shared shared, Submitter submitter) {
    shared.units.add(submitter.stripe, 1);
    shared.units.add(submitter.stripe, -1);
  }

  /** Takes a tag and returns it. */
  @Benchmark
  public int tag(Shared shared, Submitter submitter) {
    int tag = shared.tags.take(submitter.stripe, 0);
    shared.tags.release(tag);
    return tag;
  }

  /** Counts one request in the disk statistics and latency histograms. */
  @Benchmark
  public void statistics(Shared shared, Submitter submitter) {
    int read = Operation.READ.code();
    shared.statistics.begin(submitter.stripe, read, submitter.now);
    shared.statistics.end(submitter.stripe, read, 8, 300, 80_000, submitter.now);
  }
}
