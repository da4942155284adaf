package io.elevator.mqdeadline;

import io.elevator.spi.Request;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of a {@link SectorTree}: adjacent requests, sorted by key. Each word of the sorted array
 * contains a key in its upper bits and, in its lower bits, the number of the slot that holds the
 * request, because moving words costs less than moving references.
 */
final class SectorLeaf {
  private static final int BLOCK = 8;
  private static final int SLOT_BITS = 6;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
  private static final long NOTHING = Long.MAX_VALUE;

  final SectorTree tree;

  /** Index of this leaf in the array of leaves. */
  int index;

  int count;
  @Nullable SectorLeaf nextSpare;

  /**
   * Sorted words, followed by unused words of the value {@link #NOTHING}. The length is a multiple
   * of {@link #BLOCK}.
   */
  private long[] words;

  private @Nullable Request[] slots;
  private long used;

  /**
   * Position that {@link #positionOf} tries first: that of the last removed request, because a
   * sweep asks for its successor next.
   */
  private int positionHint;

  SectorLeaf(SectorTree tree, int width) {
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
      block += SectorTree.isAtMost(words[i], limit);
    }
    int from = block * BLOCK;
    return from
        + SectorTree.isAtMost(words[from], limit)
        + SectorTree.isAtMost(words[from + 1], limit)
        + SectorTree.isAtMost(words[from + 2], limit)
        + SectorTree.isAtMost(words[from + 3], limit)
        + SectorTree.isAtMost(words[from + 4], limit)
        + SectorTree.isAtMost(words[from + 5], limit)
        + SectorTree.isAtMost(words[from + 6], limit)
        + SectorTree.isAtMost(words[from + 7], limit);
  }

  /** Returns the position of a request, which must be in this leaf. */
  int positionOf(Request rq) {
    int position = positionHint;
    if (position < count && get(position) == rq) {
      return position;
    }
    long key = rq.sortKey();
    if (key >= 0 && key < SectorTree.END) {
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
  void moveTo(SectorLeaf other, int from) {
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
