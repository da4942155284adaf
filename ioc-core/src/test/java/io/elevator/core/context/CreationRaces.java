package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.IoPriority;
import io.elevator.api.TaskSpec;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Races in the creation of contexts and icqs; each test forces the critical order. */
abstract class CreationRaces {
  private static final int BE_1 = IoPriority.bestEffort(1).value();
  private static final int BE_6 = IoPriority.bestEffort(6).value();

  final TestWorld world;
  final CoreTask task;

  CreationRaces(TestQueue.Maker queues) {
    world = new TestWorld(queues);
    task = world.task("a");
  }

  @AfterEach
  void nothingIsLeft() {
    task.exit();
    world.verifyEmpty();
  }

  /**
   * Returns a gate at which the allocations of two threads wait for each other, so that each thread
   * allocates before it can see the other thread's object.
   */
  private static AllocationGate gateWhereTwoThreadsMeet() {
    CountDownLatch both = new CountDownLatch(2);
    return () -> {
      both.countDown();
      OtherThread.await(both);
      return true;
    };
  }

  /** Returns a gate that stops only the first allocation, until {@code pause} is resumed. */
  private static AllocationGate gateThatStopsTheFirst(Pause pause) {
    AtomicBoolean first = new AtomicBoolean(true);
    return () -> {
      if (first.getAndSet(false)) {
        pause.here();
      }
      return true;
    };
  }

  @Test
  void twoFirstRequestsOnOneQueueGetOneIcq() {
    TestQueue queue = world.queue();
    world.tasks.setPriority(task, task, BE_1);
    CoreTask sharer = world.tasks.newChild(task, TaskSpec.named("b"), true);
    world.cache.setAllocationGate(gateWhereTwoThreadsMeet());

    OtherThread<TestRequest> other = OtherThread.call(() -> world.request(sharer, queue));
    TestRequest mine = world.request(task, queue);
    TestRequest theirs = other.join();

    assertThat(mine.icq()).isNotNull().isSameAs(theirs.icq());
    assertThat(world.elevator.inits).hasValue(1);
    assertThat(world.cache.discarded()).isEqualTo(1);
    assertThat(task.ioContext().references()).isEqualTo(1 + 2);
    mine.finish();
    theirs.finish();
    sharer.exit();
  }

  @Test
  void firstRequestPausedWhileAPriorityIsSetUsesTheSameContext() {
    TestQueue queue = world.queue();
    Pause pause = new Pause();
    world.contexts.setAllocationGate(gateThatStopsTheFirst(pause));
    OtherThread<TestRequest> io = OtherThread.call(() -> world.request(task, queue));
    pause.awaitReached();
    world.tasks.setPriority(task, task, BE_6);
    CoreContext set = task.ioContext();
    pause.resume();
    TestRequest request = io.join();

    assertThat(request.icq().coreContext()).isSameAs(set).isSameAs(task.ioContext());
    assertThat(task.rawPriority()).isEqualTo(BE_6);
    assertThat(set.references()).isEqualTo(2);
    assertOneContextOfTwo();
    request.finish();
  }

  @Test
  void priorityPausedWhileTheFirstRequestIsMadeUsesTheSameContext() {
    TestQueue queue = world.queue();
    Pause pause = new Pause();
    world.contexts.setAllocationGate(gateThatStopsTheFirst(pause));
    OtherThread<Void> set = OtherThread.run(() -> world.tasks.setPriority(task, task, BE_6));
    pause.awaitReached();
    TestRequest request = world.request(task, queue);
    pause.resume();
    set.join();

    assertThat(request.icq().coreContext()).isSameAs(task.ioContext());
    assertThat(task.rawPriority()).isEqualTo(BE_6);
    assertOneContextOfTwo();
    request.finish();
  }

  private void assertOneContextOfTwo() {
    assertThat(world.contexts.allocated()).isEqualTo(2);
    assertThat(world.contexts.discarded()).isEqualTo(1);
    assertThat(world.contexts.live()).isEqualTo(1);
  }

  @Test
  void prioritySetDuringExitAttachesNoContext() {
    Pause pause = new Pause();
    world.contexts.setAllocationGate(gateThatStopsTheFirst(pause));
    OtherThread<Void> set = OtherThread.run(() -> world.tasks.setPriority(task, task, BE_6));
    pause.awaitReached();
    task.exit();
    pause.resume();
    set.join();

    assertThat(task.ioContext()).isNull();
    assertThat(world.contexts.live()).isZero();
    assertThat(world.contexts.discarded()).isEqualTo(1);
  }

  @Test
  void prioritySetBetweenExitMarkAndDetachmentEndsWithTheContext() {
    world.tasks.setPriority(task, task, BE_1);
    CoreContext context = task.ioContext();
    OtherThread<Void> exit;
    synchronized (task.entry()) {
      exit = OtherThread.run(task::exit);
      OtherThread.await(task::isExiting);
      exit.awaitBlocked();
      world.tasks.setPriority(task, task, BE_6);
      assertThat(context.priority()).isEqualTo(BE_6);
    }
    exit.join();

    assertThat(task.ioContext()).isNull();
    assertThat(world.contexts.live()).isZero();
  }

  @Test
  void prioritySetDuringExitManyTimesLeavesNoContext() {
    SpinBarrier barrier = new SpinBarrier(2);
    AtomicReference<CoreTask> victim = new AtomicReference<>();
    int rounds = 5_000;
    OtherThread<Void> exits =
        OtherThread.run(() -> {
          for (int i = 0; i < rounds; i++) {
            barrier.await();
            victim.get().exit();
            barrier.await();
          }
        });
    for (int i = 0; i < rounds; i++) {
      CoreTask next = world.task("v" + i);
      victim.set(next);
      barrier.await();
      world.tasks.setPriority(task, next, BE_6);
      barrier.await();
      assertThat(next.ioContext()).isNull();
    }
    exits.join();

    assertThat(world.contexts.live()).isZero();
  }

  @Test
  void twoPrioritiesOfATaskWithoutContextCreateOneContext() {
    world.contexts.setAllocationGate(gateWhereTwoThreadsMeet());
    OtherThread<Void> other = OtherThread.run(() -> world.tasks.setPriority(task, task, BE_1));
    world.tasks.setPriority(task, task, BE_6);
    other.join();

    assertThat(task.rawPriority()).isIn(BE_1, BE_6);
    assertOneContextOfTwo();
  }

  @Test
  void prioritiesSetThroughTwoSharingTasksAreNeverMixed() {
    // The two values differ in class, level and hint, so a mixture of both would be a third value.
    int one = IoPriority.encode(2, 1, 3);
    int two = IoPriority.encode(3, 6, 1020);
    world.tasks.setPriority(task, task, one);
    CoreTask sharer = world.tasks.newChild(task, TaskSpec.named("b"), true);
    AtomicBoolean stop = new AtomicBoolean();
    OtherThread<Integer> reader =
        OtherThread.call(() -> {
          int mixed = 0;
          while (!stop.get()) {
            int seen = sharer.rawPriority();
            if (seen != one && seen != two) {
              mixed++;
            }
          }
          return mixed;
        });
    OtherThread<Void> writer =
        OtherThread.run(() -> {
          for (int i = 0; i < 20_000; i++) {
            world.tasks.setPriority(sharer, sharer, two);
          }
        });
    for (int i = 0; i < 20_000; i++) {
      world.tasks.setPriority(task, task, one);
    }
    writer.join();
    stop.set(true);

    assertThat(reader.join()).isZero();
    assertThat(task.rawPriority()).isIn(one, two);
    sharer.exit();
  }

  @Test
  void lookupFindsNoIcqBeforeItsInitHookHasReturned() {
    TestQueue queue = world.queue();
    world.tasks.setPriority(task, task, BE_1);
    CoreTask sharer = world.tasks.newChild(task, TaskSpec.named("b"), true);
    Pause pause = new Pause();
    world.elevator.onInit = icq -> pause.here();
    OtherThread<TestRequest> io = OtherThread.call(() -> world.request(task, queue));
    pause.awaitReached();

    assertThat(sharer.lookupIcq(queue.icqs)).isNull();
    pause.resume();
    TestRequest request = io.join();
    assertThat(sharer.lookupIcq(queue.icqs)).isSameAs(request.icq());
    assertThat(request.icq().ready).isTrue();
    request.finish();
    sharer.exit();
  }

  @Test
  void sharingDuringTheExitOfAnotherSharerGivesALiveContext() {
    TestQueue queue = world.queue();
    world.request(task, queue).finish();
    CoreContext context = task.ioContext();
    SpinBarrier barrier = new SpinBarrier(2);
    AtomicReference<CoreTask> sharer = new AtomicReference<>();
    int rounds = 2_000;
    OtherThread<Void> exits =
        OtherThread.run(() -> {
          for (int i = 0; i < rounds; i++) {
            barrier.await();
            sharer.get().exit();
            barrier.await();
          }
        });
    for (int i = 0; i < rounds; i++) {
      sharer.set(world.tasks.newChild(task, TaskSpec.named("sharer"), true));
      barrier.await();
      CoreTask child = world.tasks.newChild(task, TaskSpec.named("child"), true);
      assertThat(child.ioContext()).isSameAs(context);
      barrier.await();
      assertThat(context.activeTasks()).isEqualTo(2);
      child.exit();
    }
    exits.join();

    assertThat(context.activeTasks()).isEqualTo(1);
    assertThat(context.references()).isEqualTo(1);
    assertThat(world.elevator.exits).hasValue(0);
  }

  @Test
  void sharingWithATaskWithoutContextSharesNothing() {
    TestQueue queue = world.queue();
    CoreTask child = world.tasks.newChild(task, TaskSpec.named("child"), true);
    assertThat(child.ioContext()).isNull();
    world.request(task, queue).finish();
    world.request(child, queue).finish();

    assertThat(child.ioContext()).isNotNull().isNotSameAs(task.ioContext());
    child.exit();
  }

  @Test
  void submissionPausedInTheIcqAllocationGetsNoIcqIfTheTaskExits() {
    TestQueue queue = world.queue();
    world.tasks.setPriority(task, task, BE_1);
    CoreContext context = task.ioContext();
    Pause pause = new Pause();
    world.cache.setAllocationGate(gateThatStopsTheFirst(pause));
    OtherThread<TestRequest> io = OtherThread.call(() -> world.request(task, queue));
    pause.awaitReached();
    task.exit();
    assertThat(context.references()).isEqualTo(1);
    pause.resume();
    TestRequest request = io.join();

    assertThat(request.icq()).isNull();
    assertThat(world.elevator.inits).hasValue(0);
    assertThat(world.cache.discarded()).isEqualTo(1);
    assertThat(world.contexts.live()).isZero();
    request.finish();
  }

  @Test
  void submissionPausedInTheContextAllocationGetsNoContextIfTheTaskExits() {
    TestQueue queue = world.queue();
    Pause pause = new Pause();
    world.contexts.setAllocationGate(gateThatStopsTheFirst(pause));
    OtherThread<TestRequest> io = OtherThread.call(() -> world.request(task, queue));
    pause.awaitReached();
    task.exit();
    pause.resume();
    TestRequest request = io.join();

    assertThat(request.icq()).isNull();
    assertThat(task.ioContext()).isNull();
    assertThat(world.contexts.discarded()).isEqualTo(1);
    request.finish();
  }

  @Test
  void parkedBioResumedAfterTheExitGetsNoIcq() {
    TestQueue queue = world.queue();
    TestRequest before = world.request(task, queue);
    task.exit();
    TestRequest resumed = world.request(task, queue);

    assertThat(resumed.icq()).isNull();
    assertThat(task.lookupIcq(queue.icqs)).isNull();
    assertThat(task.ioContext()).isNull();
    assertThat(before.icq().exits).hasValue(1);
    resumed.finish();
    before.finish();
  }

  @Test
  void submissionPausedBeforeUsingAnIcqMayGetTheExitedIcq() {
    TestQueue queue = world.queue();
    TestRequest before = world.request(task, queue);
    CoreContext context = task.ioContext();
    context.get();
    task.exit();

    // Simulates a submitter that read the context and took its reference before the exit.
    assertThat(context.findOrCreate(queue.icqs, 1)).isSameAs(before.icq());
    assertThat(before.icq().exits).hasValue(1);
    context.put();
    before.finish();
  }

  @Test
  void submissionByAnotherThreadDuringExitManyTimesLeavesNothing() {
    TestQueue queue = world.queue();
    SpinBarrier barrier = new SpinBarrier(2);
    AtomicReference<CoreTask> victim = new AtomicReference<>();
    int rounds = 10_000;
    world.elevator.onInit = icq -> assertThat(icq.coreContext().activeTasks()).isEqualTo(1);
    OtherThread<Void> exits =
        OtherThread.run(() -> {
          for (int i = 0; i < rounds; i++) {
            barrier.await();
            victim.get().exit();
            barrier.await();
          }
        });
    for (int i = 0; i < rounds; i++) {
      CoreTask next = world.task("v");
      if (i % 2 == 0) {
        world.tasks.setPriority(next, next, BE_1);
      }
      victim.set(next);
      barrier.await();
      TestRequest request = world.request(next, queue);
      barrier.await();
      request.finish();
      world.jobs.runAll();
      if (request.icq() != null) {
        assertThat(request.icq().exits).hasValue(1);
        assertThat(request.icq().node().isDestroyed()).isTrue();
      }
    }
    exits.join();

    assertThat(world.contexts.live()).isZero();
    assertThat(world.cache.active()).isZero();
  }
}
