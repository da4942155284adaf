package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Races between the two ways in which an icq is destroyed: together with its context, and together
 * with its queue.
 */
abstract class ReleaseRaces {
  final TestWorld world;
  final CoreTask task;

  ReleaseRaces(TestQueue.Maker queues) {
    world = new TestWorld(queues);
    task = world.task("a");
  }

  @AfterEach
  void nothingIsLeft() {
    task.exit();
    for (TestQueue queue : world.queues) {
      if (queue.icqs.wantsIcqs()) {
        queue.change(null, null);
      }
    }
    world.verifyEmpty();
  }

  /**
   * Creates the task's icqs and exits the task. The icqs are then to be destroyed by a deferred
   * job, which has not run yet.
   */
  private TestIcq exitAndDeferRelease(TestQueue... queues) {
    TestIcq last = null;
    for (TestQueue queue : queues) {
      TestRequest request = world.request(task, queue);
      last = request.icq();
      request.finish();
    }
    task.exit();
    assertThat(world.jobs.waiting()).isEqualTo(1);
    return last;
  }

  @Test
  void requestsInFlightKeepTheContextAfterTheLastTaskExits() {
    TestQueue queue = world.queue();
    TestRequest one = world.request(task, queue);
    TestRequest two = world.request(task, queue);
    CoreContext context = task.ioContext();
    Pause inHook = new Pause();
    world.elevator.onExit = icq -> inHook.here();
    OtherThread<Void> exit = OtherThread.run(task::exit);
    inHook.awaitReached();
    // This completion does not wait for the exit hook, because it does not put the last reference.
    one.finish();
    assertThat(context.references()).isEqualTo(2);
    inHook.resume();
    exit.join();

    assertThat(two.icq().exits).hasValue(1);
    assertThat(world.jobs.waiting()).isZero();
    assertThat(world.contexts.live()).isEqualTo(1);
    two.finish();
    assertThat(world.jobs.runAll()).isEqualTo(1);
    assertThat(world.contexts.live()).isZero();
    assertThat(two.icq().exits).hasValue(1);
  }

  @Test
  void releaseDuringAClearOfOneQueueManyTimesDestroysEachIcqOnce() {
    TestQueue queue = world.queue();
    SpinBarrier barrier = new SpinBarrier(2);
    int rounds = 10_000;
    int contexts = 10;
    OtherThread<Void> jobs =
        OtherThread.run(() -> {
          for (int i = 0; i < rounds; i++) {
            barrier.await();
            world.jobs.runAll();
            barrier.await();
          }
        });
    TestIcq[] icqs = new TestIcq[contexts];
    for (int i = 0; i < rounds; i++) {
      for (int n = 0; n < contexts; n++) {
        CoreTask next = world.task("n");
        TestRequest request = world.request(next, queue);
        icqs[n] = request.icq();
        request.finish();
        next.exit();
      }
      queue.freeze();
      barrier.await();
      queue.icqs.clear(1);
      barrier.await();
      queue.thaw();
      for (TestIcq icq : icqs) {
        assertThat(icq.exits.get()).isEqualTo(1);
      }
      assertThat(world.contexts.live()).isZero();
      assertThat(world.cache.active()).isZero();
    }
    jobs.join();

    assertThat(world.cache.freed()).isEqualTo((long) rounds * contexts);
    assertThat(world.contexts.freed()).isEqualTo((long) rounds * contexts);
  }

  @Test
  void releaseDuringClearsOfTwoQueuesManyTimesDestroysEachIcqOnce() {
    TestQueue q = world.queue();
    TestQueue r = world.queue();
    SpinBarrier barrier = new SpinBarrier(3);
    int rounds = 10_000;
    OtherThread<Void> jobs =
        OtherThread.run(() -> {
          for (int i = 0; i < rounds; i++) {
            barrier.await();
            world.jobs.runAll();
            barrier.await();
          }
        });
    OtherThread<Void> clearsR =
        OtherThread.run(() -> {
          for (int i = 0; i < rounds; i++) {
            barrier.await();
            r.freeze();
            r.icqs.clear(1);
            r.thaw();
            barrier.await();
          }
        });
    for (int i = 0; i < rounds; i++) {
      CoreTask next = world.task("n");
      world.request(next, q).finish();
      world.request(next, r).finish();
      next.exit();
      barrier.await();
      q.freeze();
      q.icqs.clear(1);
      q.thaw();
      barrier.await();
      assertThat(world.contexts.live()).isZero();
      assertThat(world.cache.active()).isZero();
    }
    jobs.join();
    clearsR.join();

    assertThat(world.cache.freed()).isEqualTo(2L * rounds);
  }

  @Test
  void icqDestroyedByItsQueueAfterAFailedTryLockIsNotDestroyedAgain() {
    TestQueue queue = world.queue();
    TestIcq mine = exitAndDeferRelease(queue);
    // An icq of another task that is still alive. Its exit hook stops the clearing of the queue,
    // which holds the queue lock meanwhile.
    CoreTask other = world.task("b");
    world.request(other, queue).finish();
    Pause inHook = new Pause();
    world.elevator.onExit = icq -> inHook.here();
    queue.freeze();
    OtherThread<Void> clear = OtherThread.run(() -> queue.icqs.clear(1));
    inHook.awaitReached();
    OtherThread<Integer> job = OtherThread.call(world.jobs::runAll);
    OtherThread.await(() -> queue.icqs.lock().hasWaiters());
    assertThat(world.contexts.contendedReleases()).isEqualTo(1);
    assertThat(mine.node().isDestroyed()).isFalse();
    inHook.resume();
    clear.join();
    job.join();
    queue.thaw();

    assertThat(mine.node().isDestroyed()).isTrue();
    assertThat(mine.exits).hasValue(1);
    assertThat(world.cache.freed()).isEqualTo(2);
    assertThat(world.contexts.freed()).isEqualTo(1);
    other.exit();
  }

  @Test
  void icqStillLinkedAfterAFailedTryLockIsDestroyedByTheJob() {
    TestQueue queue = world.queue();
    TestIcq mine = exitAndDeferRelease(queue);
    OtherThread<Integer> job;
    queue.icqs.lock().lock();
    try {
      job = OtherThread.call(world.jobs::runAll);
      OtherThread.await(() -> queue.icqs.lock().hasWaiters());
    } finally {
      queue.icqs.lock().unlock();
    }
    job.join();

    assertThat(world.contexts.contendedReleases()).isEqualTo(1);
    assertThat(mine.node().isDestroyed()).isTrue();
    assertThat(world.contexts.live()).isZero();
  }

  @Test
  void listIsReadAgainAfterAFailedTryLock() {
    TestQueue q = world.queue();
    TestQueue r = world.queue();
    // The newest icq is first in the list: the job waits for r's lock, and q's icq is destroyed
    // meanwhile.
    TestIcq onR = exitAndDeferRelease(q, r);
    OtherThread<Integer> job;
    r.icqs.lock().lock();
    try {
      job = OtherThread.call(world.jobs::runAll);
      OtherThread.await(() -> r.icqs.lock().hasWaiters());
      OtherThread.run(() -> q.change(world.cache, world.elevator)).join();
      assertThat(world.cache.freed()).isEqualTo(1);
    } finally {
      r.icqs.lock().unlock();
    }
    job.join();

    assertThat(onR.node().isDestroyed()).isTrue();
    assertThat(world.cache.freed()).isEqualTo(2);
    assertThat(world.contexts.freed()).isEqualTo(1);
  }

  @Test
  void putUnderAQueueLockDoesNotWaitForAnotherQueueLock() {
    TestQueue q = world.queue();
    TestQueue r = world.queue();
    world.request(task, q).finish();
    TestRequest request = world.request(task, r);
    task.exit();
    Pause holding = new Pause();
    OtherThread<Void> holder =
        OtherThread.run(() -> {
          r.icqs.lock().lock();
          holding.here();
          r.icqs.lock().unlock();
        });
    holding.awaitReached();
    q.icqs.lock().lock();
    request.finish();
    assertThat(world.jobs.waiting()).isEqualTo(1);
    assertThat(world.cache.active()).isEqualTo(2);
    q.icqs.lock().unlock();
    OtherThread<Integer> job = OtherThread.call(world.jobs::runAll);
    OtherThread.await(() -> r.icqs.lock().hasWaiters());
    holding.resume();
    holder.join();
    job.join();

    assertThat(world.contexts.live()).isZero();
  }

  @Test
  void clearDuringTheTasksExitHookDestroysEachIcqOnce() {
    TestQueue queue = world.queue();
    TestRequest request = world.request(task, queue);
    request.finish();
    Pause inHook = new Pause();
    world.elevator.onExit = icq -> inHook.here();
    OtherThread<Void> exit = OtherThread.run(task::exit);
    inHook.awaitReached();
    queue.freeze();
    OtherThread<Void> clear = OtherThread.run(() -> queue.icqs.clear(1));
    clear.awaitBlocked();
    inHook.resume();
    exit.join();
    clear.join();
    queue.thaw();

    assertThat(request.icq().exits).hasValue(1);
    assertThat(request.icq().node().isDestroyed()).isTrue();
  }

  @Test
  void exitDuringTheClearsExitHookRunsTheHookOnce() {
    TestQueue queue = world.queue();
    TestRequest request = world.request(task, queue);
    request.finish();
    Pause inHook = new Pause();
    world.elevator.onExit = icq -> inHook.here();
    queue.freeze();
    OtherThread<Void> clear = OtherThread.run(() -> queue.icqs.clear(1));
    inHook.awaitReached();
    OtherThread<Void> exit = OtherThread.run(task::exit);
    exit.awaitBlocked();
    inHook.resume();
    clear.join();
    exit.join();
    queue.thaw();

    assertThat(request.icq().exits).hasValue(1);
    // Clearing the queue has emptied the context's list of icqs, so the last put frees the context
    // at once, without a deferred job.
    assertThat(world.jobs.waiting()).isZero();
    assertThat(world.contexts.live()).isZero();
  }

  @Test
  void unusedRequestsOfABatchReturnTheirReferences() {
    TestQueue queue = world.queue();
    TestRequest used = world.request(task, queue);
    TestRequest cached = world.request(task, queue);
    TestRequest another = world.request(task, queue);
    CoreContext context = task.ioContext();
    used.finish();
    cached.finish();
    assertThat(context.references()).isEqualTo(2);
    another.finish();
    assertThat(context.references()).isEqualTo(1);

    TestRequest late = world.request(task, queue);
    task.exit();
    late.finish();
    world.jobs.runAll();
    assertThat(context.references()).isZero();
    assertThat(world.contexts.live()).isZero();
  }

  @Test
  void lastPutWithoutIcqsFreesTheContextAtOnce() {
    world.tasks.setPriority(task, task, 0);
    assertThat(world.contexts.live()).isEqualTo(1);
    task.exit();

    assertThat(world.jobs.waiting()).isZero();
    assertThat(world.contexts.releases()).isZero();
    assertThat(world.contexts.live()).isZero();
  }

  @Test
  void deferredJobFindsThatAllIcqsWereDestroyedWithTheirQueues() {
    TestQueue q = world.queue();
    TestQueue r = world.queue();
    exitAndDeferRelease(q, r);
    q.change(null, null);
    r.change(null, null);
    assertThat(world.cache.active()).isZero();
    assertThat(world.contexts.live()).isEqualTo(1);
    world.jobs.runAll();

    assertThat(world.contexts.live()).isZero();
    assertThat(world.contexts.freed()).isEqualTo(1);
    assertThat(world.elevator.exits).hasValue(2);
  }

  @Test
  void lastPutsOfTwoRequestsAtOnceFreeTheContextOnce() {
    TestQueue queue = world.queue();
    SpinBarrier barrier = new SpinBarrier(2);
    AtomicReference<TestRequest> theirs = new AtomicReference<>();
    int rounds = 5_000;
    OtherThread<Void> other =
        OtherThread.run(() -> {
          for (int i = 0; i < rounds; i++) {
            barrier.await();
            theirs.get().finish();
            barrier.await();
          }
        });
    for (int i = 0; i < rounds; i++) {
      CoreTask next = world.task("n");
      TestRequest mine = world.request(next, queue);
      theirs.set(world.request(next, queue));
      next.exit();
      barrier.await();
      mine.finish();
      barrier.await();
      assertThat(world.jobs.runAll()).isEqualTo(1);
    }
    other.join();

    assertThat(world.contexts.freed()).isEqualTo(rounds);
  }
}
