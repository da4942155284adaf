package io.elevator.bfq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActiveTreeTest {

  private final Wf2qPlus engine = new Wf2qPlus(0);

  private TestQueue entity(String name, long finish, long start) {
    TestQueue queue = new TestQueue(name, engine, 2, 40, 1);
    queue.finish = finish;
    queue.start = start;
    return queue;
  }

  @Test
  void eligibleEntityInTheRightSubtreeOfAnIneligibleOneIsMissed() {
    TestQueue a = entity("A", 40, 10);
    ActiveTree tree = new ActiveTree();
    tree.insert(a);
    tree.insert(entity("B", 20, 15));
    tree.insert(entity("C", 60, 5));
    tree.insert(entity("D", 30, 8));

    assertThat(tree.eligible(12)).isSameAs(a);
  }

  @Test
  void sameEntitiesInsertedInAnotherOrderGiveAnotherResult() {
    TestQueue d = entity("D", 30, 8);
    ActiveTree tree = new ActiveTree();
    tree.insert(d);
    tree.insert(entity("B", 20, 15));
    tree.insert(entity("C", 60, 5));
    tree.insert(entity("A", 40, 10));

    assertThat(tree.eligible(12)).isSameAs(d);
  }

  @Test
  void noEntityIsEligibleBeforeTheEarliestStart() {
    ActiveTree tree = new ActiveTree();
    tree.insert(entity("A", 40, 10));
    tree.insert(entity("B", 20, 15));

    assertThat(tree.eligible(9)).isNull();
  }

  @Test
  void eligibilityIsCorrectAcrossAWrapOfVirtualTime() {
    TestQueue before = entity("before", -5, -10);
    TestQueue after = entity("after", 5, -3);
    ActiveTree tree = new ActiveTree();
    tree.insert(after);
    tree.insert(before);

    assertThat(tree.first()).isSameAs(before);
    assertThat(tree.eligible(0)).isSameAs(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void cachedSmallestStartIsExactAfterRandomOperations(int seed) {
    Random random = new Random(seed);
    ActiveTree tree = new ActiveTree();
    List<Entity> in = new ArrayList<>();
    for (int step = 0; step < 1000; step++) {
      if (in.isEmpty() || random.nextInt(5) < 3) {
        TestQueue added = entity("q" + step, random.nextInt(1000), random.nextInt(1000));
        tree.insert(added);
        in.add(added);
      } else {
        tree.remove(in.remove(random.nextInt(in.size())));
      }
      check(tree, tree.root());
      long time = random.nextInt(1000);
      Entity found = tree.eligible(time);
      boolean anyEligible = in.stream().anyMatch(e -> e.start <= time);
      assertThat(found != null).isEqualTo(anyEligible);
      if (found != null) {
        assertThat(found.start).isLessThanOrEqualTo(time);
      }
    }
  }

  private static long check(ActiveTree tree, Entity node) {
    if (node == null) {
      return Long.MAX_VALUE;
    }
    long least =
        Math.min(node.start, Math.min(check(tree, tree.left(node)), check(tree, tree.right(node))));
    assertThat(node.minStart).isEqualTo(least);
    return least;
  }
}
