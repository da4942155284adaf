package io.elevator.benchmarks;

import io.elevator.core.flight.FlightRecordings;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the cost of a flight recording: nanoseconds for one request from submission to callback
 * through a driver that does nothing, in four cases: before any recording, after one, during one
 * with an event for each request, and during one that also has an event for each stage. Recordings
 * stay in memory. Run with {@code -prof gc} for bytes per request.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx512m")
public class FlightRecordingBenchmark {
  private static final String PREFIX = "io.elevator.";

  /** A queue whose requests a flight recording can record. */
  @State(Scope.Benchmark)
  public static class Scene {
    /** Name of the elevator of the queue. */
    @Param({"none", "mq-deadline"})
    public String elevator = "";

    /**
     * When the recording runs: {@code never}, {@code after} (it has ended), {@code during}, or
     * {@code stages} (during, with an event for each stage).
     */
    @Param({"never", "after", "during", "stages"})
    public String recording = "";

    private final RequestQueueBenchmark.Submitter submitter = new RequestQueueBenchmark.Submitter();
    private RequestQueueBenchmark.@Nullable World world;
    private @Nullable FlightRecordings watch;
    private @Nullable Recording flight;

    /** Opens the queue, and makes or begins the recording that {@link #recording} asks for. */
    @Setup(Level.Trial)
    public void open() {
      var made = new RequestQueueBenchmark.World(elevator, 1);
      world = made;
      submitter.prepare(made, 0);
      watch = new FlightRecordings();
      watch.add(made.queue);
      if (!recording.equals("never")) {
        flight = record(recording.equals("stages"));
      }
      if (recording.equals("after")) {
        for (int i = 0; i < 200_000; i++) {
          submitter.submitOne();
        }
        stop();
      }
    }

    private static Recording record(boolean stages) {
      Recording started = new Recording();
      started.setToDisk(false);
      started.enable(PREFIX + "Request");
      if (stages) {
        for (String stage :
            List.of("Queued", "Tagged", "Inserted", "Merged", "Issued", "Requeued", "Completed")) {
          started.enable(PREFIX + stage);
        }
      }
      started.start();
      return started;
    }

    private void stop() {
      Recording running = flight;
      if (running != null) {
        running.close();
        flight = null;
      }
    }

    /** Closes the queue and the recording. */
    @TearDown(Level.Trial)
    public void close() {
      stop();
      FlightRecordings watching = watch;
      RequestQueueBenchmark.World open = world;
      if (watching != null && open != null) {
        watching.remove(open.queue);
        watching.close();
        open.close();
      }
    }
  }

  /** Submits one request and waits for its end; for one thread only. */
  @Benchmark
  public void request(Scene scene) {
    scene.submitter.submitOne();
  }
}
