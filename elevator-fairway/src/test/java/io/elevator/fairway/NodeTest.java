package io.elevator.fairway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTest {
  private static final long ROOMY = 1L << 40;

  private static Flow flow(int weight) {
    return new Flow(new ServiceClass(1), weight);
  }

  private static void add(Node node, Flow flow, long tag) {
    flow.tag = tag;
    node.reserve();
    node.add(flow);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 1000, Long.MIN_VALUE + 5, -1})
  void firstIsAlwaysTheMemberWithTheSmallestTag(long start) {
    SplittableRandom random = new SplittableRandom(start);
    Node node = new Node(100, null);
    List<Flow> members = new ArrayList<>();
    Comparator<Flow> order =
        Comparator.<Flow>comparingLong(each -> each.tag - start)
            .thenComparingLong(each -> each.turn);
    for (int step = 0; step < 20_000; step++) {
      int choice = random.nextInt(4);
      if (choice == 0 || members.isEmpty()) {
        Flow flow = flow(1 + random.nextInt(80));
        add(node, flow, start + step + random.nextInt(50));
        members.add(flow);
      } else if (choice == 1) {
        node.remove(members.remove(random.nextInt(members.size())));
      } else {
        Flow flow = members.get(random.nextInt(members.size()));
        flow.tag += random.nextInt(100);
        node.tagGrew(flow);
      }
      assertThat(node.size()).isEqualTo(members.size());
      assertThat(node.activeWeights()).isEqualTo(members.stream().mapToLong(Entity::weight).sum());
      if (!members.isEmpty()) {
        assertThat(node.first()).isSameAs(members.stream().min(order).orElseThrow());
      }
    }
  }

  @Test
  void membersWithEqualTagsAreServedInOrderOfActivation() {
    Node node = new Node(100, null);
    Flow first = flow(10);
    Flow second = flow(10);
    add(node, first, 7);
    add(node, second, 7);
    assertThat(node.first()).isSameAs(first);
    node.remove(first);
    add(node, first, 7);
    assertThat(node.first()).isSameAs(second);
  }

  @Test
  void virtualTimeNeverGoesBack() {
    Node node = new Node(100, null);
    Flow early = flow(10);
    Flow late = flow(10);
    early.tag = 5;
    late.tag = 9;
    node.serve(late);
    node.serve(early);
    assertThat(node.virtualTime()).isEqualTo(9);
    node.startAt(Long.MAX_VALUE);
    late.tag = Long.MIN_VALUE + 1;
    node.serve(late);
    assertThat(node.virtualTime()).isEqualTo(Long.MIN_VALUE + 1);
  }

  @Test
  void memberAtItsShareOfTheWindowYieldsToOneThatIsLessThanAQuantumAhead() {
    Node node = new Node(100, null);
    Flow full = flow(40);
    Flow other = flow(40);
    add(node, full, 0);
    add(node, other, other.distance(999));
    full.inFlight = 500;
    assertThat(node.choose(1000, 1000)).isSameAs(other);
    assertThat(node.choose(1002, 1000)).as("below its share").isSameAs(full);
    assertThat(node.choose(1000, 999)).as("a quantum ahead").isSameAs(full);
    other.inFlight = 500;
    assertThat(node.choose(1000, 1000)).as("both are at their shares").isSameAs(full);
  }

  @Test
  void onlyMemberIsChosenHoweverMuchItHasInTheDrive() {
    Node node = new Node(100, null);
    Flow only = flow(40);
    add(node, only, 0);
    only.inFlight = ROOMY;
    assertThat(node.choose(1000, 1000)).isSameAs(only);
  }

  @Test
  void newWeightOfAnActiveMemberChangesTheSum() {
    Node node = new Node(100, null);
    ServiceClass in = new ServiceClass(1);
    Flow flow = new Flow(in, 40);
    flow.parent = node;
    add(node, flow, 0);
    flow.weight(70);
    assertThat(node.activeWeights()).isEqualTo(70);
    node.remove(flow);
    flow.weight(10);
    assertThat(node.activeWeights()).isZero();
  }
}
