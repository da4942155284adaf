package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.DeviceGoneException;
import io.elevator.api.LatencyBucket;
import io.elevator.api.LatencyCollector;
import io.elevator.api.LatencySampling;
import io.elevator.api.Operation;
import io.elevator.api.RequestView;
import io.elevator.api.Task;
import io.elevator.spi.DriverFeature;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorCapability;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import io.elevator.spi.SpiVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows in which latencies of the driver are sampled. */
class LatencyCollectorTest {
  private static final long MICRO = 1_000;

  private final List<List<LatencyBucket>> windows = new ArrayList<>();

  private LatencyCollector collector(ToIntFunction<RequestView> buckets) {
    return new LatencyCollector() {
      @Override
      public int bucketOf(RequestView rq) {
        return buckets.applyAsInt(rq);
      }

      @Override
      public void windowEnded(List<LatencyBucket> sampled, long now) {
        windows.add(sampled);
      }
    };
  }

  private static int byDirection(RequestView rq) {
    return rq.operation() == Operation.READ ? 0 : rq.operation() == Operation.WRITE ? 1 : -1;
  }

  private static LatencyBucket bucket(long... nanos) {
    long sum = 0;
    long min = Long.MAX_VALUE;
    long max = 0;
    for (long each : nanos) {
      sum += each;
      min = Math.min(min, each);
      max = Math.max(max, each);
    }
    return new LatencyBucket(nanos.length, sum / nanos.length, min, max);
  }

  @Test
  void aWindowHasWhatEndedInItByBucket() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver);
      LatencySampling sampling =
          queue.collectLatencies(2, collector(LatencyCollectorTest::byDirection));
      queue.submit(world.read(0, 8));
      world.pass(100 * MICRO);
      driver.completeAll();
      assertThat(sampling.isRunning()).isFalse();
      sampling.startWindow(Duration.ofMillis(1));
      assertThat(sampling.isRunning()).isTrue();
      // Started before the window, ended in it.
      queue.submit(world.read(100, 8));
      queue.submit(world.write(200, 8));
      world.pass(300 * MICRO);
      driver.completeFirst();
      world.pass(101 * MICRO);
      driver.completeFirst();
      queue.submit(world.read(300, 8));
      world.pass(200 * MICRO);
      driver.completeFirst(BioStatus.IOERR);
      queue.submit(world.read(400, 8));
      world.pass(1000 * MICRO);
      assertThat(sampling.isRunning()).isFalse();
      driver.completeAll();
      assertThat(windows)
          .containsExactly(List.of(bucket(300 * MICRO, 200 * MICRO), bucket(401 * MICRO)));
      // Nothing of the past is in the next one.
      sampling.startWindow(Duration.ofMillis(1));
      world.pass(1000 * MICRO);
      assertThat(windows).hasSize(2);
      assertThat(windows.get(1)).containsExactly(LatencyBucket.EMPTY, LatencyBucket.EMPTY);
    }
  }

  /** With an elevator that asks for latencies starts are marked, without one they are not. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onlyWhatWasStartedWithTheMarkIsSampled(boolean elevatorAsks) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = elevatorAsks ? world.queue(driver, new AskingType()) : world.queue(driver);
      assertThat(queue.debugState().contains("STATS")).isEqualTo(elevatorAsks);
      queue.submit(world.read(0, 8));
      world.pass(10 * MICRO);
      LatencySampling sampling = queue.collectLatencies(1, collector(rq -> 0));
      assertThat(queue.debugState()).contains("STATS");
      sampling.startWindow(Duration.ofMillis(1));
      queue.submit(world.read(100, 8));
      world.pass(10 * MICRO);
      driver.completeAll();
      world.pass(1000 * MICRO);
      assertThat(windows)
          .containsExactly(
              List.of(elevatorAsks ? bucket(20 * MICRO, 10 * MICRO) : bucket(10 * MICRO)));
      sampling.close();
      assertThat(queue.debugState().contains("STATS")).isEqualTo(elevatorAsks);
      if (elevatorAsks) {
        queue.switchElevator("none");
        assertThat(queue.debugState()).doesNotContain("STATS");
      }
    }
  }

  @Test
  void aRequestCountsFromItsLastStartAndAFlushSequenceByItsSteps() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver);
      LatencySampling sampling =
          queue.collectLatencies(2, collector(rq -> rq.operation() == Operation.FLUSH ? 1 : 0));
      sampling.startWindow(Duration.ofMillis(10));
      queue.submit(world.read(0, 8));
      world.pass(500 * MICRO);
      HeldDriver.Given given = driver.held.removeFirst();
      given.hctx().requeue(given.cookie(), true);
      world.pass(7 * MICRO);
      driver.completeFirst();
      // Flush, data, flush.
      queue.submit(world.write(100, 8).flags(BioFlags.PREFLUSH | BioFlags.FUA));
      for (long micros : new long[] {20, 3, 40}) {
        world.pass(micros * MICRO);
        driver.completeFirst();
      }
      world.pass(10_000 * MICRO);
      assertThat(windows)
          .containsExactly(List.of(bucket(7 * MICRO, 3 * MICRO), bucket(20 * MICRO, 40 * MICRO)));
    }
  }

  @Test
  void moreTimeForAWindowAndTheNextFromItsEnd() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver);
      List<Long> ends = new ArrayList<>();
      LatencySampling[] self = new LatencySampling[1];
      LatencySampling sampling =
          queue.collectLatencies(
              1,
              new LatencyCollector() {
                @Override
                public int bucketOf(RequestView rq) {
                  return 0;
                }

                @Override
                public void windowEnded(List<LatencyBucket> sampled, long now) {
                  ends.add(now);
                  windows.add(sampled);
                  if (ends.size() < 3) {
                    self[0].startWindow(Duration.ofMillis(1));
                  } else {
                    self[0].close();
                  }
                }
              });
      self[0] = sampling;
      long start = world.time.now();
      sampling.startWindow(Duration.ofMillis(1));
      queue.submit(world.read(0, 8));
      world.pass(900 * MICRO);
      driver.completeAll();
      sampling.startWindow(Duration.ofMillis(1));
      world.pass(10_000 * MICRO);
      assertThat(ends)
          .containsExactly(start + 1900 * MICRO, start + 2900 * MICRO, start + 3900 * MICRO);
      assertThat(windows.getFirst()).containsExactly(bucket(900 * MICRO));
      assertThat(windows.get(2)).containsExactly(LatencyBucket.EMPTY);
      assertThatIllegalStateException()
          .isThrownBy(() -> sampling.startWindow(Duration.ofMillis(1)))
          .withMessageContaining(queue.name());
      sampling.close();
    }
  }

  @Test
  void mistakesOfACollectorEndNoRequest() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(8).inline());
      LatencySampling wild = queue.collectLatencies(1, collector(rq -> 7));
      wild.startWindow(Duration.ofMillis(1));
      LatencySampling broken =
          queue.collectLatencies(
              1,
              new LatencyCollector() {
                @Override
                public int bucketOf(RequestView rq) {
                  throw new IllegalStateException("no bucket");
                }

                @Override
                public void windowEnded(List<LatencyBucket> sampled, long now) {
                  throw new IllegalStateException("no end");
                }
              });
      broken.startWindow(Duration.ofMillis(1));
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
      world.pass(2000 * MICRO);
      world.expectErrors("bucket 7", "no bucket", "no end");
      assertThat(windows).containsExactly(List.of(LatencyBucket.EMPTY));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> wild.startWindow(Duration.ZERO))
          .withMessageContaining("above 0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.collectLatencies(0, collector(rq -> 0)))
          .withMessageContaining("1 or more");
      wild.startWindow(Duration.ofSeconds(1));
      queue.close();
      assertThat(wild.isRunning()).isFalse();
      assertThatIllegalStateException().isThrownBy(() -> wild.startWindow(Duration.ofSeconds(1)));
      assertThatThrownBy(() -> queue.collectLatencies(1, collector(rq -> 0)))
          .isInstanceOf(DeviceGoneException.class);
    }
  }

  /** The formula of the mean: made of sums again, rounded down each time. */
  @Test
  void bucketsAreCombinedInWholeNumbers() {
    LatencyBucket one = LatencyBucket.EMPTY.plus(2, 5, 2, 3);
    assertThat(one).isEqualTo(new LatencyBucket(2, 2, 2, 3));
    // (7 + 2 * 2) / 3, not (7 + 5) / 3.
    assertThat(one.plus(1, 7, 7, 7)).isEqualTo(new LatencyBucket(3, 3, 2, 7));
    assertThat(one.plus(0, 0, 0, 0)).isEqualTo(one);
    assertThat(one.plus(1, 1, 1, 1).min()).isEqualTo(1);
  }

  /** Whoever completes while a window ends counts in it, in the next, or between them in none. */
  @Test
  void nothingIsSampledTwice() throws InterruptedException {
    try (var world = QueueWorld.real().stripes(4)) {
      var driver = new HeldDriver(64).withoutHistory().inline();
      BlockQueue queue = world.queue(driver);
      AtomicLong counted = new AtomicLong();
      AtomicLong asked = new AtomicLong();
      var ended = new CountDownLatch(20);
      LatencySampling[] self = new LatencySampling[1];
      LatencySampling sampling =
          queue.collectLatencies(
              1,
              new LatencyCollector() {
                @Override
                public int bucketOf(RequestView rq) {
                  asked.incrementAndGet();
                  return 0;
                }

                @Override
                public void windowEnded(List<LatencyBucket> sampled, long now) {
                  counted.addAndGet(sampled.getFirst().count());
                  ended.countDown();
                  if (ended.getCount() > 0) {
                    self[0].startWindow(Duration.ofMillis(1));
                  }
                }
              });
      self[0] = sampling;
      sampling.startWindow(Duration.ofMillis(1));
      List<Thread> threads = new ArrayList<>();
      AtomicLong done = new AtomicLong();
      for (int i = 0; i < 4; i++) {
        int stripe = i;
        threads.add(
            new Thread(() -> {
              Task task = world.newTask("task" + stripe, stripe);
              var random = new SplittableRandom(stripe);
              while (ended.getCount() > 0) {
                var bio = world.bio();
                bio.task(task).read(random.nextInt(1000) * 8L, world.memory, 0, 512);
                queue.submitAndWait(bio);
                done.incrementAndGet();
              }
              task.exit();
            }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(counted.get()).isPositive().isLessThanOrEqualTo(asked.get());
      assertThat(asked.get()).isLessThanOrEqualTo(done.get());
      RaceTest.atRest(queue);
    }
  }

  /** A list that asks for latencies. */
  @SpiVersion(SpiVersion.CURRENT)
  private static final class AskingType extends ElevatorType {
    private final ElevatorType list = new ListElevatorType();

    @Override
    public String name() {
      return "asking";
    }

    @Override
    public String description() {
      return "asks for latencies";
    }

    @Override
    public Icq.Factory icqFactory() {
      return null;
    }

    @Override
    public Set<ElevatorCapability> capabilities() {
      return Set.of(ElevatorCapability.QUEUE_WIDE_DISPATCH, ElevatorCapability.LATENCY_STATISTICS);
    }

    @Override
    public Elevator attach(io.elevator.spi.Attachment attachment) {
      return list.attach(attachment);
    }
  }
}
