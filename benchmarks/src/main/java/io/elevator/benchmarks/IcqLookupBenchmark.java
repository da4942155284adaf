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
 * Finding the icq of a task on a queue: through the hint, through the index, and with what one
 * might use instead. Run with one thread and with two ({@code -t 2}): each thread has a task of its
 * own, and only in {@code sharedContext…} do they share the context.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IcqLookupBenchmark {
  /** What all threads see. */
  @State(Scope.Benchmark)
  @SuppressWarnings("ThreadLocalUsage") // One for each queue, as a peer of the icq would be.
  public static class World {
    final ContextScene scene = new ContextScene();
    final ThreadLocal<@Nullable Icq> firstOfThread = new ThreadLocal<>();
    final ThreadLocal<@Nullable Icq> secondOfThread = new ThreadLocal<>();
    final CoreTask owner = scene.task();
    final AtomicInteger threads = new AtomicInteger();

    /** Makes icqs on both queues and the context that threads share. */
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

  /** What each thread has. */
  @State(Scope.Thread)
  public static class Submitter {
    CoreTask own;
    CoreTask sharing;
    QueueIcqs sharedQueue;
    QueueIcqs first;
    QueueIcqs second;
    Holder holder;
    final ConcurrentHashMap<Integer, Icq> map = new ConcurrentHashMap<>();

    /** Makes the tasks; the first thread takes the first queue of the shared context. */
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

  /** A final field. */
  static final class Holder {
    final Icq icq;

    Holder(Icq icq) {
      this.icq = icq;
    }
  }

  /** The queue asked for is the one asked for last. */
  @Benchmark
  public @Nullable Icq hintHit(Submitter submitter) {
    return submitter.own.lookupIcq(submitter.first);
  }

  /** Another queue each time: the hint never fits. */
  @Benchmark
  @OperationsPerInvocation(2)
  public void indexHit(Submitter submitter, Blackhole sink) {
    sink.consume(submitter.own.lookupIcq(submitter.second));
    sink.consume(submitter.own.lookupIcq(submitter.first));
  }

  /** Threads share a context and use a queue each: the hint fits one of them at most. */
  @Benchmark
  public @Nullable Icq sharedContextTwoQueues(Submitter submitter) {
    return submitter.sharing.lookupIcq(submitter.sharedQueue);
  }

  /** Threads share a context and use one queue. */
  @Benchmark
  public @Nullable Icq sharedContextOneQueue(Submitter submitter) {
    return submitter.sharing.lookupIcq(submitter.first);
  }

  /** A map of the task's, by queue id. */
  @Benchmark
  public @Nullable Icq peerConcurrentHashMap(Submitter submitter) {
    return submitter.map.get(submitter.first.id());
  }

  /** The same with another queue each time. */
  @Benchmark
  @OperationsPerInvocation(2)
  public void peerConcurrentHashMapAlternating(Submitter submitter, Blackhole sink) {
    sink.consume(submitter.map.get(submitter.second.id()));
    sink.consume(submitter.map.get(submitter.first.id()));
  }

  /** The same with another queue each time. */
  @Benchmark
  @OperationsPerInvocation(2)
  public void peerThreadLocalAlternating(World world, Blackhole sink) {
    sink.consume(world.secondOfThread.get());
    sink.consume(world.firstOfThread.get());
  }

  /** A thread local of the queue's. */
  @Benchmark
  public @Nullable Icq peerThreadLocal(World world) {
    return world.firstOfThread.get();
  }

  /** The floor. */
  @Benchmark
  public Icq peerFinalField(Submitter submitter) {
    return submitter.holder.icq;
  }
}
