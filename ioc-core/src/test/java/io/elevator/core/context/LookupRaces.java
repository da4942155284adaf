package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.IoPriority;
import io.elevator.api.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Races between lookups of icqs, which take no lock, and every change that such a lookup can meet.
 */
abstract class LookupRaces {
  final TestWorld world;
  final CoreTask task;

  LookupRaces(TestQueue.Maker queues) {
    world = new TestWorld(queues);
    task = world.task("a");
  }

  @AfterEach
  void nothingIsLeft() {
    task.exit();
    world.verifyEmpty();
  }

  @Test
  void lookupsFindTheirOwnIcqWhileTheHintedQueueIsSwitched() {
    TestQueue a = world.queue();
    TestQueue b = world.queue();
    TestRequest onA = world.request(task, a);
    AtomicBoolean stop = new AtomicBoolean();
    OtherThread<Long> looker =
        OtherThread.call(() -> {
          long hinted = 0;
          while (!stop.get()) {
            if (b.tryEnter()) {
              TestIcq onB = (TestIcq) task.findOrCreateIcq(b.icqs, 1);
              assertThat(task.lookupIcq(b.icqs)).isSameAs(onB);
              onB.coreContext().put();
              b.leave();
              hinted++;
            }
            assertThat(task.lookupIcq(a.icqs)).isSameAs(onA.icq());
          }
          return hinted;
        });
    for (int i = 0; i < 3_000; i++) {
      b.change(world.cache, world.elevator);
      assertThat(task.lookupIcq(a.icqs)).isSameAs(onA.icq());
      OtherThread.giveWay();
    }
    stop.set(true);

    assertThat(looker.join()).isPositive();
    onA.finish();
  }

  @Test
  void lookupsOnSeveralQueuesFindTheirIcqsWhileTheyOverwriteTheHint() {
    List<OtherThread<Void>> lookers = new ArrayList<>();
    List<TestRequest> requests = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      TestQueue queue = world.queue();
      TestRequest request = world.request(task, queue);
      requests.add(request);
      lookers.add(
          OtherThread.run(() -> {
            for (int n = 0; n < 50_000; n++) {
              TestRequest next = world.request(task, queue);
              next.finish();
              if (next.icq() != request.icq() || task.lookupIcq(queue.icqs) != request.icq()) {
                throw new AssertionError("an icq of another queue was found");
              }
            }
          }));
    }
    lookers.forEach(OtherThread::join);

    assertThat(task.ioContext().hinted()).isIn(requests.stream().map(TestRequest::icq).toList());
    requests.forEach(TestRequest::finish);
  }

  /**
   * The ids of these queues fall into the same slot of the icq index, so that an icq that is not in
   * its slot must be found through the hint or by a search.
   */
  @Test
  void icqsOfQueuesWithCollidingIdsAreAllFound() {
    TestQueue[] queues = new TestQueue[3];
    TestIcq[] icqs = new TestIcq[3];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = world.bareQueue(16 * i);
      queues[i].change(world.cache, world.elevator);
      TestRequest request = world.request(task, queues[i]);
      icqs[i] = request.icq();
      request.finish();
    }
    for (int hinted = 0; hinted < queues.length; hinted++) {
      world.request(task, queues[hinted]).finish();
      assertThat(task.ioContext().hinted()).isSameAs(icqs[hinted]);
      for (int i = 0; i < queues.length; i++) {
        assertThat(task.lookupIcq(queues[i].icqs)).isSameAs(icqs[i]);
      }
    }
    assertThat(task.lookupIcq(world.bareQueue(64).icqs)).isNull();
    // Destroying another icq does not change the context's hint; destroying the icq that the hint
    // points to clears it.
    queues[0].change(world.cache, world.elevator);
    assertThat(task.ioContext().hinted()).isSameAs(icqs[2]);
    queues[2].change(world.cache, world.elevator);
    assertThat(task.ioContext().hinted()).isNull();
    assertThat(task.lookupIcq(queues[1].icqs)).isSameAs(icqs[1]);
  }

  @Test
  void icqOfASubmittersRequestIsNeverDestroyedByASwitch() {
    TestQueue queue = world.queue();
    IcqCache[] caches = {world.cache, new IcqCache("other", TestIcq::new)};
    TestElevator[] elevators = {world.elevator, new TestElevator()};
    AtomicLong insideClear = new AtomicLong();
    AtomicBoolean clearing = new AtomicBoolean();
    for (TestElevator elevator : elevators) {
      elevator.onInit =
          icq -> {
            if (clearing.get()) {
              insideClear.incrementAndGet();
            }
          };
    }
    AtomicBoolean stop = new AtomicBoolean();
    List<OtherThread<Long>> submitters = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      CoreTask submitter = world.task("s" + i);
      submitters.add(
          OtherThread.call(() -> {
            long requests = 0;
            while (!stop.get()) {
              TestRequest request = world.request(submitter, queue);
              // The request must protect its icq, because the elevator cannot be switched while a
              // request exists.
              if (request.icq().node().isDestroyed()) {
                throw new AssertionError("an icq was destroyed under a request");
              }
              request.finish();
              requests++;
            }
            submitter.exit();
            return requests;
          }));
    }
    for (int i = 1; i <= 2_000; i++) {
      queue.freeze();
      clearing.set(true);
      queue.icqs.clear(1);
      clearing.set(false);
      assertThat(queue.icqs.icqs()).isZero();
      assertThat(caches[(i + 1) % 2].active()).as("icqs of the old type").isZero();
      queue.icqs.detach();
      queue.icqs.attach(caches[i % 2], elevators[i % 2]);
      queue.thaw();
      OtherThread.giveWay();
    }
    stop.set(true);
    for (OtherThread<Long> submitter : submitters) {
      assertThat(submitter.join()).isPositive();
    }
    world.jobs.runAll();

    assertThat(insideClear).hasValue(0);
    caches[1].close();
    assertThat(elevators[1].inits.get()).isEqualTo(elevators[1].exits.get());
    assertThat(elevators[1].outOfOrder).hasValue(0);
  }

  @Test
  void unregistrationReportsTheIcqsLeftAndLookupFindsNothingAfterwards() {
    TestQueue queue = world.queue();
    TestRequest request = world.request(task, queue);
    request.finish();
    assertThatThrownBy(world.cache::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("test_io_cq is closed with 1 live icqs");
    queue.change(null, null);

    world.cache.close();
    assertThat(world.cache.active()).isZero();
  }

  @Test
  void lookupUnderAReusedIdFindsNoIcqOfTheFormerQueue() {
    TestQueue former = world.queue();
    int id = former.icqs.id();
    TestRequest request = world.request(task, former);
    assertThat(task.lookupIcq(former.icqs)).isSameAs(request.icq());
    request.finish();
    former.change(null, null);
    world.ids.giveBack(id);
    TestQueue reused = world.queue();

    assertThat(reused.icqs.id()).isEqualTo(id);
    assertThat(task.ioContext().hinted()).isNull();
    assertThat(task.lookupIcq(reused.icqs)).isNull();
    TestRequest anew = world.request(task, reused);
    assertThat(anew.icq()).isNotSameAs(request.icq());
    assertThat(anew.icq().queue()).isSameAs(reused.icqs);
    anew.finish();
  }

  @Test
  void lookupDuringCreationInASharedContextFindsNoneOrTheIcq() {
    world.tasks.setPriority(task, task, IoPriority.bestEffort(1).value());
    CoreTask sharer = world.tasks.newChild(task, TaskSpec.named("sharer"), true);
    TestQueue queue = world.queue();
    SpinBarrier barrier = new SpinBarrier(2);
    int rounds = 5_000;
    OtherThread<Integer> looker =
        OtherThread.call(() -> {
          int unready = 0;
          for (int i = 0; i < rounds; i++) {
            queue.enter();
            barrier.await();
            TestIcq found = (TestIcq) sharer.lookupIcq(queue.icqs);
            if (found != null && !found.ready) {
              unready++;
            }
            queue.leave();
            barrier.await();
          }
          return unready;
        });
    for (int i = 0; i < rounds; i++) {
      queue.enter();
      barrier.await();
      TestIcq made = (TestIcq) task.findOrCreateIcq(queue.icqs, 1);
      made.coreContext().put();
      queue.leave();
      queue.freeze();
      queue.icqs.clear(1);
      queue.thaw();
      barrier.await();
    }

    assertThat(looker.join()).isZero();
    sharer.exit();
  }
}
