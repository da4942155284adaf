package io.elevator.core.queue.complete;

import io.elevator.core.queue.state.FlushTarget;
import io.elevator.spi.driver.DriverFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that have requests in a flush sequence, and unused targets for further files. No method
 * allocates, except the one for the debug state. The lock of the flush machine guards all fields.
 */
final class FlushTargets {
  /**
   * Number of unused targets that are kept for further files. More are needed at once only if
   * requests for more files are in flush sequences at once.
   */
  static final int MOST_UNUSED = 256;

  private static final int BUCKETS = 256;

  private final @Nullable FlushTarget[] buckets = new @Nullable FlushTarget[BUCKETS];
  private @Nullable FlushTarget unused;
  private int unusedCount;
  private int files;

  /** Returns the number of files that have requests in a flush sequence. */
  int files() {
    return files;
  }

  /** Returns the target of a file, or null; calls {@code equals} of the file's identity. */
  @Nullable FlushTarget find(DriverFile handle) {
    for (FlushTarget each = buckets[bucket(handle)]; each != null; each = each.next) {
      if (each.isOf(handle)) {
        return each;
      }
    }
    return null;
  }

  /** Returns an unused target and no longer keeps it; returns null if there is none. */
  @Nullable FlushTarget takeUnused() {
    FlushTarget target = unused;
    if (target != null) {
      unused = target.next;
      unusedCount--;
    }
    return target;
  }

  /** Keeps an unused target for another file, unless enough are kept. */
  void keepUnused(FlushTarget target) {
    if (unusedCount < MOST_UNUSED) {
      target.next = unused;
      unused = target;
      unusedCount++;
    }
  }

  /** Makes an unused target the target of a file. */
  void add(FlushTarget target, DriverFile handle) {
    int bucket = bucket(handle);
    target.use(handle);
    target.next = buckets[bucket];
    buckets[bucket] = target;
    files++;
  }

  /**
   * Counts a request off the target of its file, and removes the target if that was its last
   * request.
   */
  void leave(FlushTarget target) {
    DriverFile handle = target.file();
    if (!target.leave() || handle == null) {
      return;
    }
    int bucket = bucket(handle);
    FlushTarget before = null;
    for (FlushTarget each = buckets[bucket]; each != null && each != target; each = each.next) {
      before = each;
    }
    if (before == null) {
      buckets[bucket] = target.next;
    } else {
      before.next = target.next;
    }
    files--;
    target.next = null;
    keepUnused(target);
  }

  /** Returns the number of requests in a flush sequence for a file. */
  int size() {
    int size = 0;
    for (FlushTarget first : buckets) {
      for (FlushTarget each = first; each != null; each = each.next) {
        size += each.size();
      }
    }
    return size;
  }

  /** Returns the states of the targets, at most a certain number of them. */
  List<FlushTarget.State> states(int most) {
    List<FlushTarget.State> states = new ArrayList<>(Math.min(most, files));
    for (FlushTarget first : buckets) {
      for (FlushTarget each = first; each != null && states.size() < most; each = each.next) {
        states.add(each.state());
      }
    }
    return states;
  }

  /** Returns the bucket of a file. All handles of a file have the same base of sort keys. */
  private static int bucket(DriverFile handle) {
    long base = handle.sortKeyBase() * 0x9E37_79B9_7F4A_7C15L;
    return (int) (base >>> 56);
  }
}
