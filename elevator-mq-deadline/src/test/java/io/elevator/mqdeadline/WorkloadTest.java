package io.elevator.mqdeadline;

import static io.elevator.mqdeadline.TestQueue.BEST_EFFORT;
import static io.elevator.mqdeadline.TestQueue.IDLE;
import static io.elevator.mqdeadline.TestQueue.READ;
import static io.elevator.mqdeadline.TestQueue.REALTIME;
import static io.elevator.mqdeadline.TestQueue.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.spi.SubmittedBio;
import io.elevator.testkit.fake.FakeHardwareQueue;
import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random loads that contain all operations, on one hardware queue and on several. */
class WorkloadTest {
  private static final int STEPS = 4000;
  private static final int[] PRIORITIES = {REALTIME, BEST_EFFORT, BEST_EFFORT, 0, IDLE};

  private final List<String> order = new ArrayList<>();
  private final ArrayDeque<FakeRequest> atDrive = new ArrayDeque<>();
  private long submitted;
  private long merged;
  private long bytesIn;
  private long bytesOut;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void statisticsOfTasksChangeNoDecision(long seed) {
    TestQueue with = new TestQueue();
    with.fake.listening(true);
    run(with, seed);
    List<String> first = List.copyOf(order);
    order.clear();
    TestQueue without = new TestQueue();
    without.fake.withIcqs(false);
    run(without, seed);

    assertThat(order).hasSizeGreaterThan(1000).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void everyRequestIsDispatchedExactlyOnceOnSomeHardwareQueue(long seed) {
    TestQueue queue = new TestQueue(4);

    run(queue, seed);

    assertThat(bytesOut).isEqualTo(bytesIn);
    int inserted = 0;
    int absorbed = 0;
    int dispatched = 0;
    for (int i = 0; i < Level.COUNT; i++) {
      Level level = queue.level(i);
      inserted += level.inserted();
      absorbed += level.merged();
      dispatched += level.dispatched();
      assertThat(level.isEmpty()).isTrue();
      assertThat(level.queued()).isZero();
      assertThat(level.ownedByDriver()).isZero();
      assertThat(level.sorted(Level.READ).size() + level.sorted(Level.WRITE).size()).isZero();
      assertThat(level.cursor(Level.READ)).isNull();
      assertThat(level.cursor(Level.WRITE)).isNull();
    }
    assertThat(inserted).isEqualTo(submitted - merged);
    assertThat(dispatched).isEqualTo(inserted - absorbed);
    assertThat(queue.fake.hashedRequests()).isZero();
    assertThat(queue.fake.lastMerge()).isNull();
    for (FakeHardwareQueue hctx : queue.fake.hardwareQueues()) {
      assertThat(queue.elevator.hasWork(hctx)).isFalse();
    }
    assertThat(order.stream().map(line -> line.substring(0, 3)).distinct()).hasSize(16);
    queue.fake.detach();
  }

  /**
   * Submits, dispatches and completes requests and changes tunables at random, then drains the
   * queue.
   */
  private void run(TestQueue queue, long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      queue.advance(random.nextInt(2_000_000));
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> submit(queue, random);
        case 4, 5 -> dispatch(queue, random.nextInt(queue.fake.hardwareQueues().size()));
        case 6 -> complete(queue);
        default -> tune(queue, random);
      }
      checkStructures(queue);
    }
    while (queue.elevator.hasWork(queue.hctx()) || !atDrive.isEmpty()) {
      queue.advanceMs(1000);
      dispatch(queue, random.nextInt(queue.fake.hardwareQueues().size()));
      complete(queue);
    }
  }

  private void submit(TestQueue queue, Random random) {
    int op = random.nextInt(4) == 0 ? WRITE : READ;
    int sectors = 8 * (1 + random.nextInt(3));
    SubmittedBio bio =
        queue.bio(
            op, 8L * random.nextInt(2000), sectors, PRIORITIES[random.nextInt(PRIORITIES.length)]);
    submitted++;
    bytesIn += bio.sectors() << 9;
    if (queue.fake.merge(bio)) {
      merged++;
      return;
    }
    FakeRequest rq =
        queue.fake.request(
            bio, queue.fake.hardwareQueue(random.nextInt(queue.fake.hardwareQueues().size())));
    queue.fake.insert((FakeHardwareQueue) rq.hardwareQueue(), random.nextInt(50) == 0, rq);
  }

  private void dispatch(TestQueue queue, int hctx) {
    FakeRequest rq =
        (FakeRequest) queue.elevator.dispatch(queue.fake.hardwareQueue(hctx), queue.now());
    if (rq != null) {
      rq.issued(queue.now());
      order.add(hctx + ">" + rq.hardwareQueue().index() + " " + rq);
      atDrive.add(rq);
    }
  }

  private void complete(TestQueue queue) {
    FakeRequest rq = atDrive.poll();
    if (rq != null) {
      bytesOut += 512L * rq.sectors();
      queue.complete(rq);
    }
  }

  private static void tune(TestQueue queue, Random random) {
    switch (random.nextInt(20)) {
      case 0 -> queue.set("fifo_batch", random.nextInt(20));
      case 1 -> queue.set("writes_starved", random.nextInt(4) - 1);
      case 2 -> queue.set("read_expire", random.nextInt(600));
      case 3 -> queue.set("prio_aging_expire", random.nextInt(2000));
      case 4 -> queue.set("front_merges", random.nextInt(2));
      default -> {
        // The other values change no tunable, so most steps leave the tunables alone.
      }
    }
  }

  private static void checkStructures(TestQueue queue) {
    int waiting = 0;
    for (int i = 0; i < Level.COUNT; i++) {
      Level level = queue.level(i);
      waiting += level.head.size();
      for (int way = 0; way <= 1; way++) {
        assertThat(level.sorted(way).size()).isEqualTo(level.fifo(way).size());
        waiting += level.fifo(way).size();
        FakeRequest cursor = (FakeRequest) level.cursor(way);
        assertThat(cursor == null || level.sorted(way).contains(cursor)).isTrue();
      }
    }
    assertThat(queue.elevator.hasWork(queue.hctx())).isEqualTo(waiting > 0);
  }
}
