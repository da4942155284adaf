package io.elevator.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestListTest {
  @Test
  void behavesLikeASequence() {
    for (long seed = 0; seed < 100; seed++) {
      var random = new Random(seed);
      var list = new RequestList();
      var model = new ArrayList<Request>();
      for (int i = 0; i < 200; i++) {
        step(random, list, model, i);
        assertThat(members(list)).as("seed %d step %d", seed, i).isEqualTo(model);
        assertThat(list.size()).isEqualTo(model.size());
        assertThat(list.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(list.last()).isEqualTo(model.isEmpty() ? null : model.getLast());
      }
    }
  }

  private static void step(Random random, RequestList list, List<Request> model, int i) {
    switch (random.nextInt(5)) {
      case 0 -> {
        var rq = new TestRequest(i, i);
        list.addFirst(rq);
        model.addFirst(rq);
      }
      case 1, 2 -> {
        var rq = new TestRequest(i, i);
        list.addLast(rq);
        model.addLast(rq);
      }
      case 3 -> {
        Request expected = model.isEmpty() ? null : model.removeFirst();
        assertThat(list.removeFirst()).isSameAs(expected);
      }
      default -> {
        if (!model.isEmpty()) {
          Request rq = model.remove(random.nextInt(model.size()));
          list.remove(rq);
        }
      }
    }
  }

  @Test
  void aMemberCannotBeAddedAgainNorAStrangerRemoved() {
    var list = new RequestList();
    var other = new RequestList();
    var rq = new TestRequest(1, 8);
    list.addLast(rq);
    assertThatIllegalStateException()
        .isThrownBy(() -> other.addLast(rq))
        .withMessageContaining("already in a list");
    assertThatIllegalStateException()
        .isThrownBy(() -> other.remove(rq))
        .withMessageContaining("not in this list");
    assertThatIllegalStateException().isThrownBy(() -> other.next(rq));
    assertThatIllegalStateException().isThrownBy(() -> other.replace(rq, new TestRequest(2, 16)));
    assertThatIllegalStateException().isThrownBy(() -> list.replace(rq, rq));
    assertThat(members(list)).containsExactly(rq);
    assertThat(rq.isInList()).isTrue();
  }

  @Test
  void movingAllKeepsTheOrder() {
    var from = new RequestList();
    var to = new RequestList();
    List<Request> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      var rq = new TestRequest(i, i);
      all.add(rq);
      (i < 2 ? to : from).addLast(rq);
    }
    to.moveAllFrom(from);
    assertThat(members(to)).isEqualTo(all);
    assertThat(from.isEmpty()).isTrue();
    assertThat(to.previous(all.get(2))).isSameAs(all.get(1));
  }

  @Test
  void replacingAMemberKeepsItsPlace() {
    var list = new RequestList();
    var a = new TestRequest(1, 1);
    var b = new TestRequest(2, 2);
    var c = new TestRequest(3, 3);
    var heir = new TestRequest(4, 4);
    list.addLast(a);
    list.addLast(b);
    list.addLast(c);
    list.replace(b, heir);
    assertThat(members(list)).containsExactly(a, heir, c);
    assertThat(b.isInList()).isFalse();
    list.replace(a, b);
    list.replace(c, a);
    assertThat(members(list)).containsExactly(b, heir, a);
    assertThat(list.first()).isSameAs(b);
    assertThat(list.last()).isSameAs(a);
    assertThat(list.size()).isEqualTo(3);
  }

  private static List<Request> members(RequestList list) {
    List<Request> all = new ArrayList<>();
    for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
      all.add(rq);
    }
    return all;
  }
}
