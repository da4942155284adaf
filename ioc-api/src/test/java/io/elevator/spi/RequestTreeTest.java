package io.elevator.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestTreeTest {
  private final RequestTree tree = new RequestTree();

  @Test
  void ascendingInsertionGivesTheTextbooksShape() {
    // Cormen et al.: 1..8 inserted in order end as 4 over 2 and 6, with 6 red over 5 and 7, 8 red.
    var rqs = new ArrayList<TestRequest>();
    for (int i = 1; i <= 8; i++) {
      rqs.add(add(i));
    }
    assertThat(shape(tree.root())).isEqualTo("4b(2r(1b,3b),6r(5b,7b(,8r)))");
    tree.remove(rqs.get(3));
    assertThat(shape(tree.root())).isEqualTo("5b(2r(1b,3b),7r(6b,8b))");
    tree.remove(rqs.get(0));
    assertThat(shape(tree.root())).isEqualTo("5b(2b(,3r),7r(6b,8b))");
  }

  @Test
  void equalsStandInOrderOfInsertion() {
    var first = add(10);
    var second = add(10);
    var third = add(10);
    assertThat(inOrder()).containsExactly(first, second, third);
    tree.remove(first);
    tree.add(first);
    assertThat(inOrder()).containsExactly(second, third, first);
    assertThat(tree.find(10)).isNotNull();
    assertThat(tree.find(11)).isNull();
  }

  @Test
  void misuseIsRefusedAndChangesNothing() {
    var member = add(10);
    var stranger = new TestRequest(99, 20);
    assertThatIllegalStateException()
        .isThrownBy(() -> tree.add(member))
        .withMessageContaining("10+8");
    assertThatIllegalStateException().isThrownBy(() -> tree.remove(stranger));
    assertThatIllegalStateException().isThrownBy(() -> new RequestTree().next(member));
    assertThat(inOrder()).containsExactly(member);
  }

  @Test
  void behavesLikeASortedListAndKeepsTheRulesOfTheTree() {
    for (long seed = 0; seed < 200; seed++) {
      check(new Random(seed), seed);
    }
  }

  private void check(Random random, long seed) {
    var fresh = new RequestTree();
    List<TestRequest> model = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      if (model.isEmpty() || random.nextInt(5) < 3) {
        var rq = new TestRequest(i, random.nextInt(60));
        fresh.add(rq);
        int place = 0;
        while (place < model.size() && model.get(place).sector() <= rq.sector()) {
          place++;
        }
        model.add(place, rq);
      } else {
        var rq = model.remove(random.nextInt(model.size()));
        fresh.remove(rq);
        assertThat(rq.isInTree()).isFalse();
      }
      assertThat(fresh.size()).as("seed %d step %d", seed, i).isEqualTo(model.size());
      blackHeight(fresh.root(), seed);
    }
    List<Request> forward = new ArrayList<>();
    for (Request rq = fresh.first(); rq != null; rq = fresh.next(rq)) {
      forward.add(rq);
    }
    assertThat(forward).as("seed %d", seed).isEqualTo(model);
    List<Request> backward = new ArrayList<>();
    for (Request rq = fresh.last(); rq != null; rq = fresh.previous(rq)) {
      backward.add(rq);
    }
    assertThat(backward.reversed()).as("seed %d", seed).isEqualTo(model);
    for (long sector = -1; sector <= 61; sector++) {
      long wanted = sector;
      Request found = fresh.atOrAfter(sector);
      assertThat(found)
          .as("seed %d sector %d", seed, sector)
          .isEqualTo(
              model.stream()
                  .filter(rq -> rq.sector() >= wanted)
                  .min(Comparator.comparingLong(Request::sector))
                  .orElse(null));
    }
  }

  @Test
  void aSearchBeforeAnInsertionDoesNotChangeTheShape() {
    for (long seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      var plain = new RequestTree();
      var searched = new RequestTree();
      List<TestRequest> inPlain = new ArrayList<>();
      List<TestRequest> inSearched = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        long sector = random.nextInt(80);
        if (random.nextInt(3) > 0) {
          searched.find(sector + random.nextInt(10) - 2);
        }
        if (!inPlain.isEmpty() && random.nextInt(5) < 2) {
          int which = random.nextInt(inPlain.size());
          plain.remove(inPlain.remove(which));
          var gone = inSearched.remove(which);
          var after = searched.next(gone);
          assertThat(searched.removeAndNext(gone)).as("seed %d step %d", seed, i).isEqualTo(after);
        }
        inPlain.add(new TestRequest(i, sector));
        plain.add(inPlain.getLast());
        inSearched.add(new TestRequest(i, sector));
        searched.add(inSearched.getLast());
        assertThat(shape(searched.root()))
            .as("seed %d step %d", seed, i)
            .isEqualTo(shape(plain.root()));
      }
      assertThat(order(searched)).as("seed %d", seed).isEqualTo(order(plain));
    }
  }

  private static List<Integer> order(RequestTree tree) {
    List<Integer> all = new ArrayList<>();
    for (Request rq = tree.first(); rq != null; rq = tree.next(rq)) {
      all.add(((TestRequest) rq).id);
    }
    return all;
  }

  private static int blackHeight(Request node, long seed) {
    if (node == null) {
      return 1;
    }
    if (node.treeRed) {
      assertThat(node.treeLeft == null || !node.treeLeft.treeRed)
          .as("seed %d: red under red", seed)
          .isTrue();
      assertThat(node.treeRight == null || !node.treeRight.treeRed)
          .as("seed %d: red under red", seed)
          .isTrue();
    }
    int left = blackHeight(node.treeLeft, seed);
    assertThat(blackHeight(node.treeRight, seed)).as("seed %d: black height", seed).isEqualTo(left);
    return left + (node.treeRed ? 0 : 1);
  }

  private TestRequest add(long sector) {
    var rq = new TestRequest(tree.size(), sector);
    tree.add(rq);
    return rq;
  }

  private List<Request> inOrder() {
    List<Request> all = new ArrayList<>();
    for (Request rq = tree.first(); rq != null; rq = tree.next(rq)) {
      all.add(rq);
    }
    return all;
  }

  private static String shape(Request node) {
    if (node == null) {
      return "";
    }
    String self = node.sector() + (node.treeRed ? "r" : "b");
    if (node.treeLeft == null && node.treeRight == null) {
      return self;
    }
    return self + "(" + shape(node.treeLeft) + "," + shape(node.treeRight) + ")";
  }
}
