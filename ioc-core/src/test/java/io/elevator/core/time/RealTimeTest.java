package io.elevator.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.spi.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RealTimeTest {
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final RealTime time =
      new RealTime(
          Thread.ofPlatform().daemon().name("test-time-", 0).factory(),
          2,
          (where, e) -> errors.add(e));

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void timerDoesNotFireBeforeItsInstant() throws InterruptedException {
    var fired = new CountDownLatch(1);
    var at = new AtomicLong();
    Timer timer =
        time.newTimer(now -> {
          at.set(now);
          fired.countDown();
        });
    long expiry = time.now() + 2_000_000;
    timer.arm(expiry);
    fired.await();
    assertThat(at.get()).isGreaterThanOrEqualTo(expiry);
    assertThat(timer.isArmed()).isFalse();
  }

  @Test
  void timerArmedLaterAndThenEarlierFiresOnceAtTheLastInstant() throws InterruptedException {
    var fired = new CountDownLatch(1);
    var count = new AtomicInteger();
    Timer timer =
        time.newTimer(now -> {
          count.incrementAndGet();
          fired.countDown();
        });
    long start = time.now();
    timer.arm(start + 1_000_000_000_000L);
    timer.arm(start + 2_000_000_000_000L);
    timer.arm(start + 1_000_000L);
    fired.await();
    assertThat(count).hasValue(1);
    assertThat(timer.cancel()).isFalse();
  }

  @Test
  void everyArmedTimerFiresOnceAndNoCancelledTimerFires() throws InterruptedException {
    var random = new Random(42);
    int n = 500;
    var fired = new AtomicInteger[n];
    var armed = new boolean[n];
    var timers = new ArrayList<Timer>();
    var left = new AtomicReference<CountDownLatch>();
    for (int i = 0; i < n; i++) {
      int me = i;
      fired[i] = new AtomicInteger();
      timers.add(
          time.newTimer(now -> {
            fired[me].incrementAndGet();
            left.get().countDown();
          }));
    }
    long far = time.now() + 1_000_000_000_000L;
    int expected = 0;
    for (int i = 0; i < n; i++) {
      timers.get(i).arm(far + random.nextInt(1000));
      armed[i] = random.nextBoolean();
      if (armed[i]) {
        expected++;
      } else {
        assertThat(timers.get(i).cancel()).isTrue();
      }
    }
    left.set(new CountDownLatch(expected));
    long soon = time.now();
    for (int i = 0; i < n; i++) {
      if (armed[i]) {
        timers.get(i).arm(soon + random.nextInt(5_000_000));
      }
    }
    left.get().await();
    for (int i = 0; i < n; i++) {
      assertThat(fired[i]).as("timer %d", i).hasValue(armed[i] ? 1 : 0);
    }
  }

  @Test
  void closingATimerWaitsForItsCallback() throws Exception {
    var inside = new CyclicBarrier(2);
    var release = new CountDownLatch(1);
    var ended = new AtomicInteger();
    Timer timer =
        time.newTimer(now -> {
          try {
            inside.await();
            release.await();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          ended.incrementAndGet();
        });
    timer.arm(time.now());
    inside.await();
    Thread closer = Thread.ofPlatform().start(timer::close);
    while (closer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(ended).hasValue(0);
    assertThat(timer.close(1)).as("closed with a limit").isFalse();
    release.countDown();
    closer.join();
    assertThat(timer.close(1)).isTrue();
    assertThat(ended).hasValue(1);
    timer.arm(time.now());
    assertThat(timer.isArmed()).isFalse();
  }

  @Test
  void exceptionsOfTimerCallbacksAndJobsAreReportedAndStopNothingElse()
      throws InterruptedException {
    var second = new CountDownLatch(2);
    Timer bad =
        time.newTimer(now -> {
          throw new IllegalStateException("timer on purpose");
        });
    Timer good = time.newTimer(now -> second.countDown());
    bad.arm(time.now());
    time.defer(() -> {
      throw new IllegalStateException("job on purpose");
    });
    good.arm(time.now() + 1_000_000);
    time.defer(second::countDown);
    second.await();
    time.close();
    assertThat(errors)
        .extracting(Throwable::getMessage)
        .containsExactlyInAnyOrder("timer on purpose", "job on purpose");
  }

  @Test
  void clockIsPositiveAndTicksAreMilliseconds() {
    long now = time.now();
    assertThat(now).isPositive();
    assertThat(time.tick(now + 1_000_000) - time.tick(now)).isEqualTo(1);
    assertThat(time.nanosOfTick(time.tick(now)))
        .isLessThanOrEqualTo(now)
        .isGreaterThan(now - 1_000_000);
  }

  @Test
  void executorOfTheApplicationRunsJobsAndIsNotClosed() {
    List<Runnable> held = new CopyOnWriteArrayList<>();
    List<String> ran = new CopyOnWriteArrayList<>();
    RealTime clock = withExecutor(held::add);
    clock.defer(() -> ran.add("first"));
    clock.defer(() -> {
      throw new IllegalStateException("second");
    });
    assertThat(held).hasSize(2);
    assertThat(ran).isEmpty();
    var closer = new Thread(clock::close);
    closer.start();
    held.forEach(Runnable::run);
    join(closer);
    assertThat(ran).containsExactly("first");
    assertThat(errors).singleElement().satisfies(e -> assertThat(e).hasMessage("second"));
  }

  @Test
  void closingWaitsForJobsOnTheApplicationsExecutor() {
    List<Runnable> held = new CopyOnWriteArrayList<>();
    RealTime clock = withExecutor(held::add);
    clock.defer(() -> {});
    var closer = new Thread(clock::close);
    closer.start();
    while (closer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
      assertThat(Thread.interrupted()).as("ended by the time limit").isFalse();
    }
    held.getFirst().run();
    join(closer);
  }

  @Test
  void jobThatAnExecutorRefusesIsStillRun() throws InterruptedException {
    RealTime clock =
        withExecutor(job -> {
          throw new RejectedExecutionException("full");
        });
    var ran = new CountDownLatch(1);
    clock.defer(ran::countDown);
    ran.await();
    clock.close();
    assertThat(errors).singleElement().satisfies(e -> assertThat(e).hasMessage("full"));
  }

  /** Thread factory that cannot start a thread while {@code refusing} is set. */
  private static final class RefusingThreads implements java.util.concurrent.ThreadFactory {
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean refusing;

    @Override
    public Thread newThread(Runnable job) {
      made.incrementAndGet();
      Thread thread =
          new Thread(job) {
            @Override
            public void start() {
              if (refusing) {
                refused.incrementAndGet();
                throw new OutOfMemoryError("unable to create native thread");
              }
              super.start();
            }
          };
      thread.setDaemon(true);
      return thread;
    }
  }

  @Test
  void jobsRunWhenNoWorkerCanBeStarted() throws InterruptedException {
    var threads = new RefusingThreads();
    var clock = new RealTime(threads, 2, (where, e) -> errors.add(e));
    threads.refusing = true;
    var ran = new CountDownLatch(500);
    for (int i = 0; i < 500; i++) {
      clock.defer(ran::countDown);
    }
    ran.await();
    threads.refusing = false;
    // The pool tries again to start a worker, and the timer thread still fires timers.
    var worker = new AtomicReference<Thread>();
    var both = new CountDownLatch(2);
    clock.defer(() -> {
      worker.set(Thread.currentThread());
      both.countDown();
    });
    var timerThread = new AtomicReference<Thread>();
    Timer timer =
        clock.newTimer(now -> {
          timerThread.set(Thread.currentThread());
          both.countDown();
        });
    timer.arm(clock.now());
    both.await();
    clock.close();
    assertThat(worker.get()).isNotSameAs(timerThread.get());
    assertThat(threads.refused).hasPositiveValue();
    assertThat(errors).isNotEmpty().allMatch(e -> e instanceof OutOfMemoryError || isSummary(e));
  }

  private static boolean isSummary(Throwable e) {
    return e.getMessage().contains("more like this");
  }

  @Test
  void jobRunsWhenExecutorAndThreadsAreRefused() throws InterruptedException {
    var threads = new RefusingThreads();
    var clock =
        new RealTime(
            threads,
            job -> {
              throw new OutOfMemoryError("no room for a task");
            },
            (where, e) -> errors.add(e));
    threads.refusing = true;
    var ran = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      clock.defer(ran::countDown);
    }
    ran.await();
    clock.close();
    assertThat(errors).extracting(Throwable::getMessage).contains("no room for a task");
  }

  @Test
  void checkedExceptionsAndErrorsOfCallbacksJobsAndSinkLeaveAllThreadsAlive()
      throws InterruptedException {
    var clock =
        new RealTime(
            Thread.ofPlatform().daemon().factory(),
            1,
            (where, e) -> {
              errors.add(e);
              throw RealTimeTest.<RuntimeException>sneak(new java.io.IOException("sink"));
            });
    List<Throwable> thrown =
        List.of(new java.io.IOException("a"), new OutOfMemoryError("b"), new Exception("c"));
    for (Throwable each : thrown) {
      Timer timer =
          clock.newTimer(now -> {
            throw RealTimeTest.<RuntimeException>sneak(each);
          });
      timer.arm(clock.now());
      clock.defer(() -> {
        throw RealTimeTest.<RuntimeException>sneak(each);
      });
    }
    var alive = new CountDownLatch(2);
    Timer timer = clock.newTimer(now -> alive.countDown());
    timer.arm(clock.now() + 1_000_000);
    clock.defer(alive::countDown);
    alive.await();
    clock.close();
    assertThat(errors).hasSize(6).containsAll(thrown);
  }

  @Test
  void jobsBeyondTheCapacityOfTheListRunInOrder() throws InterruptedException {
    var hold = new CountDownLatch(1);
    var clock =
        new RealTime(Thread.ofPlatform().daemon().factory(), 1, (where, e) -> errors.add(e));
    var order = new CopyOnWriteArrayList<Integer>();
    clock.defer(() -> {
      try {
        hold.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    for (int i = 0; i < 1000; i++) {
      int me = i;
      clock.defer(() -> order.add(me));
    }
    hold.countDown();
    clock.close();
    assertThat(order).hasSize(1000).isSorted();
    assertThat(errors).isEmpty();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T sneak(Throwable e) throws T {
    throw (T) e;
  }

  private RealTime withExecutor(Executor executor) {
    return new RealTime(
        Thread.ofPlatform().daemon().name("test-time-", 0).factory(),
        executor,
        (where, e) -> errors.add(e));
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
