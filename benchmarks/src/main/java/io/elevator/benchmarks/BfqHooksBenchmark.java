package io.elevator.benchmarks;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.benchmarks.ElevatorHooksBenchmark.World;
import io.elevator.bfq.BfqElevatorType;
import io.elevator.core.context.CoreTask;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.Icq;
import io.elevator.spi.RequestList;
import io.elevator.testkit.fake.FakeRequest;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
 * Measures the nanoseconds that all hooks of one request take under BFQ. In each step one request
 * is dispatched, completed and finished, and its task inserts the next one, so that each task
 * always has the same number of requests queued.
 *
 * <p>With {@code -p queuedPerTask=1} each request ends a service slot; {@code -p
 * tasks=10,100,1000,10000} then shows how the cost grows with the number of active queues. Run with
 * {@code -prof gc} for bytes per request.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Xmx512m")
public class BfqHooksBenchmark {

  private static final int REQUEST_FLAGS = CoreRequest.ELV | CoreRequest.ELVPRIV;
  private static final int READ = Operation.READ.code() | BioFlags.SYNC;
  private static final int SECTORS = 8;

  /** Distance from one request of a task to its next one, in sectors: near, but not adjacent. */
  private static final long STRIDE = 512;

  private static final long TASK_REGION = 50_000_000;
  private static final long APART_NANOS = 700_000_000; // BFQ would merge tasks that start together
  private static final long DEVICE_NANOS = 5_000;
  private static final long STEP_NANOS = 20_000;

  /** Number of tasks that read. */
  @Param({"8", "64"})
  public int tasks;

  /** Number of requests that each task has queued. */
  @Param("4")
  public int queuedPerTask;

  /** Value of BFQ's tunable {@code low_latency}. */
  @Param({"0", "1"})
  public int lowLatency;

  private @Nullable World world;
  private @Nullable Elevator elevator;
  private @Nullable BioMerger merger;
  private @Nullable DepthLimiter limiter;
  private final RequestList inserting = new RequestList();
  private final RequestList absorbed = new RequestList();
  private long now;

  /** Creates the benchmark. Public because JMH calls it. */
  public BfqHooksBenchmark() {}

  /** A task and the position at which it reads next. */
  private static final class Reader {
    final CoreTask task;
    final @Nullable Icq icq;
    long position;

    Reader(CoreTask task, @Nullable Icq icq, long position) {
      this.task = task;
      this.icq = icq;
      this.position = position;
    }
  }

  /** A request that always contains the bio of its reader. */
  private static final class ReadersRequest extends FakeRequest {
    final Reader reader;
    final CoreBio bio = new CoreBio();

    ReadersRequest(Reader reader) {
      this.reader = reader;
    }
  }

  /** Attaches the elevator and queues all requests. */
  @Setup(Level.Trial)
  public void attach() {
    World attached = new World(new BfqElevatorType(), true);
    world = attached;
    Elevator bfq = attached.queue.elevator();
    elevator = bfq;
    merger = attached.queue.bioMerger();
    limiter = attached.queue.depthLimiter();
    now = attached.queue.now();
    bfq.store("slice_idle", "0", now);
    bfq.store("low_latency", Integer.toString(lowLatency), now);
    for (int i = 0; i < tasks; i++) {
      now += APART_NANOS;
      CoreTask task = attached.task(i);
      Reader reader = new Reader(task, attached.icq(task), i * TASK_REGION);
      for (int k = 0; k < queuedPerTask; k++) {
        ReadersRequest rq = new ReadersRequest(reader);
        rq.bindElevator(bfq);
        insert(bfq, attached, rq);
      }
    }
  }

  /** Dispatches and ends all queued requests, and detaches the elevator. */
  @TearDown(Level.Trial)
  public void detach() {
    World attached = world();
    for (ReadersRequest rq = dispatch(); rq != null; rq = dispatch()) {
      end(rq);
    }
    attached.close();
  }

  private World world() {
    World attached = world;
    if (attached == null) {
      throw new IllegalStateException("not attached");
    }
    return attached;
  }

  private Elevator elevator() {
    Elevator attached = elevator;
    if (attached == null) {
      throw new IllegalStateException("not attached");
    }
    return attached;
  }

  private @Nullable ReadersRequest dispatch() {
    now += STEP_NANOS;
    return (ReadersRequest) elevator().dispatch(world().hctx(), now);
  }

  private void end(ReadersRequest rq) {
    now += DEVICE_NANOS;
    elevator().completed(rq, now);
    elevator().finish(rq, now);
  }

  private void insert(Elevator bfq, World attached, ReadersRequest rq) {
    Reader reader = rq.reader;
    CoreTask task = reader.task;
    reader.position += STRIDE;
    CoreBio bio = rq.bio;
    bio.describe(task, task.group(), READ, 0, reader.position, SECTORS, 1);
    if (Objects.requireNonNull(merger).bioMerge(bio, absorbed, now)) {
      throw new IllegalStateException("a bio that touches nothing was merged");
    }
    Objects.requireNonNull(limiter).limitDepth(bio);
    rq.allocate(attached.hctx(), READ, task, task.group(), task.stripe(), REQUEST_FLAGS, now);
    rq.icq(reader.icq);
    bfq.prepare(rq, now);
    rq.carry(bio);
    inserting.addLast(rq);
    bfq.insert(attached.hctx(), inserting, false, absorbed, now);
  }

  /** Takes one request through all hooks. */
  @Benchmark
  public long allHooks() {
    ReadersRequest rq = dispatch();
    if (rq == null) {
      throw new IllegalStateException("bfq keeps requests back although slice_idle is 0");
    }
    end(rq);
    insert(elevator(), world(), rq);
    return rq.sortKey();
  }
}
