package io.elevator.bfq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Wf2qPlusTest {

  private final Wf2qPlus engine = new Wf2qPlus(0);

  private TestQueue queue(String name, int weight, int budget) {
    return new TestQueue(name, engine, 2, weight, budget);
  }

  private long vtime() {
    return engine.root().tree(1).vtime();
  }

  /**
   * Serves the queue in service with requests of one size until the remaining budget is smaller
   * than a request, and then requeues it with another budget.
   */
  private void serveSlot(TestQueue queue, int request, int nextBudget) {
    while (queue.service + request <= queue.budget) {
      engine.charge(queue, request);
    }
    expire(queue, nextBudget);
  }

  private void expire(TestQueue queue, int nextBudget) {
    queue.budget = nextBudget;
    engine.requeueExpired(queue);
    engine.resetInService(queue);
    queue.service = 0;
    engine.resetServiceAbove(queue);
  }

  private TestQueue select() {
    return (TestQueue) engine.select();
  }

  @Test
  void twoGreedyReadersOfWeights100And300FollowTheWorkedExample() {
    TestQueue a = queue("A", 100, 10_922);
    TestQueue b = queue("B", 300, 10_922);
    engine.activate(a, false);
    assertThat(a.finish()).isEqualTo(458_101_882);
    engine.activate(b, false);
    assertThat(b.finish()).isEqualTo(152_700_627);

    String[] order = {"B", "A", "B", "B", "A", "B", "B", "B", "A", "B"};
    long[] newStart = {
      150_323_855,
      450_971_566,
      379_388_777,
      608_453_699,
      1_138_166_333L,
      837_518_621,
      1_066_583_543,
      1_295_648_465,
      1_825_361_100,
      1_524_713_387
    };
    long[] newFinish = {
      379_388_777,
      1_138_166_333,
      608_453_699,
      837_518_621,
      1_825_361_100,
      1_066_583_543,
      1_295_648_465,
      1_524_713_387,
      2_512_555_867L,
      1_753_778_309
    };
    long[] vtimes = {
      112_742_868,
      225_485_736,
      397_284_392,
      569_083_048,
      740_881_704,
      912_680_360,
      1_084_479_016,
      1_256_277_672,
      1_428_076_328,
      1_599_874_984
    };
    for (int slot = 0; slot < order.length; slot++) {
      TestQueue served = select();
      assertThat(served.name).as("slot %d", slot + 1).isEqualTo(order[slot]);
      serveSlot(served, 256, 16_384);
      assertThat(vtime()).as("V after slot %d", slot + 1).isEqualTo(vtimes[slot]);
      assertThat(served.start()).as("S after slot %d", slot + 1).isEqualTo(newStart[slot]);
      assertThat(served.finish()).as("F after slot %d", slot + 1).isEqualTo(newFinish[slot]);
    }
  }

  @Test
  void searchDuringServiceDoesNotAdvanceVirtualTime() {
    TestQueue a = queue("A", 100, 10_922);
    TestQueue b = queue("B", 300, 10_922);
    engine.activate(a, false);
    engine.activate(b, false);
    serveSlot(select(), 256, 16_384);

    assertThat(select()).isSameAs(a);
    assertThat(engine.root().nextInService()).isSameAs(b);
    assertThat(b.start()).isGreaterThan(vtime());
    assertThat(vtime()).isEqualTo(112_742_868);
  }

  @Test
  void selectionWithoutBackloggedQueueIsRefused() {
    assertThatThrownBy(engine::select)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nothing to select");
  }

  @Test
  void classesAreStrictlyOrderedExceptForTheTurnOfTheIdleClass() {
    TestQueue idle = new TestQueue("idle", engine, 3, 10, 100);
    TestQueue realTime = new TestQueue("rt", engine, 1, 40, 100);
    TestQueue best = queue("be", 40, 100);
    engine.activate(idle, false);
    engine.activate(best, false);
    engine.activate(realTime, false);

    // The queue that becomes busy first is served next without a search; after that the class
    // decides.
    engine.tick(200);
    expire(select(), 100);
    for (int i = 0; i < 5; i++) {
      TestQueue served = select();
      assertThat(served).isSameAs(realTime);
      engine.charge(served, 100);
      expire(served, 100);
    }
    engine.tick(201);
    TestQueue served = select();
    assertThat(served).as("the cached choice").isSameAs(realTime);
    engine.charge(served, 100);
    assertThat(engine.root().nextInService()).as("looked up after 200 ticks").isSameAs(idle);
    expire(served, 100);
    engine.tick(202);
  }

  /**
   * When a search finds that 200 ticks have passed, it gives the idle class a turn and starts the
   * next 200 ticks, as in Linux 6.1. If a real-time queue becomes busy before that turn, a new
   * search follows and the idle class loses its turn.
   */
  @Test
  void idleClassLosesItsTurnIfARealTimeQueueBecomesBusyBeforeIt() {
    TestQueue idle = new TestQueue("idle", engine, 3, 10, 100);
    TestQueue best = queue("be", 40, 100);
    TestQueue realTime = new TestQueue("rt", engine, 1, 40, 100);
    engine.activate(best, false);
    engine.activate(idle, false);
    for (int turn = 1; turn <= 20; turn++) {
      engine.tick(turn * 201L);
      TestQueue served = select();
      assertThat(served).isNotSameAs(idle);
      assertThat(engine.root().nextInService()).isSameAs(idle);
      engine.activate(realTime, false);
      assertThat(engine.root().nextInService()).isSameAs(realTime);
      expire(served, 100);
      served = select();
      assertThat(served).isSameAs(realTime);
      engine.charge(served, 8);
      engine.deactivate(served, true, true);
      engine.resetInService(served);
    }
  }

  @Test
  void queueThatContinuesItsBudgetKeepsItsOldFinishTime() {
    TestQueue a = queue("A", 40, 1000);
    TestQueue b = queue("B", 40, 1000);
    engine.activate(a, false);
    engine.activate(b, false);
    TestQueue first = select();
    engine.charge(first, 200);
    engine.deactivate(first, true, true);
    engine.resetInService(first);
    long finish = first.finish();
    assertThat(first.isIdle()).isTrue();
    TestQueue second = select();
    engine.charge(second, 1000);

    first.budget = 800;
    first.service = 0;
    engine.activate(first, true);

    assertThat(first.start()).isEqualTo(finish);
  }

  @Test
  void queueThatWasIdleTooLongStartsAtVirtualTime() {
    TestQueue a = queue("A", 40, 1000);
    TestQueue b = queue("B", 40, 1000);
    engine.activate(a, false);
    engine.activate(b, false);
    TestQueue first = select();
    engine.charge(first, 10);
    engine.deactivate(first, true, true);
    engine.resetInService(first);
    TestQueue second = select();
    engine.charge(second, 1000);
    assertThat(first.isScheduled()).as("forgotten when virtual time had passed it").isFalse();
    assertThat(first.references).as("only the weights may hold it").isZero();

    engine.activate(first, false);

    assertThat(first.start()).isEqualTo(vtime());
  }

  @Test
  void virtualTimeGoesBackToTheLastIdleFinishTimeWithoutBacklog() {
    TestQueue only = queue("only", 40, 1000);
    TestQueue other = queue("other", 40, 1000);
    engine.activate(only, false);
    engine.activate(other, false);
    TestQueue first = select();
    engine.charge(first, 300);
    engine.deactivate(first, true, true);
    engine.resetInService(first);
    TestQueue second = select();
    engine.charge(second, 900);

    // The queue in the idle tree finished at 300 sectors of weight 40.
    assertThat(vtime()).isEqualTo(VirtualTime.delta(300, 40));
    assertThat(engine.root().tree(1).weightSum()).isEqualTo(40);
  }

  @Test
  void pendingWeightIsAppliedAtTheNextEnqueue() {
    TestQueue queue = queue("A", 40, 1000);
    engine.activate(queue, false);
    select();
    queue.requestWeight(80);
    queue.markChangePending();
    assertThat(queue.weight()).isEqualTo(40);

    engine.charge(queue, 400);
    expire(queue, 1000);

    assertThat(queue.weight()).isEqualTo(80);
    assertThat(queue.ioLevel()).isZero();
    assertThat(queue.start()).as("charged at the old weight").isEqualTo(VirtualTime.delta(400, 40));
    assertThat(queue.finish() - queue.start()).isEqualTo(VirtualTime.delta(1000, 80));
    assertThat(engine.root().tree(1).weightSum()).isEqualTo(80);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "1000, 1000", "5000, 1000"})
  void requestedWeightsAreClamped(int requested, int applied) {
    TestQueue queue = queue("A", 40, 1000);
    queue.requestWeight(requested);

    engine.activate(queue, false);

    assertThat(queue.weight()).isEqualTo(applied);
    assertThat(queue.requestedWeight()).isEqualTo(applied);
  }

  @Test
  void pendingClassMovesTheQueueToTheVirtualTimeOfTheOtherTree() {
    TestQueue queue = queue("A", 40, 1000);
    engine.activate(queue, false);
    select();
    engine.charge(queue, 500);
    queue.requestPriority(1, 2);

    engine.applyWeight(queue);
    assertThat(queue.ioClass()).as("not while in service").isEqualTo(2);
    assertThat(queue.isChangePending()).isTrue();

    expire(queue, 1000);
    assertThat(queue.ioClass()).isEqualTo(1);
    assertThat(queue.start()).isEqualTo(engine.root().tree(0).vtime());
    assertThat(engine.root().tree(1).weightSum()).isZero();
    assertThat(engine.root().tree(0).weightSum()).isEqualTo(60);
    assertThat(queue.isChangePending()).isFalse();
  }

  @Test
  void raisedQueueIsNotCountedByWeight() {
    TestQueue queue = queue("A", 40, 1000);
    engine.activate(queue, false);
    engine.weights().add(queue);
    select();

    queue.raisingCoefficient = 30;
    queue.markChangePending();
    engine.applyWeight(queue);

    assertThat(queue.weight()).isEqualTo(1200);
    assertThat(queue.originalWeight()).isEqualTo(40);
    assertThat(queue.isCounted()).isFalse();
    queue.raisingCoefficient = 1;
    queue.markChangePending();
    engine.applyWeight(queue);
    assertThat(queue.isCounted()).isTrue();
  }

  @Test
  void changedBudgetMovesTheFinishTimeButNotTheStartTime() {
    TestQueue a = queue("A", 40, 1000);
    TestQueue b = queue("B", 40, 2000);
    engine.activate(a, false);
    engine.activate(b, false);
    assertThat(engine.root().nextInService()).isSameAs(a);

    b.budget = 500;
    engine.reposition(b);

    assertThat(b.start()).isZero();
    assertThat(b.finish()).isEqualTo(VirtualTime.delta(500, 40));
    assertThat(engine.root().nextInService()).isSameAs(b);
    assertThat(engine.activeQueues().newest()).as("moved to the head").isSameAs(b);
  }

  @Test
  void queueListsBeginWithTheNewestQueue() {
    TestQueue a = queue("A", 40, 1000);
    TestQueue b = queue("B", 40, 1000);
    TestQueue c = queue("C", 40, 1000);
    engine.activate(a, false);
    engine.activate(b, false);
    engine.activate(c, false);

    QueueList list = engine.activeQueues();
    assertThat(list.newest()).isSameAs(c);
    assertThat(list.olderThan(c)).isSameAs(b);
    assertThat(list.olderThan(a)).isNull();
  }

  @Test
  void negativeServiceCountsAsHuge() {
    assertThat(VirtualTime.delta(-1, 40)).isEqualTo(Long.divideUnsigned(-1L << 22, 40));
  }
}
