package io.elevator.benchmarks;

import io.elevator.core.time.RealTime;
import io.elevator.spi.Timer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures one reading of the clock, which each entry into the library needs, and arming a timer,
 * which an idling elevator does at nearly each completion.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class TimeBenchmark {

  private static final long FAR_AWAY_NANOS = TimeUnit.HOURS.toNanos(1);

  private RealTime time;
  private Timer timer;

  /** Creates the benchmark. Public because JMH calls it. */
  public TimeBenchmark() {}

  @Setup
  public void open() {
    time =
        new RealTime(
            Thread.ofPlatform().daemon().name("time-", 0).factory(),
            1,
            (what, error) -> {
              throw new IllegalStateException(what, error);
            });
    timer = time.newTimer(now -> {});
  }

  @TearDown
  public void close() {
    time.close();
  }

  @Benchmark
  public long read() {
    return time.now();
  }

  @Benchmark
  public void armAndCancel() {
    timer.arm(FAR_AWAY_NANOS);
    timer.cancel();
  }
}
