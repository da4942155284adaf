package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Concurrent calls of different hooks, on one hardware queue and on several. */
class ParallelHooksTest {

  private static final int REQUESTS = 4000;

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void everyRequestIsDispatchedOnce(int threads) throws Exception {
    Bench bench = Bench.hdd();
    bench.set("slice_idle", 0);
    Queue<FakeRequest> seen = new ConcurrentLinkedQueue<>();
    List<Future<?>> submitters = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        TestTask task = bench.task("t" + i, 2, i);
        long base = i * 10_000_000L;
        submitters.add(
            pool.submit(() -> {
              for (int n = 0; n < REQUESTS; n++) {
                bench.read(task, base + n * 16L, 8);
                takeOne(bench, seen);
                bench.hasWork();
              }
            }));
      }
      for (Future<?> submitter : submitters) {
        submitter.get();
      }
    }
    while (bench.hasWork()) {
      takeOne(bench, seen);
    }

    assertThat(seen).hasSize(threads * REQUESTS).doesNotHaveDuplicates();
    assertThat(bench.device.inDriver).isZero();
    assertThat(bench.device.busy.total()).isZero();
  }

  private static void takeOne(Bench bench, Queue<FakeRequest> seen) {
    FakeRequest rq = bench.dispatch();
    if (rq != null) {
      seen.add(rq);
      bench.complete(rq);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000_000, 50_000_000})
  void timeDoesNotGoBackWhenThreadsEnterOutOfClockOrder(long nanos) {
    Bench bench = Bench.hdd();
    TestTask task = bench.task("t");
    bench.advance(100_000_000);
    bench.read(task, 0, 8);
    long now = bench.device.now;
    bench.device.enter(now - nanos);

    assertThat(bench.device.now).isEqualTo(now);
    assertThat(bench.device.tick).isEqualTo(bench.tick());
  }
}
