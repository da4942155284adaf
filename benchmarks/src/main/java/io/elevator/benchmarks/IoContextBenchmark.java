package io.elevator.benchmarks;

import io.elevator.api.TaskSpec;
import io.elevator.core.context.CoreContext;
import io.elevator.core.context.CoreTask;
import io.elevator.spi.Icq;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A context's life, and what each request does with it; with one thread and with two. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IoContextBenchmark {
  /** What all threads see. */
  @State(Scope.Benchmark)
  public static class World {
    final ContextScene scene = new ContextScene();
    final CoreTask owner = scene.task();

    /** Makes the context that threads share. */
    public World() {
      put(owner.findOrCreateIcq(scene.first, 1));
    }
  }

  /** A task of each thread, with its own context or the shared one. */
  @State(Scope.Thread)
  public static class Submitter {
    CoreTask own;
    CoreTask sharing;

    /** Makes both. */
    @Setup
    public void setUp(World world) {
      own = world.scene.task();
      put(own.findOrCreateIcq(world.scene.first, 1));
      sharing = world.scene.tasks.newChild(world.owner, TaskSpec.named("sharer"), true);
    }
  }

  static void put(@Nullable Icq icq) {
    if (icq == null) {
      throw new IllegalStateException("no icq");
    }
    ((CoreContext) icq.context()).put();
  }

  /** A request of a task with its own context: find with a reference, and put. */
  @Benchmark
  public void findAndPut(World world, Submitter submitter) {
    put(submitter.own.findOrCreateIcq(world.scene.first, 1));
  }

  /** Same, on a context that all threads share. */
  @Benchmark
  public void findAndPutShared(World world, Submitter submitter) {
    put(submitter.sharing.findOrCreateIcq(world.scene.first, 1));
  }

  /** A task, its first request, which makes context and icq, its exit, and the deferred release. */
  @Benchmark
  public void firstUseAndExit(World world) {
    CoreTask task = world.scene.task();
    put(task.findOrCreateIcq(world.scene.first, 1));
    task.exit();
    world.scene.runJobs();
  }
}
