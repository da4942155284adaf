package io.elevator.bfq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedBlackTreeTest {

  private static final class Keyed extends RedBlackTree.Node<Keyed> {
    final int value;
    final int order;
    int below;

    Keyed(int value, int order) {
      this.value = value;
      this.order = order;
    }

    @Override
    public String toString() {
      return value + "/" + order;
    }
  }

  private static final class KeyedTree extends RedBlackTree<Keyed> {
    KeyedTree() {
      super(true);
    }

    @Override
    protected boolean isAfter(Keyed visited, Keyed added) {
      return visited.value > added.value;
    }

    @Override
    protected void refresh(Keyed node) {
      node.below = 1 + below(left(node)) + below(right(node));
    }

    private static int below(Keyed node) {
      return node == null ? 0 : node.below;
    }

    List<Keyed> inOrder() {
      List<Keyed> all = new ArrayList<>();
      for (Keyed at = first(); at != null; at = next(at)) {
        all.add(at);
      }
      return all;
    }

    /**
     * Checks the colours, links and cached values of a node and of all nodes below it. Returns the
     * black height of the node.
     */
    int check(Keyed node) {
      if (node == null) {
        return 1;
      }
      for (Keyed child : new Keyed[] {left(node), right(node)}) {
        if (child != null) {
          assertThat(child.higher).isSameAs(node);
          assertThat(node.red && child.red).as("red above red at %s", node).isFalse();
        }
      }
      int height = check(left(node));
      assertThat(check(right(node))).as("black height at %s", node).isEqualTo(height);
      assertThat(node.below)
          .isEqualTo(1 + KeyedTree.below(left(node)) + KeyedTree.below(right(node)));
      return height + (node.red ? 0 : 1);
    }

    String shape(Keyed node) {
      if (node == null) {
        return ".";
      }
      return "("
          + shape(left(node))
          + (node.red ? "r" : "b")
          + node.value
          + shape(right(node))
          + ")";
    }
  }

  private static KeyedTree of(int... values) {
    KeyedTree tree = new KeyedTree();
    for (int i = 0; i < values.length; i++) {
      tree.insert(new Keyed(values[i], i));
    }
    return tree;
  }

  private static Keyed find(KeyedTree tree, int value) {
    return tree.inOrder().stream().filter(n -> n.value == value).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepsOrderColoursLinksAndCachesThroughRandomOperations(int seed) {
    Random random = new Random(seed);
    KeyedTree tree = new KeyedTree();
    List<Keyed> model = new ArrayList<>();
    for (int step = 0; step < 2000; step++) {
      if (model.isEmpty() || random.nextInt(100) < (step < 1000 ? 60 : 40)) {
        Keyed added = new Keyed(random.nextInt(50), step);
        int place = 0;
        while (place < model.size() && model.get(place).value <= added.value) {
          place++;
        }
        model.add(place, added);
        tree.insert(added);
      } else {
        tree.remove(model.remove(random.nextInt(model.size())));
      }
      assertThat(tree.inOrder()).isEqualTo(model);
      tree.check(tree.root());
    }
  }

  @Test
  void predecessorIsTheReverseOfSuccessor() {
    KeyedTree tree = of(5, 3, 8, 1, 4, 7, 9, 2, 6);
    List<Keyed> all = tree.inOrder();
    for (int i = 1; i < all.size(); i++) {
      assertThat(tree.previous(all.get(i))).isSameAs(all.get(i - 1));
    }
    assertThat(tree.previous(all.get(0))).isNull();
    assertThat(tree.next(all.get(all.size() - 1))).isNull();
  }

  @Test
  void equalNodesStayInOrderOfInsertion() {
    KeyedTree tree = of(4, 4, 4, 4, 4);
    assertThat(tree.inOrder()).extracting(n -> n.order).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void redUncleIsRecolouredAndOuterChildRotated() {
    KeyedTree tree = of(10, 20, 30);
    assertThat(tree.shape(tree.root())).isEqualTo("((.r10.)b20(.r30.))");
    tree.insert(new Keyed(40, 3));
    assertThat(tree.shape(tree.root())).isEqualTo("((.b10.)b20(.b30(.r40.)))");
    tree.insert(new Keyed(35, 4));
    assertThat(tree.shape(tree.root())).isEqualTo("((.b10.)b20((.r30.)b35(.r40.)))");
  }

  @Test
  void nodeWithTwoChildrenIsReplacedByItsSuccessor() {
    KeyedTree tree = of(20, 10, 30, 40);
    tree.remove(find(tree, 20));
    assertThat(tree.shape(tree.root())).isEqualTo("((.b10.)b30(.b40.))");
  }

  @Test
  void blackNodeWithRedSiblingIsRepairedByTwoRotations() {
    KeyedTree tree = of(20, 10, 40, 30, 50, 60);
    assertThat(tree.shape(tree.root())).isEqualTo("((.b10.)b20((.b30.)r40(.b50(.r60.))))");
    tree.remove(find(tree, 10));
    assertThat(tree.shape(tree.root())).isEqualTo("((.b20(.r30.))b40(.b50(.r60.)))");
  }

  @Test
  void nearRedNephewComesUpFirst() {
    KeyedTree tree = of(20, 10, 40, 30);
    tree.remove(find(tree, 10));
    assertThat(tree.shape(tree.root())).isEqualTo("((.b20.)b30(.b40.))");
  }

  @Test
  void removalOfTheLastNodeLeavesAnEmptyTree() {
    KeyedTree tree = of(1);
    Keyed only = find(tree, 1);
    tree.remove(only);
    assertThat(tree.isEmpty()).isTrue();
    assertThat(tree.first()).isNull();
    assertThat(only.higher).isNull();
  }
}
