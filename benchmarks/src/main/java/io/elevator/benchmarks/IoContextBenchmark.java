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

/**
 * Measures the life of an io context and the operations that each request makes on it. Run with one
 * thread and with two.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IoContextBenchmark {
  /** State that all threads use. */
  @State(Scope.Benchmark)
  public static class World {
    final ContextScene scene = new ContextScene();
    final CoreTask owner = scene.task();

    /** Creates the context that the threads share. */
    public World() {
      put(owner.findOrCreateIcq(scene.first, 1));
    }
  }

  /** The tasks of one thread: one with its own context, and one with the shared context. */
  @State(Scope.Thread)
  public static class Submitter {
    CoreTask own;
    CoreTask sharing;

    /** Creates the thread's tasks. */
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

  /**
   * Makes the context operations of a request, on a task with its own context: finds the icq, takes
   * a reference, and puts it.
   */
  @Benchmark
  public void findAndPut(World world, Submitter submitter) {
    put(submitter.own.findOrCreateIcq(world.scene.first, 1));
  }

  /** Makes the context operations of a request, on a context that all threads share. */
  @Benchmark
  public void findAndPutShared(World world, Submitter submitter) {
    put(submitter.sharing.findOrCreateIcq(world.scene.first, 1));
  }

  /**
   * Measures the life of a task: creating it, its first request (which creates the io context and
   * the icq), its exit, and the deferred release of the context.
   */
  @Benchmark
  public void firstUseAndExit(World world) {
    CoreTask task = world.scene.task();
    put(task.findOrCreateIcq(world.scene.first, 1));
    task.exit();
    world.scene.runJobs();
  }
}
