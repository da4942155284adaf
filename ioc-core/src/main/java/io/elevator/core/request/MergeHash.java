package io.elevator.core.request;

import io.elevator.spi.driver.DriverFile;
import org.jspecify.annotations.Nullable;

/**
 * Hash table of queued requests by the sort key of their end. If several requests have the same
 * end, the one added last is found. Requests that have become unmergeable are removed when a search
 * meets them. Guarded by the elevator's lock.
 *
 * <p>Source: Linux 6.1 {@code elv_rqhash}, which has 64 buckets. Here at least three in four
 * buckets are empty: most lookups find nothing, and the processor then predicts the branch for an
 * empty bucket correctly. The number of buckets affects only speed.
 */
final class MergeHash {
  private CoreRequest[] buckets = new CoreRequest[512];
  private int size;

  /**
   * Adds a request under its end. Among requests with the same end it is found first.
   *
   * @throws IllegalStateException if the request is already in a hash
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

  /** Removes a request. Has no effect if the request is not in the hash. */
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

  /** Removes a request and adds it again under its new end. */
  void rehash(CoreRequest rq) {
    remove(rq);
    add(rq);
  }

  /**
   * Returns the mergeable request that ends where a bio begins, or null if there is none. Of
   * several, returns the one added last.
   */
  @Nullable CoreRequest find(CoreBio bio) {
    return find(bio.sortKey(), bio.file(), bio.offset());
  }

  /**
   * Returns the mergeable request that ends where another request begins, or null if there is none.
   * Of several, returns the one added last.
   */
  @Nullable CoreRequest find(CoreRequest rq) {
    return find(rq.sortKey(), rq.file(), rq.offset());
  }

  /**
   * Returns the mergeable request with a given end, or null if there is none. The offset is
   * compared too, because several offsets can have the same sort key.
   */
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
      // The requests of a bucket are moved from the first added to the last added, so that requests
      // with the same end keep their order.
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
    // Ends are multiples of a block, so their low bits are equal. The multiplication makes the high
    // bits depend on all bits.
    return (int) ((key * 0x9e3779b97f4a7c15L) >>> 32) & (table.length - 1);
  }

  private static @Nullable CoreRequest get(CoreRequest[] table, int index) {
    return table[index];
  }

  @SuppressWarnings("NullAway") // The array contains null for an empty bucket.
  private static void set(CoreRequest[] table, int index, @Nullable CoreRequest rq) {
    table[index] = rq;
  }
}
