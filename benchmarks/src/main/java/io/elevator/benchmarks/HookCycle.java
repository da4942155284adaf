package io.elevator.benchmarks;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.core.context.CoreTask;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.spi.BioMerger;
import io.elevator.spi.Clock;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.RequestList;
import io.elevator.testkit.fake.FakeQueue;
import io.elevator.testkit.fake.FakeRequest;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One submitter that takes requests through all hooks of an elevator: bio-merge, limit-depth,
 * prepare, insert, has-work, dispatch, completed, finish. The requests are at random positions,
 * adjacent to no other request, a quarter of them are writes, and a fixed seed determines them. A
 * submitter belongs to one thread. Several submitters may share an elevator and complete each
 * other's requests.
 */
final class HookCycle {
  private static final int REQUEST_FLAGS = CoreRequest.ELV | CoreRequest.ELVPRIV;
  private static final int SECTORS = 8;
  private static final int PATTERN = 1 << 14;
  private static final long STEP_NANOS = 100;
  private static final int CLOCK_MASK = 1023;
  private static final long DEVICE_NANOS = 100_000;

  private final Elevator elevator;
  private final HardwareQueue hctx;
  private final @Nullable BioMerger merger;
  private final @Nullable DepthLimiter limiter;
  private final CoreTask task;
  private final Clock clock;
  private final @Nullable Icq icq;
  private final RequestList absorbed = new RequestList();
  private final RequestList inserting = new RequestList();
  private final RequestList free = new RequestList();
  private final long[] sectors = new long[PATTERN];
  private final int[] operations = new int[PATTERN];
  private int next;
  private long now;

  /** A request together with the bio that it contains. */
  private static final class BenchmarkRequest extends FakeRequest {
    final CoreBio bio = new CoreBio();
  }

  /**
   * Creates a submitter.
   *
   * @param icq icq of the task, or null for requests without an icq
   * @param requests number of requests that the submitter owns
   */
  HookCycle(FakeQueue queue, CoreTask task, @Nullable Icq icq, int requests) {
    clock = queue.time();
    elevator = queue.elevator();
    merger = queue.bioMerger();
    limiter = queue.depthLimiter();
    hctx = queue.hardwareQueue();
    this.task = task;
    this.icq = icq;
    now = clock.now();
    SplittableRandom random = new SplittableRandom(task.stripe());
    for (int i = 0; i < PATTERN; i++) {
      // Positions are multiples of 16 sectors and requests are shorter, so no two requests are
      // adjacent.
      sectors[i] = random.nextLong(1L << 36) * 16;
      operations[i] =
          random.nextInt(4) == 0 ? Operation.WRITE.code() : Operation.READ.code() | BioFlags.SYNC;
    }
    for (int i = 0; i < requests; i++) {
      BenchmarkRequest rq = new BenchmarkRequest();
      rq.bindElevator(elevator);
      free.addLast(rq);
    }
  }

  /** Inserts a request into the elevator, if the submitter has a free one. */
  void insert() {
    BenchmarkRequest rq = (BenchmarkRequest) free.removeFirst();
    if (rq == null) {
      return;
    }
    if ((next & CLOCK_MASK) == 0) {
      // Reads the clock only now and then: its cost is then negligible, and timers are still armed
      // for the future.
      now = Math.max(now, clock.now());
    }
    int at = next++ & (PATTERN - 1);
    int operation = operations[at];
    CoreBio bio = rq.bio;
    bio.describe(task, task.group(), operation, 0, sectors[at], SECTORS, 1);
    if (merger != null && merger.bioMerge(bio, absorbed, now)) {
      throw new IllegalStateException("a bio that touches nothing was merged");
    }
    if (limiter != null) {
      limiter.limitDepth(bio);
    }
    rq.allocate(hctx, operation, task, task.group(), task.stripe(), REQUEST_FLAGS, now);
    rq.icq(icq);
    elevator.prepare(rq, now);
    rq.carry(bio);
    inserting.addLast(rq);
    elevator.insert(hctx, inserting, false, absorbed, now);
  }

  /** Asks the elevator for a request and completes it. Returns whether there was one. */
  boolean dispatch() {
    if (!elevator.hasWork(hctx)) {
      return false;
    }
    BenchmarkRequest rq = (BenchmarkRequest) elevator.dispatch(hctx, now);
    if (rq == null) {
      return false;
    }
    now += STEP_NANOS;
    rq.issued(now);
    elevator.completed(rq, now + DEVICE_NANOS);
    elevator.finish(rq, now + DEVICE_NANOS);
    free.addFirst(rq);
    return true;
  }
}
