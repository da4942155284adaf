package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionTreeTest {

  private final Bench bench = Bench.hdd();
  private final PositionTree tree = new PositionTree();

  private BfqQueue queueAt(long sector) {
    TestTask task = bench.task("t" + sector);
    bench.read(task, sector, 8);
    BfqQueue queue = task.syncQueue();
    queue.position.leave();
    tree.enter(queue);
    return queue;
  }

  @Test
  void searchFindsAnExactThenTheLastVisitedThenANeighbouringPosition() {
    BfqQueue middle = queueAt(100_000);
    BfqQueue low = queueAt(50_000);
    BfqQueue high = queueAt(150_000);

    assertThat(tree.findClose(50_000)).isSameAs(low);
    assertThat(tree.findClose(150_000 + 8192)).isSameAs(high);
    assertThat(tree.findClose(150_000 + 8193)).isNull();
    assertThat(tree.findClose(141_808)).isSameAs(high);
    assertThat(tree.findClose(99_999)).as("the successor of the last visited").isSameAs(middle);
    assertThat(tree.findClose(80_000)).isNull();
  }

  @Test
  void secondQueueWithTheSamePositionIsNotAdded() {
    BfqQueue first = queueAt(1000);
    BfqQueue second = queueAt(1000);

    assertThat(tree.findClose(1000)).isSameAs(first);
    second.position.leave();
    assertThat(tree.findClose(1000)).as("the other was never in").isSameAs(first);
    first.position.leave();
    assertThat(tree.findClose(1000)).isNull();
  }
}
