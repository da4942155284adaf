package io.elevator.fairway;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.spi.RequestList;
import io.elevator.spi.SubmittedBio;
import io.elevator.testkit.fake.FakeHardwareQueue;
import io.elevator.testkit.fake.FakeRequest;
import io.elevator.testkit.fake.FakeTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that submit and threads that dispatch and complete, at the same time. */
class ParallelTest {
  private static final int THREADS = 3;
  private static final int REQUESTS = 15_000;

  private final FairwayScene scene = new FairwayScene(THREADS);
  private final AtomicInteger submitting = new AtomicInteger(THREADS);

  @Test
  @Timeout(60)
  void noRequestIsLostOrDispatchedTwice() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2 * THREADS)) {
      List<Future<Long>> results = new ArrayList<>();
      for (FakeHardwareQueue hctx : scene.queue.hardwareQueues()) {
        FakeTask task = scene.bestEffort("task " + hctx.index(), hctx.index());
        results.add(threads.submit(() -> submit(hctx, task)));
        results.add(threads.submit(() -> dispatch(hctx)));
      }
      long sum = 0;
      for (Future<Long> each : results) {
        sum += each.get();
      }
      assertThat(sum).as("dispatched less submitted").isZero();
    }
    assertThat(scene.elevator.window.inFlight()).isZero();
    scene.queue.detach();
  }

  private long submit(FakeHardwareQueue hctx, FakeTask task) {
    try {
      RequestList absorbed = new RequestList();
      RequestList list = new RequestList();
      for (int i = 0; i < REQUESTS; i++) {
        SubmittedBio bio =
            scene.queue.bio(task, FairwayScene.READ, ((long) i * THREADS + hctx.index()) << 20, 8);
        list.addLast(scene.queue.request(bio, hctx));
        scene.elevator.insert(hctx, list, false, absorbed, scene.queue.now());
      }
      return -REQUESTS;
    } finally {
      submitting.decrementAndGet();
    }
  }

  /** Dispatches and completes until nothing more is submitted and no request waits. */
  private long dispatch(FakeHardwareQueue hctx) {
    long dispatched = 0;
    List<FakeRequest> inDrive = new ArrayList<>();
    boolean last = false;
    while (!last) {
      last = submitting.get() == 0;
      while (scene.elevator.hasWork(hctx)) {
        FakeRequest rq = (FakeRequest) scene.elevator.dispatch(hctx, scene.queue.now());
        if (rq != null) {
          dispatched++;
          inDrive.add(rq);
        }
        if (rq == null || inDrive.size() == 4) {
          inDrive.forEach(scene.queue::complete);
          inDrive.clear();
        }
      }
      inDrive.forEach(scene.queue::complete);
      inDrive.clear();
      Thread.onSpinWait();
    }
    return dispatched;
  }
}
