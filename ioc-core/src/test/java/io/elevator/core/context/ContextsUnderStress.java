package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

/**
 * Runs all operations on tasks and contexts concurrently, for a limited number of operations
 * ({@code -Dstress.operations}). Threads submit for their own tasks and for those of others, exit
 * tasks, share and copy contexts, set priorities, and finish requests late and on other threads,
 * while elevators are switched. At the end no object may be left, and every hook must have run once
 * and in order.
 */
abstract class ContextsUnderStress {
  private static final int OPERATIONS = Integer.getInteger("stress.operations", 400_000);
  private static final int THREADS = 4;
  private static final int SLOTS = 64;
  private static final int MOST_IN_FLIGHT = 48;

  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("releases").factory());
  private final TestWorld world;
  private final AtomicReferenceArray<CoreTask> slots = new AtomicReferenceArray<>(SLOTS);
  private final List<IcqCache> caches = new ArrayList<>();
  private final List<TestElevator> elevators = new ArrayList<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private Group group;

  ContextsUnderStress(TestQueue.Maker queues) {
    world = new TestWorld(PermissionPolicy.ALLOW, worker::execute, queues);
    caches.add(world.cache);
    elevators.add(world.elevator);
  }

  @Test
  void noObjectIsLeftAfterAllOperationsRanConcurrently() throws InterruptedException {
    group = world.groups.create(world.groups.root(), "g", 100);
    for (int i = 0; i < 3; i++) {
      world.queue();
    }
    for (int i = 0; i < SLOTS; i++) {
      slots.set(i, world.task("t" + i));
    }
    OtherThread<Integer> switcher = OtherThread.call(this::switchElevators);
    List<OtherThread<Integer>> submitters = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int seed = i;
      submitters.add(OtherThread.call(() -> submit(new Random(seed))));
    }
    int exits = submitters.stream().mapToInt(OtherThread::join).sum();
    stop.set(true);
    int switches = switcher.join();
    for (int i = 0; i < SLOTS; i++) {
      slots.get(i).exit();
    }
    worker.shutdown();
    assertThat(worker.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

    assertThat(switches).isPositive();
    assertThat(exits).isGreaterThan(1_000);
    verifyNothingLeft();
  }

  private void verifyNothingLeft() {
    assertThat(world.errors).isEmpty();
    assertThat(world.tasks.size()).isZero();
    assertThat(world.contexts.live()).isZero();
    for (IcqCache cache : caches) {
      cache.close();
      assertThat(cache.allocated()).isEqualTo(cache.freed() + cache.discarded());
    }
    for (TestElevator elevator : elevators) {
      assertThat(elevator.outOfOrder).hasValue(0);
      assertThat(elevator.inits.get()).isEqualTo(elevator.exits.get());
    }
    for (TestQueue queue : world.queues) {
      assertThat(queue.inside()).isZero();
      queue.close();
      assertThat(queue.icqs.icqs()).isZero();
    }
    world.groups.remove(group);
  }

  private int switchElevators() {
    Random random = new Random(99);
    int switches = 0;
    while (!stop.get()) {
      TestQueue queue = world.queues.get(random.nextInt(world.queues.size()));
      IcqCache cache = new IcqCache("e" + switches, TestIcq::new);
      TestElevator elevator = new TestElevator();
      // Only this thread adds to the lists; the test reads them after the thread has ended.
      caches.add(cache);
      elevators.add(elevator);
      queue.change(cache, elevator);
      switches++;
      OtherThread.giveWay();
    }
    return switches;
  }

  private int submit(Random random) {
    List<TestRequest> inFlight = new ArrayList<>();
    int exits = 0;
    for (int i = 0; i < OPERATIONS / THREADS; i++) {
      int slot = random.nextInt(SLOTS);
      CoreTask task = slots.get(slot);
      int what = random.nextInt(100);
      if (what < 60) {
        // Freezing waits for requests in flight, so they are ended at once when a freeze has begun.
        TestQueue queue = world.queues.get(random.nextInt(world.queues.size()));
        TestRequest request = queue.tryRequest(task);
        if (request != null) {
          inFlight.add(request);
          checkFound(task, queue, request.icq());
        } else {
          finishAll(inFlight);
        }
      } else if (what < 75) {
        if (!inFlight.isEmpty()) {
          inFlight.remove(random.nextInt(inFlight.size())).finish();
        }
      } else if (what < 85) {
        world.tasks.setPriority(task, task, IoPriority.bestEffort(random.nextInt(8)).value());
      } else {
        CoreTask next = replacement(random, task);
        if (slots.compareAndSet(slot, task, next)) {
          task.exit();
        } else {
          next.exit();
        }
        exits++;
      }
      if (inFlight.size() > MOST_IN_FLIGHT) {
        finishAll(inFlight);
      }
    }
    finishAll(inFlight);
    return exits;
  }

  private CoreTask replacement(Random random, CoreTask task) {
    TaskSpec spec = TaskSpec.named("r");
    return switch (random.nextInt(4)) {
      case 0 -> world.tasks.newTask(spec);
      case 1 -> world.tasks.newTask(spec.withGroup(group));
      case 2 -> world.tasks.newChild(task, spec, true);
      default -> world.tasks.newChild(task, spec, false);
    };
  }

  private static void checkFound(CoreTask task, TestQueue queue, TestIcq icq) {
    if (icq == null) {
      return;
    }
    if (icq.queue() != queue.icqs || !icq.ready || icq.node().isDestroyed()) {
      throw new AssertionError("found " + icq.node() + " for " + queue.icqs);
    }
    TestIcq again = (TestIcq) task.lookupIcq(queue.icqs);
    if (again != icq && again != null) {
      throw new AssertionError("found " + again.node() + " after " + icq.node());
    }
  }

  private static void finishAll(List<TestRequest> requests) {
    requests.forEach(TestRequest::finish);
    requests.clear();
  }
}
