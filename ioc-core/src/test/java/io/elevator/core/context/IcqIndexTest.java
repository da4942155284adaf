package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.spi.Icq;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IcqIndexTest {
  private final CoreContext context = ProbeOwner.make().coreContext();

  private static QueueIcqs queue(int id) {
    return new QueueIcqs(id, () -> true, (place, error) -> {});
  }

  private Icq icq(QueueIcqs queue) {
    return new Icq(new IcqNode(queue, context)) {};
  }

  @Test
  void emptyTableFindsNothing() {
    assertThat(IcqIndex.find(IcqIndex.EMPTY, queue(0))).isNull();
    assertThat(IcqIndex.findId(IcqIndex.EMPTY, 7)).isNull();
    assertThat(IcqIndex.size(IcqIndex.EMPTY)).isZero();
  }

  @Test
  void entryIsFoundByIdentityOfItsQueueAndNotById() {
    QueueIcqs former = queue(3);
    QueueIcqs later = queue(3);
    Icq icq = icq(former);
    Icq[] table = IcqIndex.with(IcqIndex.EMPTY, icq);

    assertThat(IcqIndex.find(table, former)).isSameAs(icq);
    assertThat(IcqIndex.find(table, later)).isNull();
    assertThat(IcqIndex.findId(table, 3)).isSameAs(icq);
  }

  @Test
  void changesCreateNewTablesAndDoNotChangeTheOldTable() {
    QueueIcqs a = queue(0);
    QueueIcqs b = queue(1);
    Icq onA = icq(a);
    Icq onB = icq(b);
    Icq[] one = IcqIndex.with(IcqIndex.EMPTY, onA);
    Icq[] two = IcqIndex.with(one, onB);
    Icq[] rest = IcqIndex.without(two, onA);

    assertThat(IcqIndex.find(one, b)).isNull();
    assertThat(IcqIndex.find(two, a)).isSameAs(onA);
    assertThat(IcqIndex.find(two, b)).isSameAs(onB);
    assertThat(IcqIndex.find(rest, a)).isNull();
    assertThat(IcqIndex.find(rest, b)).isSameAs(onB);
    assertThat(IcqIndex.without(rest, onB)).isSameAs(IcqIndex.EMPTY);
    assertThat(IcqIndex.EMPTY).containsOnlyNulls();
  }

  @Test
  void icqsWithCollidingIdsAreAllFoundAndASearchEnds() {
    Icq[] table = IcqIndex.EMPTY;
    List<QueueIcqs> queues = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      QueueIcqs queue = queue(i * 64);
      queues.add(queue);
      table = IcqIndex.with(table, icq(queue));
      assertThat(table.length).isGreaterThanOrEqualTo(2 * queues.size());
    }
    for (QueueIcqs queue : queues) {
      assertThat(IcqIndex.find(table, queue).queue()).isSameAs(queue);
    }
    assertThat(IcqIndex.find(table, queue(20 * 64))).isNull();
    assertThat(IcqIndex.findId(table, 21 * 64)).isNull();
  }

  /** Applies random changes to the index and to a plain list, and compares them. */
  @Test
  void randomChangesGiveTheSameContentAsAList() {
    Random random = new Random(42);
    List<Icq> model = new ArrayList<>();
    Icq[] table = IcqIndex.EMPTY;
    for (int step = 0; step < 5_000; step++) {
      if (model.isEmpty() || (random.nextInt(100) < 52 && model.size() < 40)) {
        int id = random.nextInt(200);
        if (model.stream().noneMatch(icq -> icq.queue().id() == id)) {
          Icq icq = icq(queue(id));
          model.add(icq);
          table = IcqIndex.with(table, icq);
        }
      } else {
        table = IcqIndex.without(table, model.remove(random.nextInt(model.size())));
      }
      assertThat(IcqIndex.size(table)).isEqualTo(model.size());
      for (Icq icq : model) {
        if (IcqIndex.find(table, icq.queue()) != icq) {
          throw new AssertionError("lost " + icq.owner() + " at step " + step);
        }
      }
    }
  }
}
