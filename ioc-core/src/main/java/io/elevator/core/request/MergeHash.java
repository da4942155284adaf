package io.elevator.core.request;

import io.elevator.spi.driver.DriverFile;
import org.jspecify.annotations.Nullable;

/**
 * Queued requests by the sort key of their end. Of several with one end the latest entered is
 * found; those that have become unmergeable are dropped in passing. Guarded by the elevator's lock.
 * Source: Linux 6.1 {@code elv_rqhash}, which has 64 buckets; here three in four at least are
 * empty, so that a lookup that finds nothing, the usual one, is a branch that the processor
 * predicts. The number of buckets affects only speed.
 */
final class MergeHash {
  private CoreRequest[] buckets = new CoreRequest[512];
  private int size;

  /**
   * Enters a request under its end, as the latest.
   *
   * @throws IllegalStateException if it is in a hash
   */
  void add(CoreRequest rq) {
    if (rq.hash != null) {
      throw new IllegalStateException("request " + rq + " is already in the merge hash");
    }
    if (size * 4 >= buckets.length) {
      grow();
    }
    rq.hashKey = rq.endSortKey();
    rq.hashEnd = rq.endOffset();
    link(buckets, rq);
    rq.hash = this;
    size++;
  }

  /** Takes a request out, if it is in. */
  void remove(CoreRequest rq) {
    if (rq.hash != this) {
      return;
    }
    CoreRequest prev = rq.hashPrev;
    CoreRequest next = rq.hashNext;
    if (prev == null) {
      set(buckets, index(buckets, rq.hashKey), next);
    } else {
      prev.hashNext = next;
    }
    if (next != null) {
      next.hashPrev = prev;
    }
    rq.hashPrev = null;
    rq.hashNext = null;
    rq.hash = null;
    size--;
  }

  /** Enters a request again, under its new end and as the latest. */
  void rehash(CoreRequest rq) {
    remove(rq);
    add(rq);
  }

  /** Returns the latest mergeable request that ends where a bio begins, or null. */
  @Nullable CoreRequest find(CoreBio bio) {
    return find(bio.sortKey(), bio.file(), bio.offset());
  }

  /** Returns the latest mergeable request that ends where a request begins, or null. */
  @Nullable CoreRequest find(CoreRequest rq) {
    return find(rq.sortKey(), rq.file(), rq.offset());
  }

  /** Offsets are compared as well, as several of them share one sort key. */
  private @Nullable CoreRequest find(long key, @Nullable DriverFile file, long end) {
    CoreRequest rq = get(buckets, index(buckets, key));
    while (rq != null) {
      CoreRequest next = rq.hashNext;
      if (!rq.isMergeable()) {
        remove(rq);
      } else if (rq.hashKey == key && rq.hashEnd == end && rq.file() == file) {
        return rq;
      }
      rq = next;
    }
    return null;
  }

  int size() {
    return size;
  }

  private void grow() {
    CoreRequest[] larger = new CoreRequest[buckets.length * 4];
    for (int i = 0; i < buckets.length; i++) {
      // From the oldest to the latest, so that the order of equals stays.
      CoreRequest rq = get(buckets, i);
      while (rq != null && rq.hashNext != null) {
        rq = rq.hashNext;
      }
      while (rq != null) {
        CoreRequest later = rq.hashPrev;
        link(larger, rq);
        rq = later;
      }
    }
    buckets = larger;
  }

  private static void link(CoreRequest[] table, CoreRequest rq) {
    int index = index(table, rq.hashKey);
    CoreRequest head = get(table, index);
    rq.hashPrev = null;
    rq.hashNext = head;
    if (head != null) {
      head.hashPrev = rq;
    }
    table[index] = rq;
  }

  private static int index(CoreRequest[] table, long key) {
    // Ends are multiples of a block; a multiplication brings all their bits to the top.
    return (int) ((key * 0x9e3779b97f4a7c15L) >>> 32) & (table.length - 1);
  }

  private static @Nullable CoreRequest get(CoreRequest[] table, int index) {
    return table[index];
  }

  @SuppressWarnings("NullAway") // An empty bucket is null.
  private static void set(CoreRequest[] table, int index, @Nullable CoreRequest rq) {
    table[index] = rq;
  }
}
