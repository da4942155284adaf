package io.elevator.bfq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WeightCountersTest {

  private final Wf2qPlus engine = new Wf2qPlus(0);
  private final WeightCounters counters = engine.weights();

  private TestQueue queue(int weight) {
    TestQueue queue = new TestQueue("w" + weight, engine, 2, weight, 1);
    queue.weight = weight;
    return queue;
  }

  @Test
  void queuesOfOneWeightAreSymmetric() {
    TestQueue a = queue(40);
    counters.add(a);
    counters.add(queue(40));

    assertThat(counters.differAbove(a)).isFalse();
    assertThat(counters.differAbove(queue(40))).as("one that is not counted").isFalse();
  }

  @Test
  void weightsDifferForAllQueuesButThoseOfTheSmallestWeight() {
    TestQueue small = queue(10);
    TestQueue large = queue(80);
    counters.add(large);
    counters.add(small);

    assertThat(counters.differAbove(small)).isFalse();
    assertThat(counters.differAbove(large)).isTrue();
    assertThat(counters.differAbove(queue(10))).as("one that is not counted").isTrue();
    counters.remove(small);
    assertThat(counters.differAbove(large)).isFalse();
  }

  @Test
  void countedQueueIsReferencedOnce() {
    TestQueue queue = queue(1000);
    counters.add(queue);
    counters.add(queue);
    assertThat(queue.references).isEqualTo(1);
    assertThat(queue.isCounted()).isTrue();

    counters.remove(queue);
    counters.remove(queue);
    assertThat(queue.references).isZero();
  }

  @Test
  void countingARaisedWeightIsRefused() {
    TestQueue raised = queue(40);
    raised.weight = 1200;

    assertThatThrownBy(() -> counters.add(raised))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1200");
  }
}
