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
      var fifo = new RequestFifo();
      var model = new ArrayList<Request>();
      for (int i = 0; i < 200; i++) {
        step(random, list, fifo, model, i);
        assertThat(members(list)).as("seed %d step %d", seed, i).isEqualTo(model);
        assertThat(members(fifo)).as("seed %d step %d", seed, i).isEqualTo(model);
        assertThat(list.size()).isEqualTo(model.size());
        assertThat(list.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(list.last()).isEqualTo(model.isEmpty() ? null : model.getLast());
        assertThat(fifo.last()).isEqualTo(model.isEmpty() ? null : model.getLast());
      }
    }
  }

  private static void step(
      Random random, RequestList list, RequestFifo fifo, List<Request> model, int i) {
    switch (random.nextInt(5)) {
      case 0 -> {
        var rq = new TestRequest(i, i);
        list.addFirst(rq);
        fifo.addFirst(rq);
        model.addFirst(rq);
      }
      case 1, 2 -> {
        var rq = new TestRequest(i, i);
        list.addLast(rq);
        fifo.addLast(rq);
        model.addLast(rq);
      }
      case 3 -> {
        Request expected = model.isEmpty() ? null : model.removeFirst();
        assertThat(list.removeFirst()).isSameAs(expected);
        assertThat(fifo.removeFirst()).isSameAs(expected);
      }
      default -> {
        if (!model.isEmpty()) {
          Request rq = model.remove(random.nextInt(model.size()));
          list.remove(rq);
          fifo.remove(rq);
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
    assertThat(members(list)).containsExactly(rq);
    assertThat(rq.isInList()).isTrue();
    assertThat(rq.isInFifo()).isFalse();
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
  void aFifoPlaceIsHandedOn() {
    var fifo = new RequestFifo();
    var a = new TestRequest(1, 1);
    var b = new TestRequest(2, 2);
    var c = new TestRequest(3, 3);
    var heir = new TestRequest(4, 4);
    fifo.addLast(a);
    fifo.addLast(b);
    fifo.addLast(c);
    fifo.replace(b, heir);
    assertThat(members(fifo)).containsExactly(a, heir, c);
    assertThat(b.isInFifo()).isFalse();
    fifo.replace(a, b);
    fifo.replace(c, a);
    assertThat(members(fifo)).containsExactly(b, heir, a);
    assertThat(fifo.first()).isSameAs(b);
    assertThat(fifo.last()).isSameAs(a);
    assertThat(fifo.size()).isEqualTo(3);
  }

  private static List<Request> members(RequestList list) {
    List<Request> all = new ArrayList<>();
    for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
      all.add(rq);
    }
    return all;
  }

  private static List<Request> members(RequestFifo fifo) {
    List<Request> all = new ArrayList<>();
    for (Request rq = fifo.first(); rq != null; rq = fifo.next(rq)) {
      all.add(rq);
    }
    return all;
  }
}
