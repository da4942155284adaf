package io.elevator.core.context;

import org.jspecify.annotations.Nullable;

/**
 * The index of a context: queue id to icq, as an open-addressed table that is never changed once it
 * was published; adding and removing make a new one. At most half full, so that a search ends at a
 * free place. Queue ids are small and dense, so the id itself serves as the hash.
 *
 * <p>Copying costs a few dozen bytes at each first use of a queue, and buys a search that is one
 * array access in the common case and needs no lock.
 */
final class IcqIndex {
  /** A table without entries, shared by all contexts that have no icq. */
  static final @Nullable IcqNode[] EMPTY = new IcqNode[1];

  private IcqIndex() {}

  /**
   * Returns where in the table the icq of this very queue is, or -1: an entry of another queue with
   * the same id does not count.
   */
  static int slot(@Nullable IcqNode[] table, QueueIcqs queue) {
    int mask = table.length - 1;
    int at = queue.id() & mask;
    for (IcqNode node = table[at]; node != null; node = table[at]) {
      if (node.queue() == queue) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return -1;
  }

  /** Returns the icq of this very queue, or null. */
  static @Nullable IcqNode find(@Nullable IcqNode[] table, QueueIcqs queue) {
    int at = slot(table, queue);
    return at < 0 ? null : table[at];
  }

  /** Returns the entry of a queue id, whichever queue it belongs to. */
  static @Nullable IcqNode findId(@Nullable IcqNode[] table, int id) {
    int mask = table.length - 1;
    int at = id & mask;
    for (IcqNode node = table[at]; node != null; node = table[at]) {
      if (node.queue().id() == id) {
        return node;
      }
      at = (at + 1) & mask;
    }
    return null;
  }

  /** Returns how many entries a table has. */
  static int size(@Nullable IcqNode[] table) {
    int size = 0;
    for (IcqNode node : table) {
      if (node != null) {
        size++;
      }
    }
    return size;
  }

  /** Returns a table with one entry more. */
  static @Nullable IcqNode[] with(@Nullable IcqNode[] table, IcqNode added) {
    @Nullable IcqNode[] larger = new IcqNode[capacity(size(table) + 1)];
    for (IcqNode node : table) {
      if (node != null) {
        put(larger, node);
      }
    }
    put(larger, added);
    return larger;
  }

  /** Returns a table without an entry, which must be there. */
  static @Nullable IcqNode[] without(@Nullable IcqNode[] table, IcqNode removed) {
    int size = size(table) - 1;
    if (size == 0) {
      return EMPTY;
    }
    @Nullable IcqNode[] smaller = new IcqNode[capacity(size)];
    for (IcqNode node : table) {
      if (node != null && node != removed) {
        put(smaller, node);
      }
    }
    return smaller;
  }

  private static int capacity(int entries) {
    return Integer.highestOneBit(2 * entries - 1) << 1;
  }

  private static void put(@Nullable IcqNode[] table, IcqNode node) {
    int mask = table.length - 1;
    int at = node.queue().id() & mask;
    while (table[at] != null) {
      at = (at + 1) & mask;
    }
    table[at] = node;
  }
}
