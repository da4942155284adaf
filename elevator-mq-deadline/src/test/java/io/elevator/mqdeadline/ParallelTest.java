package io.elevator.mqdeadline;

import static io.elevator.mqdeadline.TestQueue.BEST_EFFORT;
import static io.elevator.mqdeadline.TestQueue.READ;
import static io.elevator.mqdeadline.TestQueue.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SubmittedBio;
import io.elevator.testkit.fake.FakeHardwareQueue;
import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several hardware queues, each with one submitting and one dispatching thread. */
class ParallelTest {
  private static final int HARDWARE_QUEUES = 3;
  private static final int REQUESTS = 20_000;

  private final TestQueue queue = new TestQueue(HARDWARE_QUEUES);
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder finished = new LongAdder();
  private final AtomicBoolean submitting = new AtomicBoolean(true);

  @Test
  @Timeout(60)
  void noRequestIsLostOrDispatchedTwice() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2 * HARDWARE_QUEUES)) {
      List<Future<Long>> submitters = new ArrayList<>();
      List<Future<Long>> dispatchers = new ArrayList<>();
      for (FakeHardwareQueue hctx : queue.fake.hardwareQueues()) {
        submitters.add(threads.submit(() -> submit(hctx)));
        dispatchers.add(threads.submit(() -> dispatch(hctx)));
      }
      long made = 0;
      for (Future<Long> submitter : submitters) {
        made += submitter.get();
      }
      submitting.set(false);
      long dispatched = 0;
      for (Future<Long> dispatcher : dispatchers) {
        dispatched += dispatcher.get();
      }

      Level level = queue.level(1);
      assertThat(bytesOut.sum()).isEqualTo(bytesIn.sum());
      assertThat(level.inserted()).isEqualTo((int) made);
      assertThat(level.dispatched()).isEqualTo((int) dispatched);
      assertThat(made - level.merged()).isEqualTo(dispatched);
      assertThat(finished.sum()).isEqualTo(made);
    }
    queue.fake.detach();
  }

  private long submit(FakeHardwareQueue hctx) {
    Random random = new Random(hctx.index());
    RequestList absorbed = new RequestList();
    RequestList list = new RequestList();
    long made = 0;
    long now = queue.now();
    for (int i = 0; i < REQUESTS; i++) {
      int op = random.nextInt(3) == 0 ? WRITE : READ;
      SubmittedBio bio = queue.bio(op, 8L * random.nextInt(3000), 8, BEST_EFFORT);
      bytesIn.add(bio.sectors() << 9);
      if (!queue.elevator.bioMerge(bio, absorbed, now)) {
        made++;
        list.addLast(queue.fake.request(bio, hctx));
        queue.elevator.insert(hctx, list, false, absorbed, now);
        assertThat(list.isEmpty()).isTrue();
      }
      for (Request rq = absorbed.removeFirst(); rq != null; rq = absorbed.removeFirst()) {
        finish((FakeRequest) rq);
      }
    }
    return made;
  }

  /**
   * Dispatches until all requests are inserted and {@code hasWork} returns false. Only these two
   * conditions end the loop.
   */
  private long dispatch(FakeHardwareQueue hctx) {
    long dispatched = 0;
    long now = queue.now();
    boolean last = false;
    while (!last) {
      // Read before hasWork is called, because hasWork must find all requests that were inserted
      // until then.
      last = !submitting.get();
      while (queue.elevator.hasWork(hctx)) {
        FakeRequest rq = (FakeRequest) queue.elevator.dispatch(hctx, now);
        if (rq != null) {
          dispatched++;
          bytesOut.add(512L * rq.sectors());
          finish(rq);
        }
      }
      Thread.onSpinWait();
    }
    return dispatched;
  }

  private void finish(FakeRequest rq) {
    queue.complete(rq);
    finished.increment();
  }
}
