package io.elevator.benchmarks;

import io.elevator.api.Credentials;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.QueueLimits;
import io.elevator.api.TaskSpec;
import io.elevator.core.context.CoreContext;
import io.elevator.core.context.CoreTask;
import io.elevator.core.context.GroupTree;
import io.elevator.core.context.IcqCache;
import io.elevator.core.context.IoContexts;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.context.TaskRegistry;
import io.elevator.core.time.RealTime;
import io.elevator.kyber.KyberAloneType;
import io.elevator.kyber.KyberType;
import io.elevator.mqdeadline.MqDeadlineType;
import io.elevator.mqdeadline.PolicyAloneType;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import io.elevator.testkit.fake.FakeHardwareQueue;
import io.elevator.testkit.fake.FakeQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Measures the nanoseconds that all hooks of one request take, with a number of requests queued.
 * With several threads each thread submits on its own stripe, and all of them share one hardware
 * queue, which is the worst case for dispatch.
 *
 * <p>The elevator {@code list} only keeps a list under a lock, so it shows the cost of the
 * measurement itself. {@code mq-deadline-alone} and {@code kyber-alone} are those elevators without
 * their locks, for one thread. Run with {@code -t 1} and {@code -t 2}, and {@code -prof gc} for
 * bytes per request.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 5, jvmArgsAppend = "-Xmx512m")
public class ElevatorHooksBenchmark {
  private static final Credentials NOBODY = new Credentials(0, 0, 0, Set.of());
  private static final int SPARE = 32;

  /** The elevator that is measured, shared by all threads. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** Name of the elevator that is measured. */
    @Param({"list", "kyber", "kyber-alone", "mq-deadline", "mq-deadline-alone"})
    public String elevator = "";

    /** Number of requests that are queued. */
    @Param({"1", "32", "256", "10000"})
    public int queued;

    /** Whether requests have an icq, in which the elevator counts statistics of the task. */
    @Param({"false", "true"})
    public boolean icq;

    private @Nullable World world;

    /** Attaches the elevator and creates the tasks. */
    @Setup(Level.Trial)
    public void attach() {
      ElevatorType type =
          switch (elevator) {
            case "list" -> new ListElevator.Type();
            case "kyber" -> new KyberType();
            case "kyber-alone" -> new KyberAloneType();
            case "mq-deadline" -> new MqDeadlineType();
            case "mq-deadline-alone" -> new PolicyAloneType();
            default -> throw new IllegalArgumentException("no elevator " + elevator);
          };
      world = new World(type, icq);
    }

    /** Dispatches and ends all queued requests, and detaches the elevator. */
    @TearDown(Level.Trial)
    public void detach() {
      world().close();
      world = null;
    }

    World world() {
      World attached = world;
      if (attached == null) {
        throw new IllegalStateException("not attached");
      }
      return attached;
    }
  }

  /** The attached elevator and the tasks that use it. */
  static final class World implements AutoCloseable {
    private static final int STRIPES = 8;
    private static final int NR_REQUESTS = 256;

    final FakeQueue queue;
    private final RealTime time;
    private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();
    private final TaskRegistry tasks;
    private final QueueIcqs icqs;
    private final @Nullable IcqCache cache;
    private volatile boolean frozen;

    World(ElevatorType type, boolean withIcqs) {
      time =
          new RealTime(
              Thread.ofPlatform().daemon().name("benchmark-", 0).factory(), 1, this::report);
      queue = new FakeQueue(1, STRIPES, time);
      queue.nrRequests(NR_REQUESTS);
      queue.limits(QueueLimits.builder().maxSectors(2560).maxDiscardSectors(8192).build());
      queue.onReport(this::report);
      // Runs that the elevator asks for are ignored, because the benchmark itself asks for
      // dispatches.
      queue.onRun(() -> {});
      hctx().onRun(() -> {});
      queue.attach(type);
      tasks =
          new TaskRegistry(
              new IoContexts(time, time::defer, this::report),
              new GroupTree(),
              STRIPES,
              NOBODY,
              PermissionPolicy.ALLOW);
      icqs = new QueueIcqs(0, () -> frozen, this::report);
      Icq.Factory factory = withIcqs ? type.icqFactory() : null;
      cache = factory == null ? null : new IcqCache(type.name(), factory);
      if (cache != null) {
        frozen = true;
        icqs.attach(cache, queue.elevator());
        frozen = false;
        queue.icqLookup(bio -> bio.task() instanceof CoreTask task ? task.lookupIcq(icqs) : null);
      }
    }

    private void report(String where, Throwable failure) {
      defect.compareAndSet(null, failure);
    }

    FakeHardwareQueue hctx() {
      return queue.hardwareQueue();
    }

    HookCycle submitter(int index, int requests) {
      CoreTask task = task(index);
      Icq icq = icq(task);
      return new HookCycle(queue, task, icq, requests);
    }

    CoreTask task(int index) {
      return tasks.newTask(TaskSpec.named("task " + index).withStripe(index % STRIPES));
    }

    /**
     * Returns the icq of a task, or null if the elevator has no icqs. The reference to the icq's
     * context is released, so only the task keeps the icq.
     */
    @Nullable Icq icq(CoreTask task) {
      Icq icq = icqs.wantsIcqs() ? task.findOrCreateIcq(icqs, time.now()) : null;
      if (icq != null) {
        ((CoreContext) icq.context()).put();
      }
      return icq;
    }

    @Override
    public void close() {
      frozen = true;
      if (cache != null) {
        icqs.clear(time.now());
        icqs.detach();
        cache.close();
      }
      queue.detach();
      time.close();
      Throwable failure = defect.get();
      if (failure != null) {
        throw new IllegalStateException("the elevator reported a defect", failure);
      }
    }
  }

  /** One thread that submits, dispatches and completes requests. */
  @State(Scope.Thread)
  public static class Submitter {
    private @Nullable HookCycle cycle;

    /** Queues this thread's share of the requests. */
    @Setup(Level.Trial)
    public void queue(Shared shared, ThreadParams thread) {
      int share = Math.max(shared.queued / thread.getThreadCount(), 1);
      HookCycle made = shared.world().submitter(thread.getThreadIndex(), share + SPARE);
      // One request less, because each measured cycle inserts one before it dispatches one.
      for (int i = 1; i < share; i++) {
        made.insert();
      }
      cycle = made;
    }

    /** Dispatches and ends the requests that are left. */
    @TearDown(Level.Trial)
    public void drain() {
      boolean more = true;
      while (more) {
        more = cycle().dispatch();
      }
    }

    HookCycle cycle() {
      HookCycle made = cycle;
      if (made == null) {
        throw new IllegalStateException("not set up");
      }
      return made;
    }
  }

  /** Takes one request through all hooks. */
  @Benchmark
  public boolean allHooks(Submitter submitter) {
    HookCycle cycle = submitter.cycle();
    cycle.insert();
    return cycle.dispatch();
  }
}
