package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Iterating over icqs, which is done in chunks, while other icqs are linked and unlinked. */
class IcqListTest {
  private static final int LASTING = 1500;

  private final TestWorld world = new TestWorld();

  private CoreTask taskWithIcq(TestQueue queue, String name) {
    CoreTask task = world.task(name);
    world.request(task, queue).finish();
    return task;
  }

  private static List<Long> contexts(TestQueue queue) {
    return queue.icqs.nodes().stream().map(each -> each.context().id()).toList();
  }

  @Test
  void icqsAreListedNewestFirst() {
    TestQueue queue = world.queue();
    assertThat(queue.icqs.nodes()).isEmpty();
    List<CoreTask> tasks = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    for (int count : new int[] {1, 255, 256, 257, 512, 1000}) {
      while (tasks.size() < count) {
        tasks.add(taskWithIcq(queue, "task"));
        expected.addFirst(tasks.getLast().ioContext().id());
      }
      assertThat(contexts(queue)).isEqualTo(expected);
    }
    tasks.forEach(CoreTask::exit);
    world.jobs.runAll();
    assertThat(queue.icqs.nodes()).isEmpty();
    world.verifyEmpty();
  }

  /**
   * Icqs that are linked during the whole call are listed exactly once, even if the icqs at the
   * chunk boundary are unlinked.
   */
  @Test
  void icqsLinkedThroughoutAreListedOnceWhileOthersAreLinkedAndUnlinked()
      throws InterruptedException {
    TestQueue queue = world.queue();
    List<CoreTask> lasting = new ArrayList<>();
    Deque<CoreTask> passing = new ArrayDeque<>();
    Set<Long> expected = new HashSet<>();
    for (int i = 0; i < LASTING; i++) {
      lasting.add(taskWithIcq(queue, "lasting"));
      expected.add(lasting.getLast().ioContext().id());
      passing.add(taskWithIcq(queue, "passing"));
    }
    var over = new AtomicBoolean();
    var thrown = new AtomicReference<Throwable>();
    Thread churn =
        new Thread(() -> {
          var random = new SplittableRandom(4);
          while (!over.get()) {
            // Unlinks runs of adjacent icqs, which may be before, after or at the boundary between
            // two chunks.
            for (int i = random.nextInt(600); i > 0 && !passing.isEmpty(); i--) {
              (random.nextBoolean() ? passing.removeFirst() : passing.removeLast()).exit();
            }
            world.jobs.runAll();
            for (int i = random.nextInt(600); i > 0; i--) {
              passing.add(taskWithIcq(queue, "passing"));
            }
          }
        });
    churn.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
    churn.start();
    try {
      for (int round = 0; round < 300; round++) {
        List<IcqNode> listed = queue.icqs.nodes();
        Set<IcqNode> once = Collections.newSetFromMap(new IdentityHashMap<>());
        once.addAll(listed);
        assertThat(once).as("round %s", round).hasSameSizeAs(listed);
        Set<Long> seen = new HashSet<>();
        listed.forEach(each -> seen.add(each.context().id()));
        assertThat(seen.containsAll(expected)).as("round %s", round).isTrue();
      }
    } finally {
      over.set(true);
      churn.join();
    }
    assertThat(thrown).hasNullValue();
    lasting.forEach(CoreTask::exit);
    passing.forEach(CoreTask::exit);
    world.verifyEmpty();
  }
}
