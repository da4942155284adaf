package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Operation;
import io.elevator.testkit.fake.FakeGroup;
import io.elevator.testkit.fake.FakeRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupsTest {

  private final Bench bench = Bench.hdd();

  @BeforeEach
  void withoutRaising() {
    bench.set("low_latency", 0);
  }

  private TestTask taskIn(FakeGroup group, String name) {
    TestTask task = bench.task(name);
    task.group(group);
    return task;
  }

  @Test
  void groupsAreMappedToALevelForEachGroup() {
    FakeGroup top = bench.group("top", null, 300);
    FakeGroup inner = bench.group("inner", top, 50);
    TestTask task = taskIn(inner, "t");
    bench.read(task, 0, 8);

    BfqGroup group = task.syncQueue().group;
    assertThat(group.entity().weight()).isEqualTo(50);
    assertThat(group.parent().entity().weight()).isEqualTo(300);
    assertThat(group.parent().parent()).isSameAs(bench.device.groups.root());
    assertThat(bench.device.engine.groupsWithPending()).isEqualTo(2);
    assertThat(bench.device.idling.isAsymmetricFor(task.syncQueue())).isTrue();
  }

  @Test
  void asynchronousQueuesOfTwoGroupsAreSeparate() {
    TestTask one = taskIn(bench.group("a", null, 100), "one");
    TestTask two = taskIn(bench.group("b", null, 100), "two");
    bench.write(one, 0, 8);
    bench.write(two, 8, 8);
    assertThat(one.asyncQueue()).isNotSameAs(two.asyncQueue());
  }

  @Test
  void queueMovesWithItsTaskToAnotherGroup() {
    FakeGroup from = bench.group("from", null, 100);
    FakeGroup to = bench.group("to", null, 200);
    TestTask task = taskIn(from, "t");
    bench.read(task, 0, 8);
    bench.write(task, 900_000, 8);
    BfqQueue queue = task.syncQueue();
    BfqQueue async = task.asyncQueue();

    task.group(to);
    bench.offer(task, Operation.READ.code());

    assertThat(task.syncQueue()).isSameAs(queue);
    assertThat(queue.parent().weight()).isEqualTo(200);
    assertThat(queue.busy).isTrue();
    assertThat(task.asyncQueue()).as("the group's own stays").isNull();
    assertThat(async.processReferences).isEqualTo(1);
    assertThat(bench.device.busy.total()).isEqualTo(2);
  }

  @Test
  void queueInServiceIsPreemptedWhenItMoves() {
    TestTask task = taskIn(bench.group("from", null, 100), "t");
    FakeRequest first = bench.read(task, 0, 8);
    bench.read(task, 8, 8);
    assertThat(bench.dispatch()).isSameAs(first);

    task.group(bench.root);
    bench.read(task, 16, 8);

    assertThat(bench.device.inService).isNull();
    assertThat(task.syncQueue().parent()).isNull();
    assertThat(bench.dispatch().sortKey()).isEqualTo(8);
    bench.complete(first);
    assertThat(bench.figures()).containsEntry("expired.preempted", 1L);
  }

  @Test
  void changedGroupWeightIsAppliedAtTheNextEnqueue() {
    FakeGroup group = bench.group("g", null, 100);
    TestTask task = taskIn(group, "t");
    FakeRequest first = bench.read(task, 0, 8);
    BfqGroup bfqGroup = task.syncQueue().group;
    bench.weigh(group, 700);
    assertThat(bfqGroup.entity().weight()).isEqualTo(100);

    bench.dispatch();
    bench.advance(Bench.MILLI);
    bench.complete(first);
    bench.advance(30 * Bench.MILLI);
    bench.read(task, 8, 8);

    assertThat(bfqGroup.entity().weight()).isEqualTo(700);
  }

  @Test
  void requestsOfARemovedGroupAreServedFromTheRoot() {
    FakeGroup group = bench.group("g", null, 100);
    TestTask task = taskIn(group, "t");
    FakeRequest read = bench.read(task, 0, 8);
    FakeRequest write = bench.write(task, 900_000, 8);
    BfqQueue sync = task.syncQueue();
    BfqQueue async = task.asyncQueue();
    task.exit();

    bench.remove(group);

    assertThat(sync.group).isSameAs(bench.device.groups.root());
    assertThat(async.group).isSameAs(bench.device.groups.root());
    assertThat(async.processReferences).isZero();
    FakeRequest one = bench.dispatch();
    bench.advance(Bench.MILLI);
    bench.complete(one);
    FakeRequest two = bench.dispatch();
    bench.advance(Bench.MILLI);
    bench.complete(two);
    assertThat(java.util.Set.of(one, two)).containsExactlyInAnyOrder(read, write);
    bench.elevator.exit();
    assertThat(bench.device.counters.queuesAlive()).isZero();
  }

  @Test
  void taskOfARemovedGroupUsesTheNearestOnlineAncestor() {
    FakeGroup top = bench.group("top", null, 100);
    FakeGroup gone = bench.group("gone", top, 100);
    bench.remove(gone);
    TestTask late = taskIn(gone, "late");
    bench.read(late, 0, 8);
    assertThat(late.syncQueue().parent()).isNotNull();
    assertThat(late.syncQueue().group.parent()).isSameAs(bench.device.groups.root());
  }

  @Test
  void queueAboveItsShareGetsOneTag() {
    TestTask writer = taskIn(bench.group("g", null, 100), "writer");
    TestTask other = taskIn(bench.group("h", null, 900), "other");
    bench.write(other, 900_000, 8);
    assertThat(bench.limitDepth(writer, Operation.WRITE.code())).isEqualTo(8);
    for (int i = 0; i < 3; i++) {
      bench.write(writer, i * 8L, 8);
      // All writes together may use 32 of the 64 tags. The group may use a tenth of these, three
      // tags, so at its third write the writer gets one tag only.
      assertThat(bench.limitDepth(writer, Operation.WRITE.code())).isEqualTo(i < 2 ? 8 : 1);
    }
    assertThat(bench.limitDepth(other, Operation.WRITE.code())).isEqualTo(8);
    assertThat(bench.limitDepth(other, Operation.READ.code())).isZero();
  }

  @Test
  void sharesDoNotLimitTagsWithoutGroups() {
    TestTask writer = bench.task("writer");
    for (int i = 0; i < 60; i++) {
      bench.write(writer, i * 8L, 8);
    }
    assertThat(bench.limitDepth(writer, Operation.WRITE.code())).isEqualTo(8);
    assertThat(bench.limitDepth(writer, Bench.syncWrite())).isEqualTo(12);
  }

  /**
   * The queue has weight 40, and the sum of all weights is 40, so it may use the whole share of
   * plain writes: 32 of 64 tags.
   */
  @Test
  void groupSchedulingFromTheStartLimitsTagsOfTheRootToo() {
    Bench scheduling = Bench.hddWithGroupScheduling();
    TestTask writer = scheduling.task("writer");
    for (int i = 0; i < 31; i++) {
      scheduling.write(writer, i * 8L, 8);
      assertThat(scheduling.limitDepth(writer, Operation.WRITE.code())).isEqualTo(8);
    }
    scheduling.write(writer, 900_000, 8);
    assertThat(scheduling.limitDepth(writer, Operation.WRITE.code())).isEqualTo(1);
  }

  /**
   * As in Linux 6.1, each visit of a busy queue decreases the number of raised queues, so two
   * visits of one queue decrease it twice.
   */
  @Test
  void switchingLowLatencyOffVisitsAsynchronousQueuesOfTheRootTwiceWithGroupScheduling() {
    Bench scheduling = Bench.hddWithGroupScheduling();
    scheduling.write(scheduling.task("writer"), 0, 8);
    scheduling.set("low_latency", 0);
    assertThat(scheduling.device.busy.raised).isEqualTo(-3);

    Bench without = Bench.hdd();
    without.write(without.task("writer"), 0, 8);
    without.set("low_latency", 0);
    assertThat(without.device.busy.raised).isEqualTo(-2);
  }
}
