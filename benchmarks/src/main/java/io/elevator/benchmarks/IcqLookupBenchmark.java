package io.elevator.benchmarks;

import io.elevator.api.TaskSpec;
import io.elevator.core.context.CoreContext;
import io.elevator.core.context.CoreTask;
import io.elevator.core.context.QueueIcqs;
import io.elevator.spi.Icq;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Measures how long finding the icq of a task on a queue takes: through the context's hint, through
 * its index, and with two alternatives from the JDK. Run with one thread and with two ({@code -t
 * 2}). Each thread has its own task; the threads share an io context only in {@code
 * sharedContext…}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IcqLookupBenchmark {
  /** State that all threads use. */
  @State(Scope.Benchmark)
  @SuppressWarnings("ThreadLocalUsage") // one for each queue, as an alternative to the icq
  public static class World {
    final ContextScene scene = new ContextScene();
    final ThreadLocal<@Nullable Icq> firstOfThread = new ThreadLocal<>();
    final ThreadLocal<@Nullable Icq> secondOfThread = new ThreadLocal<>();
    final CoreTask owner = scene.task();
    final AtomicInteger threads = new AtomicInteger();

    /** Creates icqs on both queues, and the context that the threads share. */
    public World() {
      touch(owner, scene.first);
      touch(owner, scene.second);
    }

    static Icq touch(CoreTask task, QueueIcqs queue) {
      Icq icq = task.findOrCreateIcq(queue, 1);
      if (icq == null) {
        throw new IllegalStateException("no icq");
      }
      ((CoreContext) icq.context()).put();
      return icq;
    }
  }

  /** State of each thread. */
  @State(Scope.Thread)
  public static class Submitter {
    CoreTask own;
    CoreTask sharing;
    QueueIcqs sharedQueue;
    QueueIcqs first;
    QueueIcqs second;
    Holder holder;
    final ConcurrentHashMap<Integer, Icq> map = new ConcurrentHashMap<>();

    /**
     * Creates the tasks. The first thread uses the first queue of the shared context, the others
     * the second.
     */
    @Setup
    public void setUp(World world) {
      first = world.scene.first;
      second = world.scene.second;
      own = world.scene.task();
      sharing = world.scene.tasks.newChild(world.owner, TaskSpec.named("sharer"), true);
      sharedQueue = world.threads.getAndIncrement() % 2 == 0 ? first : second;
      Icq icq = World.touch(own, first);
      world.firstOfThread.set(icq);
      map.put(first.id(), icq);
      Icq other = World.touch(own, second);
      world.secondOfThread.set(other);
      map.put(second.id(), other);
      holder = new Holder(icq);
      own.lookupIcq(first);
    }
  }

  /** Object whose final field refers to an icq. */
  static final class Holder {
    final Icq icq;

    Holder(Icq icq) {
      this.icq = icq;
    }
  }

  /** Looks up the icq on the same queue each time, so the hint always fits. */
  @Benchmark
  public @Nullable Icq hintHit(Submitter submitter) {
    return submitter.own.lookupIcq(submitter.first);
  }

  /** Looks up the icq on another queue each time, so the hint never fits. */
  @Benchmark
  @OperationsPerInvocation(2)
  public void indexHit(Submitter submitter, Blackhole sink) {
    sink.consume(submitter.own.lookupIcq(submitter.second));
    sink.consume(submitter.own.lookupIcq(submitter.first));
  }

  /**
   * Looks up icqs of a context that two threads share, with one queue for each thread, so the hint
   * fits one thread at most.
   */
  @Benchmark
  public @Nullable Icq sharedContextTwoQueues(Submitter submitter) {
    return submitter.sharing.lookupIcq(submitter.sharedQueue);
  }

  /** Looks up the icq of a context that all threads share, on one queue. */
  @Benchmark
  public @Nullable Icq sharedContextOneQueue(Submitter submitter) {
    return submitter.sharing.lookupIcq(submitter.first);
  }

  /**
   * Alternative: looks up the icq in a ConcurrentHashMap of the task, by queue id, on one queue.
   */
  @Benchmark
  public @Nullable Icq peerConcurrentHashMap(Submitter submitter) {
    return submitter.map.get(submitter.first.id());
  }

  /**
   * Alternative: looks up the icq in a ConcurrentHashMap of the task, with another queue each time.
   */
  @Benchmark
  @OperationsPerInvocation(2)
  public void peerConcurrentHashMapAlternating(Submitter submitter, Blackhole sink) {
    sink.consume(submitter.map.get(submitter.second.id()));
    sink.consume(submitter.map.get(submitter.first.id()));
  }

  /** Alternative: looks up the icq in a ThreadLocal of the queue, with another queue each time. */
  @Benchmark
  @OperationsPerInvocation(2)
  public void peerThreadLocalAlternating(World world, Blackhole sink) {
    sink.consume(world.secondOfThread.get());
    sink.consume(world.firstOfThread.get());
  }

  /** Alternative: looks up the icq in a ThreadLocal of the queue, on one queue. */
  @Benchmark
  public @Nullable Icq peerThreadLocal(World world) {
    return world.firstOfThread.get();
  }

  /** Alternative: reads the icq from a final field, which is the lower bound of all lookups. */
  @Benchmark
  public Icq peerFinalField(Submitter submitter) {
    return submitter.holder.icq;
  }
}
