package io.elevator.mqdeadline;

import io.elevator.spi.Request;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of a {@link SectorTree}: adjacent requests, sorted by key. Beside each key of the sorted
 * array there is the number of the slot that holds the request, because moving bytes costs less
 * than moving references. A word for both would have no room for the keys of all files of a disk.
 */
final class SectorLeaf {
  private static final int BLOCK = 8;
  private static final long NOTHING = SectorTree.END;

  final SectorTree tree;

  /** Index of this leaf in the array of leaves. */
  int index;

  int count;
  @Nullable SectorLeaf nextSpare;

  /**
   * Sorted keys, followed by unused elements of the value {@link #NOTHING}. The length is a
   * multiple of {@link #BLOCK}.
   */
  private long[] keys;

  /** For each position in {@link #keys}, the index in {@link #slots} of the request. */
  private byte[] slotOf;

  private @Nullable Request[] slots;
  private long used;

  /**
   * Position that {@link #positionOf} tries first: that of the last removed request, because a
   * sweep asks for its successor next.
   */
  private int positionHint;

  SectorLeaf(SectorTree tree, int width) {
    this.tree = tree;
    keys = new long[width];
    Arrays.fill(keys, NOTHING);
    slotOf = new byte[width];
    slots = new @Nullable Request[width];
  }

  int width() {
    return keys.length;
  }

  boolean isFull() {
    return count == keys.length;
  }

  long key(int position) {
    return keys[position];
  }

  Request get(int position) {
    Request rq = slots[slotOf[position]];
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
   * block by comparing the first key of each block, and then counts the keys within the block. The
   * comparisons are independent of each other, so the processor can execute them in parallel.
   */
  int countUpTo(long key) {
    long[] keys = this.keys;
    int block = 0;
    for (int i = BLOCK; i < count; i += BLOCK) {
      block += SectorTree.isAtMost(keys[i], key);
    }
    int from = block * BLOCK;
    return from
        + SectorTree.isAtMost(keys[from], key)
        + SectorTree.isAtMost(keys[from + 1], key)
        + SectorTree.isAtMost(keys[from + 2], key)
        + SectorTree.isAtMost(keys[from + 3], key)
        + SectorTree.isAtMost(keys[from + 4], key)
        + SectorTree.isAtMost(keys[from + 5], key)
        + SectorTree.isAtMost(keys[from + 6], key)
        + SectorTree.isAtMost(keys[from + 7], key);
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
      System.arraycopy(keys, position, keys, position + 1, behind);
      System.arraycopy(slotOf, position, slotOf, position + 1, behind);
    }
    int slot = Long.numberOfTrailingZeros(~used);
    used |= 1L << slot;
    keys[position] = key;
    slotOf[position] = (byte) slot;
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
    used &= ~(1L << slotOf[position]);
    count--;
    int behind = count - position;
    if (behind > 0) {
      System.arraycopy(keys, position + 1, keys, position, behind);
      System.arraycopy(slotOf, position + 1, slotOf, position, behind);
    }
    keys[count] = NOTHING;
    positionHint = position;
  }

  void widen() {
    int old = keys.length;
    // All arrays are allocated before one is replaced, so that an OutOfMemoryError leaves the leaf
    // intact.
    @Nullable Request[] moreSlots = Arrays.copyOf(slots, 2 * old);
    byte[] moreSlotOf = Arrays.copyOf(slotOf, 2 * old);
    keys = Arrays.copyOf(keys, 2 * old);
    Arrays.fill(keys, old, 2 * old, NOTHING);
    slotOf = moreSlotOf;
    slots = moreSlots;
  }

  /** Moves the requests from a position on to another, empty leaf. */
  void moveTo(SectorLeaf other, int from) {
    other.positionHint = 0;
    for (int position = from; position < count; position++) {
      int slot = slotOf[position];
      other.insert(position - from, key(position), get(position));
      slots[slot] = null;
      used &= ~(1L << slot);
      keys[position] = NOTHING;
    }
    count = from;
  }

  private static IllegalStateException damaged() {
    return new IllegalStateException("the tree of requests is damaged");
  }
}
