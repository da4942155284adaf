package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Operation;
import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of files, whose sort keys are up to 2⁶² − 1: 22 bits of region, 40 bits of sector. */
class SortKeysOfFilesTest {
  private static final long FIRST = 1L << 40;
  private static final int SPAN = 1 << 20;

  /** The last sectors of the last region. */
  private static final long LAST = (1L << 62) - SPAN;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void orderOfDispatchIsTheSameInTheFirstAndInTheLastRegion(int seed) {
    assertThat(dispatched(seed, LAST)).isEqualTo(dispatched(seed, FIRST));
  }

  /** Runs random requests of six tasks; returns what was dispatched, with keys from the base. */
  private static List<String> dispatched(int seed, long base) {
    var random = new Random(seed);
    Bench bench = seed % 2 == 0 ? Bench.hdd() : Bench.ssd();
    List<TestTask> tasks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      tasks.add(bench.task("t" + i, 2, 4));
    }
    List<String> seen = new ArrayList<>();
    List<FakeRequest> inDrive = new ArrayList<>();
    Map<FakeRequest, String> names = new HashMap<>();
    for (int step = 0; step < 4_000; step++) {
      int what = random.nextInt(10);
      if (what < 4) {
        TestTask task = tasks.get(random.nextInt(6));
        Operation operation = random.nextInt(4) == 0 ? Operation.WRITE : Operation.READ;
        int sectors = 1 + random.nextInt(64);
        long sector = random.nextInt(SPAN - sectors + 1);
        FakeRequest rq = bench.insert(task, operation.code(), base + sector, sectors, false);
        names.put(rq, task.name() + " " + operation + " " + sector + "+" + sectors);
      } else if (what < 7 && inDrive.size() < 8) {
        FakeRequest rq = bench.dispatch();
        if (rq != null) {
          inDrive.add(rq);
          seen.add(step + ": " + names.remove(rq));
        }
      } else if (!inDrive.isEmpty()) {
        bench.complete(inDrive.remove(random.nextInt(inDrive.size())));
      }
      bench.advance(random.nextLong(2 * Bench.MILLI));
    }
    assertThat(seen).as("requests dispatched with seed " + seed).hasSizeGreaterThan(500);
    return seen;
  }

  @Test
  void positionsOfTheLastFileAreCloseOnlyToTheirOwnKind() {
    Bench bench = Bench.hdd();
    var tree = new PositionTree();
    long last = (1L << 62) - 8;
    BfqQueue end = queueAt(bench, tree, last);
    BfqQueue start = queueAt(bench, tree, (1L << 62) - (1L << 40));
    BfqQueue first = queueAt(bench, tree, FIRST);
    assertThat(tree.findClose(last)).isSameAs(end);
    assertThat(tree.findClose(last - PositionTree.CLOSE_SECTORS)).isSameAs(end);
    assertThat(tree.findClose(last - PositionTree.CLOSE_SECTORS - 1)).isNull();
    assertThat(tree.findClose((1L << 62) - (1L << 40) + 10)).isSameAs(start);
    assertThat(tree.findClose(FIRST + 1)).isSameAs(first);
    assertThat(tree.findClose(0)).isNull();
  }

  private static BfqQueue queueAt(Bench bench, PositionTree tree, long sector) {
    TestTask task = bench.task("t" + sector);
    bench.read(task, sector, 8);
    BfqQueue queue = task.syncQueue();
    queue.position.leave();
    tree.enter(queue);
    return queue;
  }
}
