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

  /** Lowest key that is refused; no drive reaches it, because as a sector it is at 2⁶⁵ bytes. */
  private static final long END = 1L << 56;

  // Lower bound of the keys in each leaf. The first leaf has no lower bound, and its entry is not
  // used. After a removal, the first key in a leaf may be higher than the bound.
  private long[] lows = new long[4];
  private Leaf[] leaves = new Leaf[4];
  private int leafCount = 1;
  private int size;
  private @Nullable Leaf spare;

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
    leaves[0] = new Leaf(this, FIRST_WIDTH);
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
    Leaf leaf = data.leaf;
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
    Leaf leaf = leafOf(sector);
    int at = leaf.countUpTo(sector);
    if (at > 0) {
      if (leaf.key(at - 1) == sector) {
        return leaf.get(at - 1);
      }
    } else if (leaf.index > 0) {
      Leaf before = leaves[leaf.index - 1];
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
    Leaf leaf = leafWith(rq);
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
    Leaf leaf = leafWith(rq);
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
   * @throws IllegalArgumentException if its key is negative, or 2⁵⁶ or more
   */
  void add(Request rq) {
    DeadlineRequest data = DeadlineRequest.of(rq);
    if (data.sorted) {
      throw new IllegalStateException("request " + rq + " is already in a tree");
    }
    long key = rq.sortKey();
    if (key < 0 || key >= END) {
      throw new IllegalArgumentException(
          "request " + rq + " starts at a sector that no drive has: expected 0 to 2^56 - 1");
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
    Leaf leaf = leaves[Math.max(gap, 0)];
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
        Leaf upper = split(leaf, atEnd ? WIDTH : WIDTH / 2, key);
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
    Leaf leaf = leafWith(rq);
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
    Leaf leaf = leafWith(rq);
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

  private void removeAt(Request rq, Leaf leaf, int position) {
    gap = -1;
    leaf.remove(position);
    DeadlineRequest.of(rq).sorted = false;
    size--;
    if (leaf.count == 0 && leafCount > 1) {
      drop(leaf);
    }
  }

  private Leaf leafWith(Request rq) {
    DeadlineRequest data = DeadlineRequest.of(rq);
    Leaf leaf = data.leaf;
    if (!data.sorted || leaf == null || leaf.tree != this) {
      throw new IllegalStateException("request " + rq + " is not in this tree");
    }
    return leaf;
  }

  /**
   * Returns the request at a position of a leaf. For the position after the last request, returns
   * the first request of the next leaf, or null if there is no next leaf.
   */
  private @Nullable Request at(Leaf leaf, int position) {
    if (position < leaf.count) {
      return leaf.get(position);
    }
    int next = leaf.index + 1;
    return next < leafCount ? leaves[next].get(0) : null;
  }

  /** Returns the last leaf whose lower bound is not above the key. */
  private Leaf leafOf(long key) {
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
  private boolean mayInsertAt(long key, Leaf leaf, int at) {
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
  private Leaf split(Leaf leaf, int from, long key) {
    int index = leaf.index + 1;
    // Everything is allocated before the tree is changed, so that an OutOfMemoryError leaves the
    // tree intact.
    Leaf upper = spare;
    if (upper == null) {
      upper = new Leaf(this, WIDTH);
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

  private void drop(Leaf leaf) {
    leafCount--;
    for (int i = leaf.index; i < leafCount; i++) {
      putLeaf(leaves[i + 1], i);
      lows[i] = lows[i + 1];
    }
    leaf.nextSpare = spare;
    spare = leaf;
  }

  private void putLeaf(Leaf leaf, int index) {
    leaves[index] = leaf;
    leaf.index = index;
  }

  /**
   * Returns 1 if {@code one <= other}, otherwise 0; both must not be negative. Computed from the
   * sign of a difference, without a branch.
   */
  private static int isAtMost(long one, long other) {
    return (int) ((one - other - 1) >>> 63);
  }

  /**
   * A run of adjacent requests. Each word of the sorted array contains a key in its upper bits and,
   * in its lower bits, the number of the slot that holds the request, because moving words costs
   * less than moving references.
   */
  static final class Leaf {
    private static final int BLOCK = 8;
    private static final int SLOT_BITS = 6;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
    private static final long NOTHING = Long.MAX_VALUE;

    final SectorTree tree;

    /** Index of this leaf in the array of leaves. */
    int index;

    int count;
    @Nullable Leaf nextSpare;

    /**
     * Sorted words, followed by unused words of the value {@link #NOTHING}. The length is a
     * multiple of {@link #BLOCK}.
     */
    private long[] words;

    private @Nullable Request[] slots;
    private long used;

    /**
     * Position that {@link #positionOf} tries first: that of the last removed request, because a
     * sweep asks for its successor next.
     */
    private int positionHint;

    Leaf(SectorTree tree, int width) {
      this.tree = tree;
      words = new long[width];
      Arrays.fill(words, NOTHING);
      slots = new @Nullable Request[width];
    }

    int width() {
      return words.length;
    }

    boolean isFull() {
      return count == words.length;
    }

    long key(int position) {
      return words[position] >> SLOT_BITS;
    }

    Request get(int position) {
      Request rq = slots[(int) words[position] & SLOT_MASK];
      if (rq == null) {
        throw damaged();
      }
      return rq;
    }

    Request last() {
      return get(count - 1);
    }

    /**
     * Returns the number of requests in the leaf whose key is not above the given key. Finds the
     * block by comparing the first word of each block, and then counts the words within the block.
     * The comparisons are independent of each other, so the processor can execute them in parallel.
     */
    int countUpTo(long key) {
      long[] words = this.words;
      long limit = key << SLOT_BITS | SLOT_MASK;
      int block = 0;
      for (int i = BLOCK; i < count; i += BLOCK) {
        block += isAtMost(words[i], limit);
      }
      int from = block * BLOCK;
      return from
          + isAtMost(words[from], limit)
          + isAtMost(words[from + 1], limit)
          + isAtMost(words[from + 2], limit)
          + isAtMost(words[from + 3], limit)
          + isAtMost(words[from + 4], limit)
          + isAtMost(words[from + 5], limit)
          + isAtMost(words[from + 6], limit)
          + isAtMost(words[from + 7], limit);
    }

    /** Returns the position of a request, which must be in this leaf. */
    int positionOf(Request rq) {
      int position = positionHint;
      if (position < count && get(position) == rq) {
        return position;
      }
      long key = rq.sortKey();
      if (key >= 0 && key < END) {
        for (position = countUpTo(key) - 1; position >= 0 && key(position) == key; position--) {
          if (get(position) == rq) {
            return position;
          }
        }
      }
      // The key of the request has changed since it was added, so it must be searched for linearly.
      for (position = 0; position < count; position++) {
        if (get(position) == rq) {
          return position;
        }
      }
      throw damaged();
    }

    void insert(int position, long key, Request rq) {
      int behind = count - position;
      if (behind > 0) {
        System.arraycopy(words, position, words, position + 1, behind);
      }
      int slot = Long.numberOfTrailingZeros(~used);
      used |= 1L << slot;
      words[position] = key << SLOT_BITS | slot;
      // Usually the same request returns here, and comparing is cheaper than G1's write barrier.
      if (slots[slot] != rq) {
        slots[slot] = rq;
      }
      count++;
      // Adds 1 if the insertion moved the request at this position, without a branch.
      positionHint += (position - positionHint - 1) >>> 31;
      DeadlineRequest data = DeadlineRequest.of(rq);
      data.sorted = true;
      if (data.leaf != this) {
        data.leaf = this;
      }
    }

    void remove(int position) {
      // The slot keeps its reference until it is used again. This leaks no memory, because requests
      // live as long as the queue.
      used &= ~(1L << ((int) words[position] & SLOT_MASK));
      count--;
      int behind = count - position;
      if (behind > 0) {
        System.arraycopy(words, position + 1, words, position, behind);
      }
      words[count] = NOTHING;
      positionHint = position;
    }

    void widen() {
      int old = words.length;
      @Nullable Request[] moreSlots = Arrays.copyOf(slots, 2 * old);
      words = Arrays.copyOf(words, 2 * old);
      Arrays.fill(words, old, 2 * old, NOTHING);
      slots = moreSlots;
    }

    /** Moves the requests from a position on to another, empty leaf. */
    void moveTo(Leaf other, int from) {
      other.positionHint = 0;
      for (int position = from; position < count; position++) {
        int slot = (int) words[position] & SLOT_MASK;
        other.insert(position - from, key(position), get(position));
        slots[slot] = null;
        used &= ~(1L << slot);
        words[position] = NOTHING;
      }
      count = from;
    }

    private static IllegalStateException damaged() {
      return new IllegalStateException("the tree of requests is damaged");
    }
  }
}
