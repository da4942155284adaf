package io.elevator.benchmarks;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.Credentials;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.QueueLimits;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.context.GroupTree;
import io.elevator.core.context.IoContexts;
import io.elevator.core.context.TaskRegistry;
import io.elevator.core.queue.BlockQueue;
import io.elevator.core.queue.QueueSetup;
import io.elevator.core.queue.admin.ElevatorKind;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.RealTime;
import io.elevator.mqdeadline.MqDeadlineType;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Measures the nanoseconds for one request from submission to callback, through a driver that does
 * nothing, with disk statistics on. The depth is that of the drive: all threads together have up to
 * that number of requests in flight, and the driver completes the requests of each thread in
 * batches. Run with {@code -t 1} and {@code -t 2}, and {@code -prof gc} for bytes per request.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx512m")
public class RequestQueueBenchmark {
  private static final int STRIPES = 4;
  private static final int DRIVER_DEPTH = 1024;

  /**
   * Driver that collects requests by stripe, and completes those of a stripe as soon as their
   * number reaches the depth.
   */
  static final class NullDriver extends BlockDriver {
    private final Completions[] batches = new Completions[STRIPES];
    private final int depth;
    private DriverQueue @Nullable [] hardwareQueues;

    /**
     * True if each request is completed at once from now on; written while the queue is quiesced.
     */
    private boolean ending;

    NullDriver(int depth) {
      this.depth = depth;
      for (int i = 0; i < STRIPES; i++) {
        batches[i] = new Completions(depth);
      }
    }

    @Override
    public DriverShape shape() {
      return new DriverShape(
          "null", 1L << 40, QueueLimits.builder().build(), 1, DRIVER_DEPTH, 0, Set.of());
    }

    @Override
    public void start(DriverQueue[] all) {
      hardwareQueues = all;
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      long cookie = rq.start();
      if (depth == 1 || ending) {
        hctx.complete(cookie, BioStatus.OK);
        return BioStatus.OK;
      }
      Completions batch = batches[rq.stripe()];
      batch.add(cookie, BioStatus.OK);
      if (batch.size() == depth) {
        hctx.complete(batch);
        batch.clear();
      }
      return BioStatus.OK;
    }

    /**
     * Completes the requests that are left in all batches. Called when no thread submits any more
     * and the queue is quiesced.
     */
    void drain() {
      ending = true;
      DriverQueue[] all = hardwareQueues;
      if (all != null) {
        for (Completions batch : batches) {
          all[0].complete(batch);
          batch.clear();
        }
      }
    }

    @Override
    public void close() {
      drain();
    }
  }

  /** The queue that is measured, shared by all threads. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** Name of the elevator of the queue. */
    @Param({"none", "list", "mq-deadline"})
    public String elevator = "";

    /** Number of requests that the drive has in flight before it completes some. */
    @Param({"1", "128"})
    public int depth;

    private @Nullable World world;

    /** Opens the queue. */
    @Setup(Level.Trial)
    public void open(BenchmarkParams params) {
      world = new World(elevator, Math.max(depth / params.getThreads(), 1));
    }

    /** Closes the queue. */
    @TearDown(Level.Trial)
    public void close() {
      world().close();
    }

    World world() {
      World open = world;
      if (open == null) {
        throw new IllegalStateException("not open");
      }
      return open;
    }
  }

  /** A queue with its driver, its time and its tasks. */
  static final class World implements AutoCloseable {
    final NullDriver driver;
    final RealTime time;
    final TaskRegistry tasks;
    final BlockQueue queue;

    World(String elevator, int depth) {
      driver = new NullDriver(depth);
      time = new RealTime(Thread.ofPlatform().daemon().factory(), 1, World::report);
      tasks =
          new TaskRegistry(
              new IoContexts(time, time::defer, World::report),
              new GroupTree(),
              STRIPES,
              new Credentials(0, 0, 0, Set.of()),
              PermissionPolicy.ALLOW);
      List<ElevatorKind> kinds =
          List.of(
              new ElevatorKind(new ListElevator.Type(), "list", null),
              new ElevatorKind(new MqDeadlineType(), "mq-deadline", null));
      queue =
          new BlockQueue(
              new QueueSetup(
                  0,
                  "null",
                  driver,
                  new ElevatorKind.Catalogue() {
                    @Override
                    public @Nullable ElevatorKind find(String name) {
                      return kinds.stream()
                          .filter(kind -> kind.name().equals(name))
                          .findFirst()
                          .orElse(null);
                    }

                    @Override
                    public List<String> names() {
                      return kinds.stream().map(ElevatorKind::name).toList();
                    }
                  },
                  tasks,
                  time,
                  World::report,
                  STRIPES,
                  1 << 20,
                  closed -> {}));
      queue.admin().switchElevator(elevator);
    }

    private static void report(String where, Throwable defect) {
      throw new IllegalStateException(where, defect);
    }

    @Override
    public void close() {
      // Requests that submitters staged for each other may reach the driver only now.
      queue.admin().quiesce();
      driver.drain();
      queue.admin().unquiesce();
      queue.close();
      time.close();
    }
  }

  /** One submitting thread with its own bios. */
  @State(Scope.Thread)
  public static class Submitter {
    private static final int BIOS = 1024;

    private final Bio[] bios = new Bio[BIOS];
    private final AtomicBoolean[] back = new AtomicBoolean[BIOS];
    private @Nullable BlockQueue queue;
    private int next;

    /** Creates the thread's task and bios. */
    @Setup(Level.Trial)
    public void prepare(Shared shared, ThreadParams thread) {
      prepare(shared.world(), thread.getThreadIndex() % STRIPES);
    }

    void prepare(World world, int stripe) {
      queue = world.queue;
      Task task = world.tasks.newTask(TaskSpec.named("task" + stripe).withStripe(stripe));
      MemorySegment memory = Arena.global().allocate(4096, 4096);
      for (int i = 0; i < BIOS; i++) {
        var here = new AtomicBoolean(true);
        back[i] = here;
        bios[i] = new CoreBio();
        // The bios have gaps between them, so that none are merged.
        bios[i].task(task).read(512L * (i * 1000L), memory).onEnd(bio -> here.setRelease(true));
      }
    }

    void submitOne() {
      BlockQueue open = queue;
      if (open == null) {
        throw new IllegalStateException("not prepared");
      }
      int slot = next;
      next = slot + 1 == BIOS ? 0 : slot + 1;
      AtomicBoolean here = back[slot];
      // Another thread may be completing this thread's bio.
      while (!here.getAcquire()) {
        Thread.onSpinWait();
      }
      here.setPlain(false);
      open.submit(bios[slot]);
    }
  }

  /** Submits one request and waits for its end. */
  @Benchmark
  public void request(Submitter submitter) {
    submitter.submitOne();
  }
}
