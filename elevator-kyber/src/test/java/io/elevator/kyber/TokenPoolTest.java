package io.elevator.kyber;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testkit.fake.FakeHardwareQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenPoolTest {
  private final FakeHardwareQueue first = new FakeHardwareQueue(0, 64);
  private final FakeHardwareQueue second = new FakeHardwareQueue(1, 64);

  private static void takeAll(TokenPool pool, FakeHardwareQueue hctx) {
    int depth = pool.depth();
    for (int i = 0; i < depth; i++) {
      assertThat(pool.take(hctx)).isNotEqualTo(TokenMap.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void waitingHardwareQueueRunsAfterABatchOfReleases(Domain domain) {
    int batch = Math.min(domain.maxDepth / 8, 8);
    TokenPool pool = new TokenPool(domain, 1, 1, new ReentrantLock());
    takeAll(pool, first);
    assertThat(pool.isWaiting(0)).isFalse();
    assertThat(pool.take(first)).isEqualTo(TokenMap.NONE);
    assertThat(pool.isWaiting(0)).isTrue();

    for (int token = 0; token < batch - 1; token++) {
      pool.release(token, 0);
    }
    assertThat(first.takeRuns()).isZero();
    pool.release(batch - 1, 0);

    assertThat(first.takeRuns()).isEqualTo(1);
    assertThat(pool.isWaiting(0)).isFalse();
  }

  @Test
  void releasesCountOnlyWhileAHardwareQueueWaits() {
    TokenPool pool = new TokenPool(Domain.WRITE, 1, 1, new ReentrantLock());
    takeAll(pool, first);
    for (int token = 0; token < 7; token++) {
      pool.release(token, 0);
    }
    for (int i = 0; i < 7; i++) {
      pool.take(first);
    }
    assertThat(pool.take(first)).isEqualTo(TokenMap.NONE);
    for (int token = 0; token < 7; token++) {
      pool.release(token, 0);
    }
    assertThat(first.takeRuns()).isZero();
    pool.release(7, 0);
    assertThat(first.takeRuns()).isEqualTo(1);
  }

  @Test
  void tokenEndsTheWaitAndTheReleaseCountContinuesLater() {
    TokenPool pool = new TokenPool(Domain.WRITE, 1, 1, new ReentrantLock());
    takeAll(pool, first);
    pool.take(first);
    for (int token = 0; token < 5; token++) {
      pool.release(token, 0);
    }
    assertThat(pool.take(first)).isNotEqualTo(TokenMap.NONE);
    assertThat(pool.isWaiting(0)).isFalse();
    pool.release(100, 0);
    for (int i = 0; i < 5; i++) {
      pool.take(first);
    }
    assertThat(pool.take(first)).isEqualTo(TokenMap.NONE);

    // Five releases were counted before this one; with three more the batch of eight is complete.
    pool.release(10, 0);
    pool.release(11, 0);
    assertThat(first.takeRuns()).isZero();
    pool.release(12, 0);
    assertThat(first.takeRuns()).isEqualTo(1);
  }

  @Test
  void secondReleaseOfATokenCountsTowardsTheBatch() {
    TokenPool pool = new TokenPool(Domain.OTHER, 1, 1, new ReentrantLock());
    takeAll(pool, first);
    pool.take(first);

    pool.release(3, 0);
    pool.release(3, 0);

    assertThat(first.takeRuns()).isEqualTo(1);
  }

  @Test
  void resizeChangesTheBatchSizeAndWakesNoHardwareQueue() {
    TokenPool pool = new TokenPool(Domain.READ, 1, 1, new ReentrantLock());
    takeAll(pool, first);
    pool.take(first);
    for (int token = 0; token < 6; token++) {
      pool.release(token, 0);
    }

    assertThat(pool.resize(16)).isTrue();
    assertThat(pool.resize(16)).isFalse();
    assertThat(first.takeRuns()).isZero();
    Map<String, String> state = KyberWorld.state(pool::describe);
    assertThat(state.get("wake_batch")).isEqualTo("2");
    assertThat(state.get("depth")).isEqualTo("16");

    pool.release(200, 0);
    assertThat(first.takeRuns()).isEqualTo(1);
  }

  @Test
  void allWaitingHardwareQueuesRunAndTheFirstOneRotates() {
    List<Integer> order = new ArrayList<>();
    first.onRun(() -> order.add(0));
    second.onRun(() -> order.add(1));
    TokenPool pool = new TokenPool(Domain.OTHER, 2, 2, new ReentrantLock());
    takeAll(pool, first);
    for (int round = 0; round < 2; round++) {
      assertThat(pool.take(first)).isEqualTo(TokenMap.NONE);
      assertThat(pool.take(second)).isEqualTo(TokenMap.NONE);
      pool.release(round, 0);
      pool.release(round + 2, 0);
      assertThat(pool.isWaiting(0)).isFalse();
      assertThat(pool.isWaiting(1)).isFalse();
      assertThat(pool.take(second)).isNotEqualTo(TokenMap.NONE);
      assertThat(pool.take(second)).isNotEqualTo(TokenMap.NONE);
    }
    assertThat(order).containsExactly(0, 1, 1, 0);
  }

  @Test
  void hardwareQueuesWaitIndependently() {
    TokenPool pool = new TokenPool(Domain.OTHER, 2, 2, new ReentrantLock());
    takeAll(pool, first);
    assertThat(pool.take(second)).isEqualTo(TokenMap.NONE);

    pool.release(0, 0);
    pool.release(1, 0);

    assertThat(first.takeRuns()).isZero();
    assertThat(second.takeRuns()).isEqualTo(1);
  }

  @Test
  void describeWritesTheMap() {
    TokenPool pool = new TokenPool(Domain.DISCARD, 1, 3, new ReentrantLock());
    pool.take(first);
    pool.take(first);
    pool.release(1, 2);
    Map<String, String> state = KyberWorld.state(pool::describe);

    assertThat(state)
        .containsEntry("depth", "64")
        .containsEntry("busy", "1")
        .containsEntry("released", "1")
        .containsEntry("tokens_per_word", "16")
        .containsEntry("words", "4")
        .containsEntry("wake_batch", "8")
        .containsEntry("hints", "2 0 1");
  }

  /**
   * Two dispatchers sleep when they get no token, and two completers release the tokens that were
   * taken. All four must finish in every interleaving, because each refused dispatcher is woken.
   */
  @Test
  @Timeout(120)
  void everyRefusedDispatcherIsWoken() throws InterruptedException {
    int each = 20_000;
    TokenPool pool = new TokenPool(Domain.OTHER, 2, 2, new ReentrantLock());
    ConcurrentLinkedQueue<Integer> out = new ConcurrentLinkedQueue<>();
    AtomicInteger left = new AtomicInteger(2 * each);
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (FakeHardwareQueue hctx : List.of(first, second)) {
      Semaphore runs = new Semaphore(0);
      hctx.onRun(runs::release);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int taken = 0; taken < each; ) {
                  int token = pool.take(hctx);
                  if (token == TokenMap.NONE) {
                    runs.acquireUninterruptibly();
                  } else {
                    most.accumulateAndGet(held.incrementAndGet(), Math::max);
                    out.add(token);
                    taken++;
                  }
                }
              }));
    }
    for (int i = 0; i < 2; i++) {
      int stripe = i;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                while (left.get() > 0) {
                  Integer token = out.poll();
                  if (token == null) {
                    Thread.onSpinWait();
                  } else {
                    held.decrementAndGet();
                    left.decrementAndGet();
                    pool.release(token, stripe);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(most.get()).isLessThanOrEqualTo(16);
    assertThat(pool.busy()).isZero();
  }
}
