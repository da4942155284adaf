package io.elevator.kyber;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Operation;
import io.elevator.testkit.fake.FakeHardwareQueue;
import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Concurrent submitters, dispatchers, completers and the timer on two hardware queues. A dispatcher
 * that gets no request sleeps, and is woken only by insertions and by the elevator. A lost wake-up,
 * or a wrong result of {@code hasWork}, shows as a request that is never dispatched.
 *
 * <p>At the end, writes must have been throttled, in whatever order the machine runs the threads.
 * Therefore the clock and the completions are kept in step: a completer waits when the clock is
 * {@value #LEAD} requests behind, and each request takes at least {@value #DEVICE_NANOS} ns. So the
 * timer expires about 30 times, every read misses its target, and each evaluation finds samples of
 * reads and of writes.
 */
@Timeout(180)
class KyberConcurrencyTest {
  private static final int HARDWARE_QUEUES = 2;
  private static final int STRIPES = 4;
  private static final int EACH = 15_000;

  /** Number of completed requests after which the clock advances by {@link #STEP_NANOS}. */
  private static final int STEP = 20;

  private static final long STEP_NANOS = 1_000_000;

  /** Number of requests that may complete before the clock has advanced for them. */
  private static final int LEAD = 10 * STEP;

  /**
   * Shortest service time of a request in nanoseconds; long enough for a read to miss its target.
   */
  private static final long DEVICE_NANOS = 1000;

  private static final Operation[] OPERATIONS = {
    Operation.READ, Operation.WRITE, Operation.DISCARD, Operation.WRITE_ZEROES
  };

  private final KyberWorld world = new KyberWorld(HARDWARE_QUEUES, STRIPES);
  private final Semaphore[] runs = new Semaphore[HARDWARE_QUEUES];
  private final Queue<FakeRequest> out = new ConcurrentLinkedQueue<>();
  private final AtomicIntegerArray[] holders = new AtomicIntegerArray[Domain.COUNT];
  private final AtomicInteger handedOut = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicReference<String> broken = new AtomicReference<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final int total = STRIPES * EACH;

  /** One permit for each request that may complete before the clock advances. */
  private final Semaphore lead = new Semaphore(LEAD);

  /** One permit for each completed request for which the clock has not advanced yet. */
  private final Semaphore untimed = new Semaphore(0);

  @Test
  void everyRequestIsDispatchedOnceAndNoTokenIsHeldTwice() throws InterruptedException {
    for (int i = 0; i < HARDWARE_QUEUES; i++) {
      runs[i] = new Semaphore(0);
      world.hctx(i).onRun(runs[i]::release);
    }
    for (Domain domain : Domain.values()) {
      holders[domain.index] = new AtomicIntegerArray(domain.maxDepth);
    }
    // Reads miss their target, so the device counts as congested. Writes meet their target, so the
    // writes are throttled.
    world.elevator.store("read_lat_nsec", "0", 1);
    world.elevator.store("write_lat_nsec", "1000000000000", 1);
    List<Thread> threads = new ArrayList<>();
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      int mine = stripe;
      threads.add(start(() -> submit(mine)));
    }
    for (int i = 0; i < HARDWARE_QUEUES; i++) {
      int mine = i;
      threads.add(start(() -> dispatch(mine)));
      threads.add(start(this::complete));
    }
    threads.add(start(this::passTime));
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(broken.get()).isNull();
    assertThat(handedOut.get()).isEqualTo(total);
    assertThat(world.hasWork(0)).isFalse();
    assertThat(world.hasWork(1)).isFalse();
    for (Domain domain : Domain.values()) {
      assertThat(world.state(domain.label + "_tokens.busy")).isEqualTo("0");
    }
    assertThat(world.state("read_tokens.depth")).isEqualTo("256");
    assertThat(Integer.parseInt(world.state("write_tokens.depth"))).isLessThan(128);
    world.elevator.exit();
  }

  private Thread start(Runnable job) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            job.run();
          } catch (RuntimeException | Error e) {
            broken.compareAndSet(null, e.toString());
            over.set(true);
            // Wakes every waiting thread, so that all of them see that the test is over.
            wakeDispatchers();
            lead.release(total);
            untimed.release(total);
            throw e;
          }
        });
  }

  private FakeRequest make(int stripe, int number) {
    long sector = (long) stripe * EACH * 100 + number * 100L;
    return world.request(OPERATIONS[number % OPERATIONS.length], stripe, sector);
  }

  private void submit(int stripe) {
    int hctx = stripe % HARDWARE_QUEUES;
    for (int i = 0; i < EACH && !over.get(); i++) {
      FakeRequest rq = make(stripe, i);
      if (world.merge(world.bio(stripe, rq.opAndFlags(), rq.sortKey() - 3, 1))) {
        broken.set("a bio that touches nothing was merged");
      }
      world.insert(hctx, i % 50 == 0, rq);
      world.hctx(hctx).run();
    }
  }

  private void dispatch(int index) {
    while (handedOut.get() < total && !over.get()) {
      FakeRequest rq = world.hasWork(index) ? world.dispatch(index) : null;
      if (rq == null) {
        runs[index].acquireUninterruptibly();
        runs[index].drainPermits();
        continue;
      }
      Domain domain = Domain.of(rq.opAndFlags());
      if (holders[domain.index].incrementAndGet(KyberWorld.token(rq)) != 1) {
        broken.compareAndSet(null, domain + " token " + KyberWorld.token(rq) + " has two holders");
      }
      out.add(rq);
      if (handedOut.incrementAndGet() == total) {
        wakeDispatchers();
      }
    }
  }

  private void wakeDispatchers() {
    for (FakeHardwareQueue each : world.queue.hardwareQueues()) {
      each.run();
    }
  }

  // Yielding lets the dispatchers run sooner; no result of the test depends on it.
  @SuppressWarnings("ThreadPriorityCheck")
  private void complete() {
    while (finished.get() < total && !over.get()) {
      FakeRequest rq = out.poll();
      if (rq == null) {
        Thread.yield();
        continue;
      }
      lead.acquireUninterruptibly();
      Domain domain = Domain.of(rq.opAndFlags());
      holders[domain.index].decrementAndGet(KyberWorld.token(rq));
      long now = world.now() + DEVICE_NANOS;
      world.elevator.completed(rq, now);
      world.elevator.finish(rq, now);
      finished.incrementAndGet();
      untimed.release();
    }
  }

  /** Advances the clock by {@link #STEP_NANOS} for every {@link #STEP} completed requests. */
  private void passTime() {
    for (int timed = 0; timed < total && !over.get(); timed += STEP) {
      untimed.acquireUninterruptibly(STEP);
      world.advance(STEP_NANOS);
      lead.release(STEP);
    }
  }
}
