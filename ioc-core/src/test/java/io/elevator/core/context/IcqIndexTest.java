package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IcqIndexTest {
  private final CoreContext context = ProbeOwner.make().coreContext();

  private static QueueIcqs queue(int id) {
    return new QueueIcqs(id, () -> true, (place, error) -> {});
  }

  private IcqNode node(QueueIcqs queue) {
    return new IcqNode(queue, context);
  }

  @Test
  void theEmptyTableFindsNothing() {
    assertThat(IcqIndex.find(IcqIndex.EMPTY, queue(0))).isNull();
    assertThat(IcqIndex.findId(IcqIndex.EMPTY, 7)).isNull();
    assertThat(IcqIndex.size(IcqIndex.EMPTY)).isZero();
  }

  @Test
  void anEntryIsFoundByIdentityNotById() {
    QueueIcqs former = queue(3);
    QueueIcqs later = queue(3);
    IcqNode node = node(former);
    IcqNode[] table = IcqIndex.with(IcqIndex.EMPTY, node);

    assertThat(IcqIndex.find(table, former)).isSameAs(node);
    assertThat(IcqIndex.find(table, later)).isNull();
    assertThat(IcqIndex.findId(table, 3)).isSameAs(node);
  }

  @Test
  void changesMakeNewTablesAndLeaveTheOldOneAsItWas() {
    QueueIcqs a = queue(0);
    QueueIcqs b = queue(1);
    IcqNode onA = node(a);
    IcqNode onB = node(b);
    IcqNode[] one = IcqIndex.with(IcqIndex.EMPTY, onA);
    IcqNode[] two = IcqIndex.with(one, onB);
    IcqNode[] rest = IcqIndex.without(two, onA);

    assertThat(IcqIndex.find(one, b)).isNull();
    assertThat(IcqIndex.find(two, a)).isSameAs(onA);
    assertThat(IcqIndex.find(two, b)).isSameAs(onB);
    assertThat(IcqIndex.find(rest, a)).isNull();
    assertThat(IcqIndex.find(rest, b)).isSameAs(onB);
    assertThat(IcqIndex.without(rest, onB)).isSameAs(IcqIndex.EMPTY);
    assertThat(IcqIndex.EMPTY).containsOnlyNulls();
  }

  @Test
  void collidingIdsAreAllFoundAndASearchEnds() {
    IcqNode[] table = IcqIndex.EMPTY;
    List<QueueIcqs> queues = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      QueueIcqs queue = queue(i * 64);
      queues.add(queue);
      table = IcqIndex.with(table, node(queue));
      assertThat(table.length).isGreaterThanOrEqualTo(2 * queues.size());
    }
    for (QueueIcqs queue : queues) {
      assertThat(IcqIndex.find(table, queue).queue()).isSameAs(queue);
    }
    assertThat(IcqIndex.find(table, queue(20 * 64))).isNull();
    assertThat(IcqIndex.findId(table, 21 * 64)).isNull();
  }

  /** Against a list as the model, over random ids. */
  @Test
  void randomChangesAgreeWithAList() {
    Random random = new Random(42);
    List<IcqNode> model = new ArrayList<>();
    IcqNode[] table = IcqIndex.EMPTY;
    for (int step = 0; step < 5_000; step++) {
      if (model.isEmpty() || (random.nextInt(100) < 52 && model.size() < 40)) {
        int id = random.nextInt(200);
        if (model.stream().noneMatch(node -> node.queue().id() == id)) {
          IcqNode node = node(queue(id));
          model.add(node);
          table = IcqIndex.with(table, node);
        }
      } else {
        table = IcqIndex.without(table, model.remove(random.nextInt(model.size())));
      }
      assertThat(IcqIndex.size(table)).isEqualTo(model.size());
      for (IcqNode node : model) {
        if (IcqIndex.find(table, node.queueIcqs()) != node) {
          throw new AssertionError("lost " + node + " at step " + step);
        }
      }
    }
  }
}
