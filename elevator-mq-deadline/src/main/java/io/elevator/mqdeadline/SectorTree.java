package io.elevator.mqdeadline;

import io.elevator.spi.Request;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one level and direction sorted by start sector; one with an equal start goes after
 * its equals. What Linux keeps in a red-black tree of requests is a B-tree of two levels here:
 * leaves of up to {@value #WIDTH} sorted start sectors, and the leaves' own first sectors in one
 * array above them. A search reads a few neighbouring words and takes no branch on a sector, where
 * a walk through the requests themselves mispredicts every other one; the order is the same.
 *
 * <p>The start of a member is remembered as it was when it was added: one whose start has moved
 * since can be taken out, and is then added at its new place. Allocates only as the number of
 * members grows beyond what it was before. Guarded by the elevator's lock.
 */
final class SectorTree {
  private static final int WIDTH = 64;
  private static final int FIRST_WIDTH = 8;

  /** The first sector that cannot be sorted; no drive has it, as it lies at 2⁶⁵ bytes. */
  private static final long END = 1L << 56;

  // The sector from which each leaf is responsible on, but for the first, which has all below. The
  // first key of a leaf may be higher, once what it began with was taken out.
  private long[] lows = new long[4];
  private Leaf[] leaves = new Leaf[4];
  private int leafCount = 1;
  private int size;
  private @Nullable Leaf spare;

  // The only member, and the start it was added with, while it is one that met nobody: it needs no
  // leaf, as with a drive that is asked for one thing at a time. Null otherwise.
  private @Nullable Request only;
  private long onlyKey;

  // The leaf where the last search that found nothing ended, and the place in it; -1 as soon as the
  // tree changes. An insertion follows a search for a front merge, and mostly goes to its place.
  private int gap = -1;
  private int gapAt;

  /** Makes an empty tree. */
  SectorTree() {
    leaves[0] = new Leaf(this, FIRST_WIDTH);
  }

  /** Returns the first by sector, or null. */
  @Nullable Request first() {
    return only != null || size == 0 ? only : leaves[0].get(0);
  }

  /** Returns the last by sector, or null. */
  @Nullable Request last() {
    return only != null || size == 0 ? only : leaves[leafCount - 1].last();
  }

  /** Returns how many there are. */
  int size() {
    return size;
  }

  /** Whether a request is in this tree. */
  boolean contains(Request rq) {
    DeadlineRequest data = DeadlineRequest.of(rq);
    Leaf leaf = data.leaf;
    return rq == only || (data.sorted && leaf != null && leaf.tree == this);
  }

  /** Returns a request that starts at a sector, of several the one added last; or null. */
  @Nullable Request find(long sector) {
    Request single = only;
    if (single != null) {
      return sector == onlyKey ? single : null;
    }
    if (size == 0 || sector < 0 || sector >= END) {
      return null;
    }
    Leaf leaf = leafOf(sector);
    int at = leaf.upTo(sector);
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
   * Returns the one after a member, or null.
   *
   * @throws IllegalStateException if it is not in this tree
   */
  @Nullable Request next(Request rq) {
    if (rq == only) {
      return null;
    }
    Leaf leaf = leafWith(rq);
    return at(leaf, leaf.placeOf(rq) + 1);
  }

  /**
   * Returns the one before a member, or null.
   *
   * @throws IllegalStateException if it is not in this tree
   */
  @Nullable Request previous(Request rq) {
    if (rq == only) {
      return null;
    }
    Leaf leaf = leafWith(rq);
    int place = leaf.placeOf(rq);
    if (place > 0) {
      return leaf.get(place - 1);
    }
    return leaf.index > 0 ? leaves[leaf.index - 1].last() : null;
  }

  /**
   * Adds a request after its equals.
   *
   * @throws IllegalStateException if it is in a tree
   * @throws IllegalArgumentException if it starts at a sector that is negative or 2⁵⁶ or more
   */
  void add(Request rq) {
    DeadlineRequest data = DeadlineRequest.of(rq);
    if (data.sorted) {
      throw new IllegalStateException("request " + rq + " is already in a tree");
    }
    long key = rq.sector();
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
    if (gap < 0 || !isPlaceOf(key, leaf, at)) {
      leaf = leafOf(key);
      at = leaf.upTo(key);
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
   * Removes a member.
   *
   * @throws IllegalStateException if it is not in this tree
   */
  void remove(Request rq) {
    if (rq == only) {
      takeOnly(rq);
      return;
    }
    Leaf leaf = leafWith(rq);
    take(rq, leaf, leaf.placeOf(rq));
  }

  /**
   * Removes a member.
   *
   * @return the one after it, or null
   * @throws IllegalStateException if it is not in this tree
   */
  @Nullable Request removeAndNext(Request rq) {
    if (rq == only) {
      takeOnly(rq);
      return null;
    }
    Leaf leaf = leafWith(rq);
    int place = leaf.placeOf(rq);
    Request next = at(leaf, place + 1);
    take(rq, leaf, place);
    return next;
  }

  private void takeOnly(Request rq) {
    only = null;
    DeadlineRequest.of(rq).sorted = false;
    size = 0;
  }

  private void take(Request rq, Leaf leaf, int place) {
    gap = -1;
    leaf.remove(place);
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

  /** Returns what is at a place of a leaf, or at the beginning of the next if that is its end. */
  private @Nullable Request at(Leaf leaf, int place) {
    if (place < leaf.count) {
      return leaf.get(place);
    }
    int next = leaf.index + 1;
    return next < leafCount ? leaves[next].get(0) : null;
  }

  /** Returns the last leaf that is responsible for a sector. */
  private Leaf leafOf(long key) {
    int index = 0;
    for (int left = leafCount - 1; left > 0; ) {
      int half = (left + 1) >>> 1;
      index += half & -isUpTo(lows[index + half], key);
      left -= half;
    }
    return leaves[index];
  }

  /** Whether a request that starts at a sector belongs there. Cautious: no is always right. */
  private boolean isPlaceOf(long key, Leaf leaf, int at) {
    if (at == 0 ? leaf.index != 0 : key < leaf.key(at - 1)) {
      return false;
    }
    int next = leaf.index + 1;
    return at < leaf.count ? key < leaf.key(at) : next == leafCount || key < lows[next];
  }

  /** Moves what a full leaf has from a place on to a new one behind it, which begins with it. */
  private Leaf split(Leaf leaf, int from, long key) {
    int index = leaf.index + 1;
    // All that is needed is allocated before anything changes: memory may be out.
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
      place(leaves[i - 1], i);
      lows[i] = lows[i - 1];
    }
    leafCount++;
    if (upper == spare) {
      spare = upper.nextSpare;
      upper.nextSpare = null;
    }
    place(upper, index);
    lows[index] = from == WIDTH ? key : leaf.key(from);
    leaf.moveTo(upper, from);
    return upper;
  }

  private void drop(Leaf leaf) {
    leafCount--;
    for (int i = leaf.index; i < leafCount; i++) {
      place(leaves[i + 1], i);
      lows[i] = lows[i + 1];
    }
    leaf.nextSpare = spare;
    spare = leaf;
  }

  private void place(Leaf leaf, int index) {
    leaves[index] = leaf;
    leaf.index = index;
  }

  /**
   * Returns 1 if one number is at most another, else 0; neither is negative. No branch: the
   * difference has the sign of the comparison.
   */
  private static int isUpTo(long one, long other) {
    return (int) ((one - other - 1) >>> 63);
  }

  /**
   * Requests that stand next to each other. Each word of the sorted array is a start sector, above
   * the number of the slot that holds the request: moving words costs less than moving references.
   */
  static final class Leaf {
    private static final int BLOCK = 8;
    private static final int SLOT_BITS = 6;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
    private static final long NOTHING = Long.MAX_VALUE;

    final SectorTree tree;

    /** Its place among the leaves. */
    int index;

    int count;
    @Nullable Leaf nextSpare;

    /** Sorted, {@link #NOTHING} behind the last, as long as a number of blocks. */
    private long[] words;

    private @Nullable Request[] slots;
    private long used;

    /** Where the next to be asked for may stand: whoever takes one goes on to the one after it. */
    private int likely;

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

    long key(int place) {
      return words[place] >> SLOT_BITS;
    }

    Request get(int place) {
      Request rq = slots[(int) words[place] & SLOT_MASK];
      if (rq == null) {
        throw damaged();
      }
      return rq;
    }

    Request last() {
      return get(count - 1);
    }

    /**
     * Returns how many start at a sector or before it: which block by the first words of all, then
     * how many of its words, with comparisons that do not wait for each other.
     */
    int upTo(long key) {
      long[] words = this.words;
      long limit = key << SLOT_BITS | SLOT_MASK;
      int block = 0;
      for (int i = BLOCK; i < count; i += BLOCK) {
        block += isUpTo(words[i], limit);
      }
      int from = block * BLOCK;
      return from
          + isUpTo(words[from], limit)
          + isUpTo(words[from + 1], limit)
          + isUpTo(words[from + 2], limit)
          + isUpTo(words[from + 3], limit)
          + isUpTo(words[from + 4], limit)
          + isUpTo(words[from + 5], limit)
          + isUpTo(words[from + 6], limit)
          + isUpTo(words[from + 7], limit);
    }

    /** Returns where a member stands. */
    int placeOf(Request rq) {
      int place = likely;
      if (place < count && get(place) == rq) {
        return place;
      }
      long key = rq.sector();
      if (key >= 0 && key < END) {
        for (place = upTo(key) - 1; place >= 0 && key(place) == key; place--) {
          if (get(place) == rq) {
            return place;
          }
        }
      }
      // Its start has moved.
      for (place = 0; place < count; place++) {
        if (get(place) == rq) {
          return place;
        }
      }
      throw damaged();
    }

    void insert(int place, long key, Request rq) {
      int behind = count - place;
      if (behind > 0) {
        System.arraycopy(words, place, words, place + 1, behind);
      }
      int slot = Long.numberOfTrailingZeros(~used);
      used |= 1L << slot;
      words[place] = key << SLOT_BITS | slot;
      // A request comes back to where it was before more often than not: a look is cheaper than
      // G1's barrier for what is written.
      if (slots[slot] != rq) {
        slots[slot] = rq;
      }
      count++;
      // One further if it is behind.
      likely += (place - likely - 1) >>> 31;
      DeadlineRequest data = DeadlineRequest.of(rq);
      data.sorted = true;
      if (data.leaf != this) {
        data.leaf = this;
      }
    }

    void remove(int place) {
      // The slot keeps the request, which lives as long as the queue does, until another takes it.
      used &= ~(1L << ((int) words[place] & SLOT_MASK));
      count--;
      int behind = count - place;
      if (behind > 0) {
        System.arraycopy(words, place + 1, words, place, behind);
      }
      words[count] = NOTHING;
      likely = place;
    }

    void widen() {
      int old = words.length;
      @Nullable Request[] moreSlots = Arrays.copyOf(slots, 2 * old);
      words = Arrays.copyOf(words, 2 * old);
      Arrays.fill(words, old, 2 * old, NOTHING);
      slots = moreSlots;
    }

    /** Moves all from a place on to an empty leaf. */
    void moveTo(Leaf other, int from) {
      other.likely = 0;
      for (int place = from; place < count; place++) {
        int slot = (int) words[place] & SLOT_MASK;
        other.insert(place - from, key(place), get(place));
        slots[slot] = null;
        used &= ~(1L << slot);
        words[place] = NOTHING;
      }
      count = from;
    }

    private static IllegalStateException damaged() {
      return new IllegalStateException("the tree of requests is damaged");
    }
  }
}
