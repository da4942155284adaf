package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.spi.Request;
import io.elevator.testkit.fake.FakeGroup;
import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random tasks that start, read, write, change priority and group, and exit, on drives that requeue
 * requests, while tunables change. Every request must be dispatched exactly once, and at the end no
 * queue of BFQ may remain.
 */
class RandomLifeTest {

  private static final int STEPS = 6000;

  private Random random = new Random(0);
  private Bench bench = Bench.hdd();
  private final List<TestTask> tasks = new ArrayList<>();
  private final List<FakeGroup> groups = new ArrayList<>();
  private final List<FakeRequest> inDrive = new ArrayList<>();
  private final List<FakeRequest> givenBack = new ArrayList<>();
  private boolean withGroups;
  private int inserted;
  private int finished;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void noRequestIsLostAndNoQueueRemains(int seed) {
    random = new Random(seed);
    bench = seed % 2 == 0 ? Bench.hdd() : Bench.ssd();
    withGroups = seed % 4 >= 2;
    for (int step = 0; step < STEPS; step++) {
      act();
      validate();
    }
    drain();
    new ArrayList<>(tasks).forEach(this::exit);
    validate();
    assertThat(finished).isEqualTo(inserted);
    assertThat(bench.hasWork()).isFalse();
    assertThat(bench.device.busy.total()).isZero();
    bench.elevator.exit();
    assertThat(bench.device.counters.queuesAlive()).as("queues that somebody still holds").isZero();
    assertThat(bench.weightSum()).isZero();
    if (!withGroups) {
      // As in Linux 6.1, a group stays counted after a busy queue has left it, until a queue in the
      // group becomes idle.
      assertThat(bench.device.engine.groupsWithPending()).isZero();
    }
  }

  private void act() {
    int what = random.nextInt(1000);
    if (what < 400) {
      submit();
    } else if (what < 700) {
      dispatch();
    } else if (what < 930) {
      complete();
    } else if (what < 950) {
      giveBack();
    } else if (what < 965) {
      bench.advance(random.nextLong(40 * Bench.MILLI));
    } else if (what < 975) {
      pick().priority(1 + random.nextInt(3), random.nextInt(8));
    } else if (what < 985) {
      exit(pick());
    } else if (what < 990) {
      changeTunable();
    } else if (what < 992) {
      bench.advance(random.nextLong(3000 * Bench.MILLI));
    } else if (withGroups) {
      changeGroups();
    }
    bench.advance(random.nextLong(Bench.MILLI));
  }

  private TestTask pick() {
    if (tasks.isEmpty() || (tasks.size() < 12 && random.nextInt(20) == 0)) {
      TestTask task = bench.task("t" + inserted, 2, 4);
      task.group(groups.isEmpty() ? bench.root : groups.get(random.nextInt(groups.size())));
      tasks.add(task);
    }
    return tasks.get(random.nextInt(tasks.size()));
  }

  private void submit() {
    TestTask task = pick();
    int operation = random.nextInt(4) == 0 ? Operation.WRITE.code() : Operation.READ.code();
    if (random.nextInt(10) == 0) {
      operation |= random.nextBoolean() ? BioFlags.SYNC : BioFlags.META;
    }
    // Requests are in only four regions, so that tasks come close to each other and move apart
    // again.
    long sector = random.nextInt(4) * 100_000_000L + random.nextInt(40_000);
    if (random.nextInt(3) == 0) {
      bench.offer(task, operation);
    }
    boolean atHead = random.nextInt(100) == 0;
    bench.insert(task, operation, sector, 1 + random.nextInt(256), atHead);
    inserted++;
  }

  private void dispatch() {
    if (inDrive.size() < 8) {
      FakeRequest rq = bench.dispatch();
      if (rq != null) {
        assertThat(inDrive).doesNotContain(rq);
        inDrive.add(rq);
      }
    }
  }

  private void complete() {
    if (!inDrive.isEmpty()) {
      bench.complete(inDrive.remove(random.nextInt(inDrive.size())));
      finished++;
    }
  }

  private void giveBack() {
    if (!givenBack.isEmpty()) {
      bench.insert(givenBack.removeFirst(), true);
    } else if (!inDrive.isEmpty()) {
      FakeRequest rq = inDrive.get(random.nextInt(inDrive.size()));
      if (tasks.contains(rq.task())) {
        inDrive.remove(rq);
        bench.requeue(rq);
        givenBack.add(rq);
      }
    }
  }

  /** Exits a task, unless the task has a requeued request that is not inserted again yet. */
  private void exit(TestTask task) {
    if (givenBack.stream().noneMatch(rq -> rq.task() == task)) {
      tasks.remove(task);
      task.exit();
    }
  }

  private void changeTunable() {
    switch (random.nextInt(5)) {
      case 0 -> bench.set("low_latency", random.nextInt(2));
      case 1 -> bench.set("slice_idle", random.nextInt(2) * 8L);
      case 2 -> bench.set("strict_guarantees", random.nextInt(4) / 3);
      case 3 -> bench.set("max_budget", random.nextInt(2) * 500L);
      default -> bench.set("timeout_sync", 20 + random.nextInt(200));
    }
  }

  private void changeGroups() {
    switch (random.nextInt(4)) {
      case 0 -> {
        FakeGroup parent =
            groups.isEmpty() || random.nextBoolean()
                ? null
                : groups.get(random.nextInt(groups.size()));
        groups.add(bench.group("g" + groups.size(), parent, 1 + random.nextInt(1000)));
      }
      case 1 -> {
        if (!groups.isEmpty()) {
          bench.weigh(groups.get(random.nextInt(groups.size())), 1 + random.nextInt(1000));
        }
      }
      case 2 -> removeGroup();
      default -> {
        if (!groups.isEmpty()) {
          pick().group(groups.get(random.nextInt(groups.size())));
        }
      }
    }
  }

  /**
   * Removes the group that was created last, which has no child groups, after moving its tasks to
   * another group.
   */
  private void removeGroup() {
    if (groups.isEmpty()) {
      return;
    }
    FakeGroup gone = groups.removeLast();
    for (TestTask task : tasks) {
      if (task.group() == gone) {
        task.group(bench.root);
      }
    }
    bench.remove(gone);
  }

  private void drain() {
    bench.set("strict_guarantees", 0);
    givenBack.forEach(rq -> bench.insert(rq, true));
    givenBack.clear();
    for (int patience = 0; finished < inserted; patience++) {
      assertThat(patience).as("steps without end: %d of %d", finished, inserted).isLessThan(50_000);
      dispatch();
      complete();
      bench.advance(Bench.MILLI);
      validate();
    }
  }

  private void validate() {
    int held = 0;
    for (FakeRequest rq : inDrive) {
      held += BfqRequest.of(rq).queue == null ? 0 : 1;
    }
    assertThat(bench.device.inDriver).isEqualTo(held);
    assertThat(bench.device.queued + bench.device.dispatchList.size())
        .isEqualTo(inserted - finished - inDrive.size() - givenBack.size());
    assertThat(bench.hasWork())
        .isEqualTo(bench.device.queued + bench.device.dispatchList.size() > 0);
    BfqQueue served = bench.device.inService;
    for (TestTask task : tasks) {
      BfqQueue queue = task.syncQueue();
      if (queue != null) {
        assertThat(queue.isEmpty()).isEqualTo(queue.next == null);
        assertThat(sorted(queue)).isEqualTo(queue.queued()).isEqualTo(queue.fifo.size());
        assertThat(queue.isEmpty() || queue.busy).as("requests make busy").isTrue();
        assertThat(queue.processReferences).isPositive();
      }
    }
    if (bench.nextTimer() != Long.MAX_VALUE) {
      assertThat(served).as("the drive is kept idle for somebody").isNotNull();
      assertThat(served.waitsForRequest).isTrue();
    }
  }

  private static int sorted(BfqQueue queue) {
    int count = 0;
    for (Request rq = queue.sorted.lowest(); rq != null; rq = queue.sorted.after(rq)) {
      count++;
    }
    return count;
  }
}
