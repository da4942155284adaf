package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.spi.Request;
import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SortedRequestsTest {
  private final SortedRequests tree = new SortedRequests();

  /** A request that has only a sort key and BFQ's data about it. */
  private static final class Sorted extends FakeRequest {
    Sorted(long start) {
      moveTo(start);
      elevatorData(new BfqRequest(this));
    }

    void moveTo(long start) {
      position(start, 8);
    }
  }

  @Test
  void requestsWithEqualKeysStayInOrderOfInsertion() {
    Sorted first = add(10);
    Sorted second = add(10);
    Sorted third = add(10);
    assertThat(inOrder(tree)).containsExactly(first, second, third);
    tree.take(first);
    tree.add(first);
    assertThat(inOrder(tree)).containsExactly(second, third, first);
    assertThat(tree.find(10)).isSameAs(third);
    assertThat(tree.find(11)).isNull();
  }

  @Test
  void misuseIsRefusedAndDoesNotChangeTheTree() {
    Sorted member = add(10);
    Sorted stranger = new Sorted(20);
    assertThatIllegalStateException()
        .isThrownBy(() -> tree.add(member))
        .withMessageContaining("10+8");
    assertThatIllegalStateException().isThrownBy(() -> tree.take(stranger));
    assertThatIllegalStateException().isThrownBy(() -> tree.startMoved(stranger));
    assertThatIllegalStateException().isThrownBy(() -> new SortedRequests().after(member));
    assertThat(tree.contains(stranger)).isFalse();
    assertThat(inOrder(tree)).containsExactly(member);
  }

  @Test
  void requestWithALoweredKeyIsFoundByItsNewKeyOnly() {
    Sorted low = add(10);
    Sorted high = add(40);
    assertThat(tree.find(30)).isNull();
    high.moveTo(32);
    tree.startMoved(high);
    assertThat(tree.find(32)).isSameAs(high);
    assertThat(tree.find(40)).isNull();
    Sorted between = add(36);
    assertThat(inOrder(tree)).containsExactly(low, high, between);
  }

  @Test
  void behavesLikeASortedList() {
    checkAsSortedList(0);
  }

  @Test
  void behavesLikeASortedListAtTheEndOfTheLastFile() {
    checkAsSortedList((1L << 62) - 60);
  }

  private static void checkAsSortedList(long base) {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      SortedRequests fresh = new SortedRequests();
      List<Request> model = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        if (model.isEmpty() || random.nextInt(5) < 3) {
          Sorted rq = new Sorted(base + random.nextInt(60));
          fresh.add(rq);
          int place = 0;
          while (place < model.size() && model.get(place).sortKey() <= rq.sortKey()) {
            place++;
          }
          model.add(place, rq);
        } else {
          Request rq = model.remove(random.nextInt(model.size()));
          fresh.take(rq);
          assertThat(fresh.contains(rq)).as("seed %d step %d", seed, i).isFalse();
        }
        assertThat(inOrder(fresh)).as("seed %d step %d", seed, i).isEqualTo(model);
      }
      for (int i = 1; i < model.size(); i++) {
        assertThat(fresh.before(model.get(i))).as("seed %d", seed).isSameAs(model.get(i - 1));
      }
    }
  }

  @Test
  void searchBeforeAnInsertionDoesNotChangeTheShape() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      SortedRequests plain = new SortedRequests();
      SortedRequests searched = new SortedRequests();
      List<Sorted> inPlain = new ArrayList<>();
      List<Sorted> inSearched = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        long sector = random.nextInt(80);
        if (random.nextInt(3) > 0) {
          searched.find(sector + random.nextInt(10) - 2);
        }
        if (!inPlain.isEmpty() && random.nextInt(5) < 2) {
          int which = random.nextInt(inPlain.size());
          plain.take(inPlain.remove(which));
          searched.take(inSearched.remove(which));
        }
        inPlain.add(new Sorted(sector));
        plain.add(inPlain.getLast());
        inSearched.add(new Sorted(sector));
        searched.add(inSearched.getLast());
        assertThat(shape(searched, searched.root()))
            .as("seed %d step %d", seed, i)
            .isEqualTo(shape(plain, plain.root()));
      }
    }
  }

  private Sorted add(long sector) {
    Sorted rq = new Sorted(sector);
    tree.add(rq);
    return rq;
  }

  private static List<Request> inOrder(SortedRequests tree) {
    List<Request> all = new ArrayList<>();
    for (Request rq = tree.lowest(); rq != null; rq = tree.after(rq)) {
      all.add(rq);
    }
    return all;
  }

  private static String shape(SortedRequests tree, BfqRequest node) {
    if (node == null) {
      return "";
    }
    return node.sortedAt
        + "("
        + shape(tree, tree.left(node))
        + ","
        + shape(tree, tree.right(node))
        + ")";
  }
}
