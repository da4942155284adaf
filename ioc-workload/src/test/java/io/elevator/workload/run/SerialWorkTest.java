package io.elevator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialWorkTest {
  private int rounds;
  private int depth;

  @Test
  void aRequestFromWithinARoundCausesAnotherRoundWithoutRecursion() {
    List<SerialWork> self = new ArrayList<>();
    SerialWork work =
        new SerialWork(() -> {
          assertThat(++depth).isEqualTo(1);
          if (++rounds < 5) {
            self.getFirst().ask();
          }
          depth--;
        });
    self.add(work);

    work.ask();

    assertThat(rounds).isEqualTo(5);
  }

  @Test
  void noRequestIsLostAndNoTwoRoundsRunAtOnce() throws Exception {
    int threads = 4;
    int asks = 20_000;
    AtomicInteger waiting = new AtomicInteger();
    AtomicInteger inside = new AtomicInteger();
    // The number is a plain variable on purpose: only the work uses it, and the test checks that
    // this is safe.
    int[] taken = new int[1];
    SerialWork work =
        new SerialWork(() -> {
          assertThat(inside.incrementAndGet()).isEqualTo(1);
          taken[0] += waiting.getAndSet(0);
          inside.decrementAndGet();
        });
    CyclicBarrier start = new CyclicBarrier(threads);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            pool.submit(() -> {
              start.await();
              for (int ask = 0; ask < asks; ask++) {
                waiting.incrementAndGet();
                work.ask();
              }
              return null;
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }

    assertThat(taken[0]).isEqualTo(threads * asks);
  }
}
