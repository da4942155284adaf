package io.elevator.core.context;

import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import org.jspecify.annotations.Nullable;

/**
 * The index of an io context: an open-addressed hash table from queue id to icq. A table never
 * changes after it was published; adding or removing an icq creates a new table. A table is at most
 * half full, so that a search ends at a free slot. Queue ids are small and dense, so the id itself
 * is the hash.
 *
 * <p>Copying costs a few dozen bytes at each first use of a queue. In return a lookup needs no
 * lock, and in the common case reads one array element.
 */
final class IcqIndex {
  /** The table without entries, shared by all contexts that have no icq. */
  static final @Nullable Icq[] EMPTY = new Icq[1];

  private IcqIndex() {}

  /**
   * Returns the slot of the icq of a queue, or -1 if there is none. Compares the queue object: an
   * entry of another queue with the same id does not match.
   */
  static int slot(@Nullable Icq[] table, QueueIdentity queue) {
    int mask = table.length - 1;
    int at = queue.id() & mask;
    for (Icq icq = table[at]; icq != null; icq = table[at]) {
      if (icq.queue() == queue) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return -1;
  }

  /**
   * Returns the icq of a queue, or null if there is none. Compares the queue object, not the id.
   */
  static @Nullable Icq find(@Nullable Icq[] table, QueueIdentity queue) {
    int at = slot(table, queue);
    return at < 0 ? null : table[at];
  }

  /**
   * Returns the icq that is stored under a queue id, even if it belongs to another queue object
   * with that id. Returns null if there is none.
   */
  static @Nullable Icq findId(@Nullable Icq[] table, int id) {
    int mask = table.length - 1;
    int at = id & mask;
    for (Icq icq = table[at]; icq != null; icq = table[at]) {
      if (icq.queue().id() == id) {
        return icq;
      }
      at = (at + 1) & mask;
    }
    return null;
  }

  /** Returns the number of icqs in a table of the index. */
  static int size(@Nullable Icq[] table) {
    int size = 0;
    for (Icq icq : table) {
      if (icq != null) {
        size++;
      }
    }
    return size;
  }

  /** Returns a new table with the icqs of a table and one more icq. */
  static @Nullable Icq[] with(@Nullable Icq[] table, Icq added) {
    @Nullable Icq[] larger = new Icq[capacity(size(table) + 1)];
    for (Icq icq : table) {
      if (icq != null) {
        put(larger, icq);
      }
    }
    put(larger, added);
    return larger;
  }

  /** Returns a new table with the icqs of a table except one, which must be in the table. */
  static @Nullable Icq[] without(@Nullable Icq[] table, Icq removed) {
    int size = size(table) - 1;
    if (size == 0) {
      return EMPTY;
    }
    @Nullable Icq[] smaller = new Icq[capacity(size)];
    for (Icq icq : table) {
      if (icq != null && icq != removed) {
        put(smaller, icq);
      }
    }
    return smaller;
  }

  private static int capacity(int entries) {
    return Integer.highestOneBit(2 * entries - 1) << 1;
  }

  private static void put(@Nullable Icq[] table, Icq icq) {
    int mask = table.length - 1;
    int at = icq.queue().id() & mask;
    while (table[at] != null) {
      at = (at + 1) & mask;
    }
    table[at] = icq;
  }
}
