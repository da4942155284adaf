package io.elevator.bfq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupSchedulingTest {

  private final Wf2qPlus engine = new Wf2qPlus(0);
  private final Map<TestQueue, Long> served = new HashMap<>();

  private GroupEntity group(GroupEntity parent, int weight) {
    return new GroupEntity(parent == null ? engine.root() : parent.children(), parent, weight);
  }

  private TestQueue greedy(String name, GroupEntity group, int weight) {
    TestQueue queue =
        group == null
            ? new TestQueue(name, engine, 2, weight, 1024)
            : new TestQueue(name, group, 2, weight, 1024);
    engine.activate(queue, false);
    served.put(queue, 0L);
    return queue;
  }

  private TestQueue serveOne() {
    TestQueue queue = (TestQueue) engine.select();
    engine.charge(queue, queue.budget);
    served.merge(queue, (long) queue.budget, Long::sum);
    engine.requeueExpired(queue);
    engine.resetInService(queue);
    queue.service = 0;
    engine.resetServiceAbove(queue);
    return queue;
  }

  private void serve(int slots) {
    for (int i = 0; i < slots; i++) {
      serveOne();
    }
  }

  private double share(TestQueue queue) {
    long total = served.values().stream().mapToLong(Long::longValue).sum();
    return (double) served.get(queue) / total;
  }

  @Test
  void groupsShareByWeightIndependentOfTheirContents() {
    GroupEntity light = group(null, 100);
    GroupEntity heavy = group(null, 300);
    TestQueue alone = greedy("alone", light, 40);
    TestQueue first = greedy("first", heavy, 40);
    TestQueue second = greedy("second", heavy, 40);

    serve(4000);

    assertThat(share(alone)).isBetween(0.2495, 0.2505);
    assertThat(share(first)).isBetween(0.374, 0.376);
    assertThat(share(second)).isBetween(0.374, 0.376);
  }

  @Test
  void queuesOfTheRootShareByWeightWithGroups() {
    GroupEntity group = group(null, 40);
    TestQueue inside = greedy("inside", group, 80);
    TestQueue outside = greedy("outside", null, 80);

    serve(3000);

    assertThat(share(inside)).isBetween(0.333, 0.334);
    assertThat(share(outside)).isBetween(0.666, 0.667);
  }

  @Test
  void sharesMultiplyDownTheLevels() {
    GroupEntity top = group(null, 300);
    GroupEntity other = group(null, 100);
    GroupEntity left = group(top, 200);
    GroupEntity right = group(top, 100);
    TestQueue a = greedy("a", left, 40);
    TestQueue b = greedy("b", right, 40);
    TestQueue c = greedy("c", other, 40);

    serve(12_000);

    assertThat(share(a)).isBetween(0.499, 0.501);
    assertThat(share(b)).isBetween(0.249, 0.251);
    assertThat(share(c)).isBetween(0.249, 0.251);
  }

  @Test
  void realTimeQueueIsPreferredOnlyWithinItsGroup() {
    GroupEntity mixed = group(null, 100);
    GroupEntity plain = group(null, 100);
    TestQueue best = greedy("best", mixed, 40);
    TestQueue other = greedy("other", plain, 40);
    TestQueue realTime = new TestQueue("rt", mixed, 1, 40, 1024);
    engine.activate(realTime, false);
    served.put(realTime, 0L);
    serve(1); // serves the queue that was selected before the change

    serve(2000);

    assertThat(share(realTime)).isBetween(0.498, 0.502);
    assertThat(share(other)).isBetween(0.498, 0.502);
    assertThat(served.get(best)).isLessThanOrEqualTo(1024);
  }

  @Test
  void budgetOfAGroupIsThatOfItsNextChild() {
    GroupEntity group = group(null, 100);
    TestQueue large = greedy("large", group, 40);
    assertThat(group.budget).isEqualTo(1024);

    large.budget = 300;
    engine.reposition(large);

    assertThat(group.budget).isEqualTo(300);
    assertThat(group.finish()).isEqualTo(VirtualTime.delta(300, 100));
  }

  @Test
  void newGroupWeightTakesEffectAtTheNextEnqueue() {
    GroupEntity one = group(null, 100);
    GroupEntity two = group(null, 100);
    TestQueue a = greedy("a", one, 40);
    TestQueue b = greedy("b", two, 40);
    serve(1000);
    assertThat(share(a)).isBetween(0.499, 0.501);

    one.requestWeight(400);
    one.markChangePending();
    serve(2); // enqueues each group again, so that its new weight applies
    assertThat(one.weight()).isEqualTo(400);
    served.replaceAll((queue, sectors) -> 0L);
    serve(5000);

    assertThat(share(a)).isBetween(0.798, 0.802);
    assertThat(share(b)).isBetween(0.198, 0.202);
  }

  @Test
  void groupWithSeveralChildrenStaysBackloggedWhileInService() {
    GroupEntity group = group(null, 100);
    greedy("a", group, 40);
    TestQueue b = greedy("b", group, 40);
    assertThat(group.activeChildren()).isEqualTo(2);

    TestQueue chosen = (TestQueue) engine.select();
    assertThat(group.isActive()).isTrue();
    assertThat(group.activeChildren()).isEqualTo(1);
    assertThat(engine.hasOtherCandidate()).as("next is the group itself").isFalse();

    engine.deactivate(chosen, true, true);
    engine.resetInService(chosen);
    assertThat(engine.select()).isSameAs(b);
    assertThat(group.isActive()).as("its last child is taken").isFalse();
  }

  @Test
  void groupsCountAsPendingUntilNoEntityInThemIsBacklogged() {
    GroupEntity top = group(null, 100);
    GroupEntity inner = group(top, 100);
    TestQueue queue = greedy("q", inner, 40);
    assertThat(engine.groupsWithPending()).isEqualTo(2);

    engine.select();
    engine.uncount(queue);
    assertThat(engine.groupsWithPending()).as("in service").isEqualTo(2);
    engine.deactivate(queue, true, true);
    engine.resetInService(queue);
    engine.uncount(queue);

    assertThat(engine.groupsWithPending()).isZero();
  }

  @Test
  void queueMovesBetweenGroups() {
    GroupEntity from = group(null, 100);
    GroupEntity to = group(null, 100);
    TestQueue queue = greedy("q", from, 40);
    greedy("other", from, 40);

    engine.deactivate(queue, false, false);
    assertThat(queue.isScheduled()).isFalse();
    engine.move(queue, to.children(), to);
    engine.activate(queue, false);

    assertThat(from.activeChildren()).isEqualTo(1);
    assertThat(to.activeChildren()).isEqualTo(1);
    assertThat(queue.parent()).isSameAs(to);
    assertThat(queue.references).isEqualTo(1);
  }

  @Test
  void allocatedRequestsCountUpToTheRoot() {
    GroupEntity top = group(null, 100);
    GroupEntity inner = group(top, 100);
    TestQueue queue = greedy("q", inner, 40);

    queue.addAllocated(3);
    queue.addAllocated(-1);

    assertThat(queue.allocated()).isEqualTo(2);
    assertThat(inner.allocated()).isEqualTo(2);
    assertThat(top.allocated()).isEqualTo(2);
  }
}
