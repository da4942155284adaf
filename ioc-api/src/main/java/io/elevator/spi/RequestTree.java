package io.elevator.spi;

import org.jspecify.annotations.Nullable;

/**
 * Requests sorted by start sector in a red-black tree through fields of the requests; one with an
 * equal start goes after its equals. Rebalances as the textbook does (Cormen et al., with the
 * successor moved into a removed node's place), so that the shape, which a lookup among equals can
 * observe, is Linux's. A request whose start changes must be taken out first. Not thread-safe.
 */
public final class RequestTree {
  private @Nullable Request root;
  private int size;

  // Where the last search that found nothing ended: the place of whatever starts from gapFrom
  // (included, after its equals) to gapTo (excluded), until the tree changes. An insertion follows
  // a search for a front merge, and would go the same way again, branch by mispredicted branch.
  private @Nullable Request gap;
  private long gapFrom;
  private long gapTo;

  /** Makes an empty tree. */
  public RequestTree() {}

  /** Whether there is none. */
  public boolean isEmpty() {
    return root == null;
  }

  /** Returns how many there are. */
  public int size() {
    return size;
  }

  /** Returns the one at the root, or null. */
  public @Nullable Request root() {
    return root;
  }

  /** Returns the first by sector, or null. */
  public @Nullable Request first() {
    Request node = root;
    return node == null ? null : leftmost(node);
  }

  /** Returns the last by sector, or null. */
  public @Nullable Request last() {
    Request node = root;
    if (node == null) {
      return null;
    }
    for (Request right = node.treeRight; right != null; right = node.treeRight) {
      node = right;
    }
    return node;
  }

  /** Returns a request that starts at a sector, the one nearest to the root of several; or null. */
  public @Nullable Request find(long sector) {
    Request node = root;
    Request last = null;
    long from = Long.MIN_VALUE;
    long to = Long.MAX_VALUE;
    while (node != null) {
      long start = node.sector;
      last = node;
      if (sector < start) {
        to = start;
        node = node.treeLeft;
      } else if (sector > start) {
        from = start;
        node = node.treeRight;
      } else {
        return node;
      }
    }
    gap = last;
    gapFrom = from;
    gapTo = to;
    return null;
  }

  /** Returns the first request that starts at or after a sector, or null. */
  public @Nullable Request atOrAfter(long sector) {
    Request node = root;
    Request best = null;
    while (node != null) {
      if (node.sector >= sector) {
        best = node;
        node = node.treeLeft;
      } else {
        node = node.treeRight;
      }
    }
    return best;
  }

  /** Whether a request is in this tree. */
  public boolean contains(Request rq) {
    return rq.tree == this;
  }

  /**
   * Returns the one after a member, or null.
   *
   * @throws IllegalStateException if it is not in this tree
   */
  public @Nullable Request next(Request rq) {
    requireMember(rq);
    Request right = rq.treeRight;
    if (right != null) {
      return leftmost(right);
    }
    Request child = rq;
    Request parent = rq.treeParent;
    while (parent != null && child == parent.treeRight) {
      child = parent;
      parent = parent.treeParent;
    }
    return parent;
  }

  /**
   * Returns the one before a member, or null.
   *
   * @throws IllegalStateException if it is not in this tree
   */
  public @Nullable Request previous(Request rq) {
    requireMember(rq);
    Request left = rq.treeLeft;
    if (left != null) {
      Request node = left;
      for (Request right = node.treeRight; right != null; right = node.treeRight) {
        node = right;
      }
      return node;
    }
    Request child = rq;
    Request parent = rq.treeParent;
    while (parent != null && child == parent.treeLeft) {
      child = parent;
      parent = parent.treeParent;
    }
    return parent;
  }

  /**
   * Adds a request after its equals.
   *
   * @throws IllegalStateException if it is in a tree
   */
  public void add(Request rq) {
    if (rq.tree != null) {
      throw new IllegalStateException("request " + rq + " is already in a tree");
    }
    Request parent = gap;
    boolean left = false;
    if (parent != null && rq.sector >= gapFrom && rq.sector < gapTo) {
      left = rq.sector < parent.sector;
    } else {
      parent = null;
      Request node = root;
      while (node != null) {
        parent = node;
        left = rq.sector < node.sector;
        node = left ? node.treeLeft : node.treeRight;
      }
    }
    gap = null;
    rq.tree = this;
    rq.treeParent = parent;
    rq.treeLeft = null;
    rq.treeRight = null;
    rq.treeRed = true;
    if (parent == null) {
      root = rq;
    } else if (left) {
      parent.treeLeft = rq;
    } else {
      parent.treeRight = rq;
    }
    rebalanceAfterAdd(rq);
    size++;
  }

  /**
   * Removes a member.
   *
   * @throws IllegalStateException if it is not in this tree
   */
  public void remove(Request rq) {
    requireMember(rq);
    Request right = rq.treeRight;
    unlink(rq, rq.treeLeft == null || right == null ? null : leftmost(right));
  }

  /**
   * Removes a member.
   *
   * @return the one after it, or null
   * @throws IllegalStateException if it is not in this tree
   */
  public @Nullable Request removeAndNext(Request rq) {
    Request next = next(rq);
    unlink(rq, next);
    return next;
  }

  /** Removes a member, whose successor is given if it has two children. */
  private void unlink(Request rq, @Nullable Request next) {
    gap = null;
    Request left = rq.treeLeft;
    Request right = rq.treeRight;
    Request child;
    Request childParent;
    boolean removedRed;
    if (left == null) {
      child = right;
      childParent = rq.treeParent;
      removedRed = rq.treeRed;
      transplant(rq, right);
    } else if (right == null) {
      child = left;
      childParent = rq.treeParent;
      removedRed = rq.treeRed;
      transplant(rq, left);
    } else {
      Request successor = required(next);
      removedRed = successor.treeRed;
      child = successor.treeRight;
      if (successor == right) {
        childParent = successor;
      } else {
        childParent = successor.treeParent;
        transplant(successor, child);
        successor.treeRight = right;
        right.treeParent = successor;
      }
      transplant(rq, successor);
      successor.treeLeft = left;
      left.treeParent = successor;
      successor.treeRed = rq.treeRed;
    }
    if (!removedRed) {
      rebalanceAfterRemove(child, childParent);
    }
    rq.tree = null;
    rq.treeParent = null;
    rq.treeLeft = null;
    rq.treeRight = null;
    size--;
  }

  private void rebalanceAfterAdd(Request added) {
    Request node = added;
    Request parent = node.treeParent;
    while (parent != null && parent.treeRed) {
      // A red parent is not the root, so there is a grandparent.
      Request grand = grandparent(parent);
      if (parent == grand.treeLeft) {
        Request uncle = grand.treeRight;
        if (uncle != null && uncle.treeRed) {
          parent.treeRed = false;
          uncle.treeRed = false;
          grand.treeRed = true;
          node = grand;
        } else {
          if (node == parent.treeRight) {
            node = parent;
            rotateLeft(node);
            parent = grandparent(node);
          }
          parent.treeRed = false;
          grand.treeRed = true;
          rotateRight(grand);
        }
      } else {
        Request uncle = grand.treeLeft;
        if (uncle != null && uncle.treeRed) {
          parent.treeRed = false;
          uncle.treeRed = false;
          grand.treeRed = true;
          node = grand;
        } else {
          if (node == parent.treeLeft) {
            node = parent;
            rotateRight(node);
            parent = grandparent(node);
          }
          parent.treeRed = false;
          grand.treeRed = true;
          rotateLeft(grand);
        }
      }
      parent = node.treeParent;
    }
    Request top = root;
    if (top != null) {
      top.treeRed = false;
    }
  }

  private void rebalanceAfterRemove(@Nullable Request start, @Nullable Request startParent) {
    Request node = start;
    Request parent = startParent;
    while (parent != null && !isRed(node)) {
      // The path through node lacks a black one, so its sibling exists.
      if (node == parent.treeLeft) {
        Request sibling = required(parent.treeRight);
        if (sibling.treeRed) {
          sibling.treeRed = false;
          parent.treeRed = true;
          rotateLeft(parent);
          sibling = required(parent.treeRight);
        }
        if (!isRed(sibling.treeLeft) && !isRed(sibling.treeRight)) {
          sibling.treeRed = true;
          node = parent;
          parent = node.treeParent;
          continue;
        }
        Request far = sibling.treeRight;
        if (far == null || !far.treeRed) {
          required(sibling.treeLeft).treeRed = false;
          sibling.treeRed = true;
          rotateRight(sibling);
          sibling = required(parent.treeRight);
          far = required(sibling.treeRight);
        }
        sibling.treeRed = parent.treeRed;
        parent.treeRed = false;
        far.treeRed = false;
        rotateLeft(parent);
      } else {
        Request sibling = required(parent.treeLeft);
        if (sibling.treeRed) {
          sibling.treeRed = false;
          parent.treeRed = true;
          rotateRight(parent);
          sibling = required(parent.treeLeft);
        }
        if (!isRed(sibling.treeLeft) && !isRed(sibling.treeRight)) {
          sibling.treeRed = true;
          node = parent;
          parent = node.treeParent;
          continue;
        }
        Request far = sibling.treeLeft;
        if (far == null || !far.treeRed) {
          required(sibling.treeRight).treeRed = false;
          sibling.treeRed = true;
          rotateLeft(sibling);
          sibling = required(parent.treeLeft);
          far = required(sibling.treeLeft);
        }
        sibling.treeRed = parent.treeRed;
        parent.treeRed = false;
        far.treeRed = false;
        rotateRight(parent);
      }
      node = root;
      parent = null;
    }
    if (node != null) {
      node.treeRed = false;
    }
  }

  private void rotateLeft(Request node) {
    Request right = required(node.treeRight);
    Request inner = right.treeLeft;
    node.treeRight = inner;
    if (inner != null) {
      inner.treeParent = node;
    }
    transplant(node, right);
    right.treeLeft = node;
    node.treeParent = right;
  }

  private void rotateRight(Request node) {
    Request left = required(node.treeLeft);
    Request inner = left.treeRight;
    node.treeLeft = inner;
    if (inner != null) {
      inner.treeParent = node;
    }
    transplant(node, left);
    left.treeRight = node;
    node.treeParent = left;
  }

  private void transplant(Request old, @Nullable Request replacement) {
    Request parent = old.treeParent;
    if (parent == null) {
      root = replacement;
    } else if (old == parent.treeLeft) {
      parent.treeLeft = replacement;
    } else {
      parent.treeRight = replacement;
    }
    if (replacement != null) {
      replacement.treeParent = parent;
    }
  }

  private static Request leftmost(Request top) {
    Request node = top;
    for (Request left = node.treeLeft; left != null; left = node.treeLeft) {
      node = left;
    }
    return node;
  }

  private static boolean isRed(@Nullable Request node) {
    return node != null && node.treeRed;
  }

  private static Request grandparent(Request parent) {
    return required(parent.treeParent);
  }

  private static Request required(@Nullable Request node) {
    if (node == null) {
      throw new IllegalStateException("the tree of requests is damaged");
    }
    return node;
  }

  private void requireMember(Request rq) {
    if (rq.tree != this) {
      throw new IllegalStateException("request " + rq + " is not in this tree");
    }
  }
}
