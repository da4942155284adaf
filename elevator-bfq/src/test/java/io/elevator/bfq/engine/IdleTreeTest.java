package io.elevator.bfq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleTreeTest {

  private final Wf2qPlus engine = new Wf2qPlus(0);
  private final IdleTree tree = new IdleTree();

  private TestQueue entity(String name, long finish) {
    TestQueue queue = new TestQueue(name, engine, 2, 40, 1);
    queue.finish = finish;
    tree.add(queue);
    return queue;
  }

  @Test
  void pointersFollowTheFirstAndTheLastEntity() {
    TestQueue middle = entity("middle", 20);
    TestQueue last = entity("last", 30);
    TestQueue first = entity("first", 10);

    assertThat(tree.firstIdle()).isSameAs(first);
    assertThat(tree.lastIdle()).isSameAs(last);
    tree.extract(first);
    tree.extract(last);
    assertThat(tree.firstIdle()).isSameAs(middle);
    assertThat(tree.lastIdle()).isSameAs(middle);
  }

  @Test
  void equalFinishTimeDoesNotMoveTheLastPointer() {
    TestQueue one = entity("one", 10);
    TestQueue two = entity("two", 10);

    assertThat(tree.lastIdle()).isSameAs(one);
    tree.extract(one);
    assertThat(tree.lastIdle()).as("lost, although the tree is not empty").isNull();
    assertThat(tree.firstIdle()).isSameAs(two);
  }
}
