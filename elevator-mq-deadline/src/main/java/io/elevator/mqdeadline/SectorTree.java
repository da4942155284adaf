package io.elevator.mqdeadline;

import io.elevator.spi.Request;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one level and direction, sorted by sort key; requests with equal keys are in
 * order of insertion. Linux uses a red-black tree of requests. This class is a B-tree of two levels
 * with the same order: leaves of up to {@value #WIDTH} sorted keys, and above them one array with
 * the lowest key of each leaf. A search reads a few adjacent words and does not branch on keys,
 * whereas walking through linked requests mispredicts every other branch.
 *
 * <p>The tree stores the key that a request had when it was added. A request whose key has changed
 * since then can still be removed and then added again. The tree allocates only when it holds more
 * requests than ever before. Guarded by the elevator's lock.
 */
final class SectorTree {
  private static final int WIDTH = 64;
  private static final int FIRST_WIDTH = 8;

  /** Lowest key that is refused; the last sort key of each file lies below it. */
  static final long END = Long.MAX_VALUE;

  // Lower bound of the keys in each leaf. The first leaf has no lower bound, and its entry is not
  // used. After a removal, the first key in a leaf may be higher than the bound.
  private long[] lows = new long[4];
  private SectorLeaf[] leaves = new SectorLeaf[4];
  private int leafCount = 1;
  private int size;
  private @Nullable SectorLeaf spare;

  // The only request of the tree, if no other was added since the tree was empty; otherwise null.
  // It is in no leaf, which saves work when requests come one at a time.
  private @Nullable Request only;
  private long onlyKey;

  // Index of the leaf, and position in this leaf, where the last unsuccessful search ended; -1
  // after a change of the tree. Before an insertion there is such a search (for a front merge), and
  // the request mostly goes to the position where the search ended.
  private int gap = -1;
  private int gapAt;

  /** Creates an empty tree. */
  SectorTree() {
    leaves[0] = new SectorLeaf(this, FIRST_WIDTH);
  }

  /** Returns the request with the lowest key; null if the tree is empty. */
  @Nullable Request first() {
    return only != null || size == 0 ? only : leaves[0].get(0);
  }

  /** Returns the request with the highest key; null if the tree is empty. */
  @Nullable Request last() {
    return only != null || size == 0 ? only : leaves[leafCount - 1].last();
  }

  /** Returns the number of requests. */
  int size() {
    return size;
  }

  /** Returns true if a request is in this tree. */
  boolean contains(Request rq) {
    DeadlineRequest data = DeadlineRequest.of(rq);
    SectorLeaf leaf = data.leaf;
    return rq == only || (data.sorted && leaf != null && leaf.tree == this);
  }

  /** Returns the request with a given key, or null; of several requests, the one added last. */
  @Nullable Request find(long sector) {
    Request single = only;
    if (single != null) {
      return sector == onlyKey ? single : null;
    }
    if (size == 0 || sector < 0 || sector >= END) {
      return null;
    }
    SectorLeaf leaf = leafOf(sector);
    int at = leaf.countUpTo(sector);
    if (at > 0) {
      if (leaf.key(at - 1) == sector) {
        return leaf.get(at - 1);
      }
    } else if (leaf.index > 0) {
      SectorLeaf before = leaves[leaf.index - 1];
      if (before.key(before.count - 1) == sector) {
        return before.last();
      }
    }
    gap = leaf.index;
    gapAt = at;
    return null;
  }

  /**
   * Returns the request after a given one, or null if the given request is the last.
   *
   * @throws IllegalStateException if the given request is not in this tree
   */
  @Nullable Request next(Request rq) {
    if (rq == only) {
      return null;
    }
    SectorLeaf leaf = leafWith(rq);
    return at(leaf, leaf.positionOf(rq) + 1);
  }

  /**
   * Returns the request before a given one, or null if the given request is the first.
   *
   * @throws IllegalStateException if the given request is not in this tree
   */
  @Nullable Request previous(Request rq) {
    if (rq == only) {
      return null;
    }
    SectorLeaf leaf = leafWith(rq);
    int position = leaf.positionOf(rq);
    if (position > 0) {
      return leaf.get(position - 1);
    }
    return leaf.index > 0 ? leaves[leaf.index - 1].last() : null;
  }

  /**
   * Adds a request after those with an equal key.
   *
   * @throws IllegalStateException if the request is already in a tree
   * @throws IllegalArgumentException if its key is negative, or {@link #END}
   */
  void add(Request rq) {
    DeadlineRequest data = DeadlineRequest.of(rq);
    if (data.sorted) {
      throw new IllegalStateException("request " + rq + " is already in a tree");
    }
    long key = rq.sortKey();
    if (key < 0 || key >= END) {
      throw new IllegalArgumentException(
          "request " + rq + " has a sort key that no drive has: expected 0 to 2^63 - 2");
    }
    if (size == 0) {
      only = rq;
      onlyKey = key;
      data.sorted = true;
      size = 1;
      return;
    }
    Request first = only;
    if (first != null) {
      only = null;
      leaves[0].insert(0, onlyKey, first);
    }
    SectorLeaf leaf = leaves[Math.max(gap, 0)];
    int at = gapAt;
    if (gap < 0 || !mayInsertAt(key, leaf, at)) {
      leaf = leafOf(key);
      at = leaf.countUpTo(key);
    }
    gap = -1;
    if (leaf.isFull()) {
      if (leaf.width() < WIDTH) {
        leaf.widen();
      } else {
        boolean atEnd = at == WIDTH && leaf.index == leafCount - 1;
        SectorLeaf upper = split(leaf, atEnd ? WIDTH : WIDTH / 2, key);
        if (atEnd || at > leaf.count) {
          at -= leaf.count;
          leaf = upper;
        }
      }
    }
    leaf.insert(at, key, rq);
    size++;
  }

  /**
   * Removes a request.
   *
   * @throws IllegalStateException if the request is not in this tree
   */
  void remove(Request rq) {
    if (rq == only) {
      removeOnly(rq);
      return;
    }
    SectorLeaf leaf = leafWith(rq);
    removeAt(rq, leaf, leaf.positionOf(rq));
  }

  /**
   * Removes a request and returns its successor.
   *
   * @return the request after the removed one, or null if the removed one was the last
   * @throws IllegalStateException if the request is not in this tree
   */
  @Nullable Request removeAndNext(Request rq) {
    if (rq == only) {
      removeOnly(rq);
      return null;
    }
    SectorLeaf leaf = leafWith(rq);
    int position = leaf.positionOf(rq);
    Request next = at(leaf, position + 1);
    removeAt(rq, leaf, position);
    return next;
  }

  private void removeOnly(Request rq) {
    only = null;
    DeadlineRequest.of(rq).sorted = false;
    size = 0;
  }

  private void removeAt(Request rq, SectorLeaf leaf, int position) {
    gap = -1;
    leaf.remove(position);
    DeadlineRequest.of(rq).sorted = false;
    size--;
    if (leaf.count == 0 && leafCount > 1) {
      drop(leaf);
    }
  }

  private SectorLeaf leafWith(Request rq) {
    DeadlineRequest data = DeadlineRequest.of(rq);
    SectorLeaf leaf = data.leaf;
    if (!data.sorted || leaf == null || leaf.tree != this) {
      throw new IllegalStateException("request " + rq + " is not in this tree");
    }
    return leaf;
  }

  /**
   * Returns the request at a position of a leaf. For the position after the last request, returns
   * the first request of the next leaf, or null if there is no next leaf.
   */
  private @Nullable Request at(SectorLeaf leaf, int position) {
    if (position < leaf.count) {
      return leaf.get(position);
    }
    int next = leaf.index + 1;
    return next < leafCount ? leaves[next].get(0) : null;
  }

  /** Returns the last leaf whose lower bound is not above the key. */
  private SectorLeaf leafOf(long key) {
    int index = 0;
    for (int left = leafCount - 1; left > 0; ) {
      int half = (left + 1) >>> 1;
      index += half & -isAtMost(lows[index + half], key);
      left -= half;
    }
    return leaves[index];
  }

  /**
   * Returns true if a request with this key can be inserted at a position of a leaf. The answer may
   * be false for a correct position; the caller then searches for the position.
   */
  private boolean mayInsertAt(long key, SectorLeaf leaf, int at) {
    if (at == 0 ? leaf.index != 0 : key < leaf.key(at - 1)) {
      return false;
    }
    int next = leaf.index + 1;
    return at < leaf.count ? key < leaf.key(at) : next == leafCount || key < lows[next];
  }

  /**
   * Moves the requests of a full leaf from a position on to a new leaf after it.
   *
   * @param from first position to move; {@link #WIDTH} for a new leaf that stays empty
   * @param key lower bound of the new leaf if that stays empty
   * @return the new leaf
   */
  private SectorLeaf split(SectorLeaf leaf, int from, long key) {
    int index = leaf.index + 1;
    // Everything is allocated before the tree is changed, so that an OutOfMemoryError leaves the
    // tree intact.
    SectorLeaf upper = spare;
    if (upper == null) {
      upper = new SectorLeaf(this, WIDTH);
    }
    if (leafCount == leaves.length) {
      long[] moreLows = Arrays.copyOf(lows, 2 * leafCount);
      leaves = Arrays.copyOf(leaves, 2 * leafCount);
      lows = moreLows;
    }
    for (int i = leafCount; i > index; i--) {
      putLeaf(leaves[i - 1], i);
      lows[i] = lows[i - 1];
    }
    leafCount++;
    if (upper == spare) {
      spare = upper.nextSpare;
      upper.nextSpare = null;
    }
    putLeaf(upper, index);
    lows[index] = from == WIDTH ? key : leaf.key(from);
    leaf.moveTo(upper, from);
    return upper;
  }

  private void drop(SectorLeaf leaf) {
    leafCount--;
    for (int i = leaf.index; i < leafCount; i++) {
      putLeaf(leaves[i + 1], i);
      lows[i] = lows[i + 1];
    }
    leaf.nextSpare = spare;
    spare = leaf;
  }

  private void putLeaf(SectorLeaf leaf, int index) {
    leaves[index] = leaf;
    leaf.index = index;
  }

  /**
   * Returns 1 if {@code one <= other}, otherwise 0; both must not be negative. Computed from the
   * sign of a difference, without a branch.
   */
  static int isAtMost(long one, long other) {
    return (int) ((one - other - 1) >>> 63);
  }
}
