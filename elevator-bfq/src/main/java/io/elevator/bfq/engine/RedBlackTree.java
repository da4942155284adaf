package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * A red-black tree whose nodes contain their own links, so the tree does not allocate. The shape of
 * the tree is part of its contract.
 *
 * <p>BFQ's searches stop early or use the last visited node, so two trees with equal content and
 * different shapes can give different results. Insertion and removal therefore follow the textbook
 * (Cormen, Leiserson, Rivest, Stein, 3rd edition) exactly, as Linux's library does. In particular,
 * a removed node with two children is replaced by its in-order <em>successor</em>, and nodes are
 * moved instead of their contents.
 *
 * <p>Not thread-safe: the owner of the tree must guard it.
 *
 * @param <N> the node type; a node is in at most one tree at a time
 */
public abstract class RedBlackTree<N extends RedBlackTree.Node<N>> {

  /**
   * The links and the colour of a node. While the node is in no tree, all links are null and the
   * colour is black.
   */
  public abstract static class Node<N extends Node<N>> {
    @Nullable N higher;
    @Nullable N left;
    @Nullable N right;
    boolean red;

    /** Creates a node that is in no tree. */
    protected Node() {}
  }

  private @Nullable N root;

  /**
   * True if each node caches values about its subtree. If false, a change of the tree does not walk
   * up to refresh such values.
   */
  private final boolean cachesSubtrees;

  /** Creates an empty tree whose nodes cache no values of their subtrees. */
  protected RedBlackTree() {
    this(false);
  }

  /**
   * Creates an empty tree.
   *
   * @param cachesSubtrees true if nodes cache values of their subtrees; the tree then calls {@link
   *     #refresh}
   */
  protected RedBlackTree(boolean cachesSubtrees) {
    this.cachesSubtrees = cachesSubtrees;
  }

  /**
   * Defines the order of the tree: returns true if {@code visited} belongs strictly after {@code
   * added}.
   *
   * <p>Among equal nodes, the one added later is placed to the right.
   */
  protected abstract boolean isAfter(N visited, N added);

  /**
   * Recomputes the values that a node caches about its subtree. When this method is called, the
   * caches of the node's children are correct. Called only if the tree was created with {@code
   * cachesSubtrees}.
   */
  protected void refresh(N node) {}

  /** Returns the root; null if the tree is empty. */
  public final @Nullable N root() {
    return root;
  }

  /** Returns true if the tree is empty. */
  public final boolean isEmpty() {
    return root == null;
  }

  /** Returns the current left child of a node, or null. */
  public final @Nullable N left(N node) {
    return node.left;
  }

  /** Returns the current right child of a node, or null. */
  public final @Nullable N right(N node) {
    return node.right;
  }

  /** Returns the first node in order; null if the tree is empty. */
  public final @Nullable N first() {
    N node = root;
    return node == null ? null : leftmost(node);
  }

  /** Returns the in-order successor of a node, or null. */
  public final @Nullable N next(N node) {
    N right = node.right;
    if (right != null) {
      return leftmost(right);
    }
    N child = node;
    N above = node.higher;
    while (above != null && child == above.right) {
      child = above;
      above = above.higher;
    }
    return above;
  }

  /** Returns the in-order predecessor of a node, or null. */
  public final @Nullable N previous(N node) {
    N left = node.left;
    if (left != null) {
      N at = left;
      for (N further = at.right; further != null; further = at.right) {
        at = further;
      }
      return at;
    }
    N child = node;
    N above = node.higher;
    while (above != null && child == above.left) {
      child = above;
      above = above.higher;
    }
    return above;
  }

  /** Adds a node, which must be in no tree, after all nodes that are equal to it. */
  public final void insert(N node) {
    N above = null;
    boolean onTheLeft = false;
    for (N at = root; at != null; at = onTheLeft ? at.left : at.right) {
      above = at;
      onTheLeft = isAfter(at, node);
    }
    link(node, above, onTheLeft);
  }

  /**
   * Adds a node at a free position that the caller has found by its own descent.
   *
   * @param node node that is in no tree
   * @param above parent of the free position, or null for the root
   * @param onTheLeft true for the left child of {@code above}, false for the right child
   */
  protected final void link(N node, @Nullable N above, boolean onTheLeft) {
    node.higher = above;
    node.left = null;
    node.right = null;
    node.red = true;
    if (above == null) {
      root = node;
    } else if (onTheLeft) {
      above.left = node;
    } else {
      above.right = node;
    }
    refreshUpwards(node);
    rebalanceAfterInsertion(node);
  }

  /** Removes a node that is in this tree. */
  public final void remove(N node) {
    N left = node.left;
    N right = node.right;
    N filler;
    N hole;
    boolean lostRed;
    if (left == null || right == null) {
      filler = left == null ? right : left;
      hole = node.higher;
      lostRed = node.red;
      replace(node, filler);
    } else {
      N successor = leftmost(right);
      lostRed = successor.red;
      filler = successor.right;
      if (successor == right) {
        hole = successor;
      } else {
        hole = successor.higher;
        replace(successor, filler);
        successor.right = right;
        right.higher = successor;
      }
      replace(node, successor);
      successor.left = left;
      left.higher = successor;
      successor.red = node.red;
    }
    refreshUpwards(hole);
    if (!lostRed) {
      rebalanceAfterRemoval(filler, hole);
    }
    node.higher = null;
    node.left = null;
    node.right = null;
    node.red = false;
  }

  private static <N extends Node<N>> N leftmost(N node) {
    N at = node;
    for (N further = at.left; further != null; further = at.left) {
      at = further;
    }
    return at;
  }

  private void replace(N node, @Nullable N by) {
    N above = node.higher;
    if (above == null) {
      root = by;
    } else if (node == above.left) {
      above.left = by;
    } else {
      above.right = by;
    }
    if (by != null) {
      by.higher = above;
    }
  }

  private void refreshUpwards(@Nullable N from) {
    if (!cachesSubtrees) {
      return;
    }
    for (N at = from; at != null; at = at.higher) {
      refresh(at);
    }
  }

  private void rebalanceAfterInsertion(N added) {
    N node = added;
    for (N above = node.higher; above != null && above.red; above = node.higher) {
      N top = present(above.higher); // a red node is never the root
      boolean leftSide = above == top.left;
      N uncle = leftSide ? top.right : top.left;
      if (uncle != null && uncle.red) {
        above.red = false;
        uncle.red = false;
        top.red = true;
        node = top;
        continue;
      }
      boolean inner = node == (leftSide ? above.right : above.left);
      if (inner) {
        rotate(above, leftSide);
        above = node;
      }
      rotate(top, !leftSide);
      above.red = false;
      top.red = true;
      break;
    }
    present(root).red = false;
  }

  /**
   * Restores the balance after a black node was removed below {@code hole} and replaced by {@code
   * filler}.
   */
  private void rebalanceAfterRemoval(@Nullable N filler, @Nullable N hole) {
    N node = filler;
    N above = hole;
    while (above != null && !isRed(node)) {
      boolean leftSide = node == above.left;
      N sibling =
          present(
              leftSide
                  ? above.right
                  : above.left); // the sibling exists, because its side has one more black node
      if (sibling.red) {
        sibling.red = false;
        above.red = true;
        rotate(above, leftSide);
        sibling = present(leftSide ? above.right : above.left);
      }
      N near = leftSide ? sibling.left : sibling.right;
      N far = leftSide ? sibling.right : sibling.left;
      if (!isRed(near) && !isRed(far)) {
        sibling.red = true;
        node = above;
        above = node.higher;
        continue;
      }
      if (!isRed(far)) {
        N promoted = present(near);
        rotate(sibling, !leftSide);
        promoted.red = false;
        sibling.red = true;
        far = sibling;
        sibling = promoted;
      }
      rotate(above, leftSide);
      sibling.red = above.red;
      above.red = false;
      present(far).red = false;
      return;
    }
    if (node != null) {
      node.red = false;
    }
  }

  /**
   * Rotates at a node. A rotation to the left moves the node's right child up, a rotation to the
   * right its left child.
   */
  private void rotate(N node, boolean toTheLeft) {
    N up = present(toTheLeft ? node.right : node.left);
    N between = toTheLeft ? up.left : up.right;
    if (toTheLeft) {
      node.right = between;
    } else {
      node.left = between;
    }
    if (between != null) {
      between.higher = node;
    }
    replace(node, up);
    if (toTheLeft) {
      up.left = node;
    } else {
      up.right = node;
    }
    node.higher = up;
    if (cachesSubtrees) {
      refresh(node);
      refresh(up);
    }
  }

  private static boolean isRed(@Nullable Node<?> node) {
    return node != null && node.red;
  }

  private static <T> T present(@Nullable T node) {
    if (node == null) {
      throw new IllegalStateException("red-black tree: a node that the colours promise is missing");
    }
    return node;
  }
}
