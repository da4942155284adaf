package io.elevator.core.statistics;

import io.elevator.api.Group;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Figures of one queue for each group but the root: requests, sectors, queue time and device time
 * of reads, writes and discards. The root has what is left of the queue's own totals, which costs
 * nothing where there are no groups; that includes groups that were removed since, as a removed
 * group's I/O counts for its ancestors in the reference.
 *
 * <p>The table of entries, open-addressed by serial number, is replaced under {@link #lock}, never
 * changed, and read without. An entry comes with the group's first ended request, and only while
 * the group is online, looked at under the lock; {@link #forget} follows the removal and takes the
 * lock, so no entry outlives its group. Counters lie in an array for each stripe, made at its first
 * request and published by compare-and-set, and are added to atomically, after the queue's totals:
 * a reader who sums groups first and totals then never finds more in the groups.
 */
public final class GroupStatistics {
  /** Requests that ended. */
  public static final int IOS = 0;

  /** Sectors that they moved. */
  public static final int SECTORS = 1;

  /** Nanoseconds that they waited for the driver. */
  public static final int QUEUE_NANOS = 2;

  /** Nanoseconds that they were in the driver. */
  public static final int DEVICE_NANOS = 3;

  private static final int FIGURES = 4;

  /** In longs: no two stripes share a pair of cache lines. */
  private static final int ROOM = 32;

  private static final int OFFSET = 8;
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** One group's counters. */
  public static final class Entry {
    private final Group group;
    private final AtomicReferenceArray<long @Nullable []> byStripe;

    private Entry(Group group, int stripes) {
      this.group = group;
      this.byStripe = new AtomicReferenceArray<>(stripes);
    }

    /** Returns whose it is. */
    public Group group() {
      return group;
    }

    private void count(int stripe, int first, long sectors, long queue, long device) {
      long[] cells = byStripe.get(stripe);
      if (cells == null) {
        long[] made = new long[ROOM];
        long[] other = byStripe.compareAndExchange(stripe, null, made);
        cells = other == null ? made : other;
      }
      add(cells, first + SECTORS, sectors);
      add(cells, first + QUEUE_NANOS, queue);
      add(cells, first + DEVICE_NANOS, device);
      add(cells, first + IOS, 1);
    }

    private static void add(long[] cells, int slot, long value) {
      long ignored = (long) CELL.getAndAddRelease(cells, OFFSET + slot, value);
    }

    /**
     * Returns one figure.
     *
     * @param kind reads, writes or discards
     * @param figure of the constants above
     */
    public long figure(DiskStatistics.Group kind, int figure) {
      long sum = 0;
      for (int stripe = 0; stripe < byStripe.length(); stripe++) {
        long[] cells = byStripe.get(stripe);
        if (cells != null) {
          sum += (long) CELL.getAcquire(cells, OFFSET + kind.place() * FIGURES + figure);
        }
      }
      return sum;
    }
  }

  private final int stripes;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Entry[] table = new Entry[1];

  /** Makes an empty table. */
  public GroupStatistics(int stripes) {
    this.stripes = stripes;
  }

  /** Counts a request that ended, after it was counted in the totals. */
  public void count(
      @Nullable Group group,
      int stripe,
      int opAndFlags,
      long sectors,
      long queueNanos,
      long deviceNanos) {
    if (group == null || group.parent() == null) {
      return;
    }
    Entry entry = find(table, group);
    if (entry == null) {
      entry = add(group);
      if (entry == null) {
        return;
      }
    }
    int first = DiskStatistics.Group.of(opAndFlags).place() * FIGURES;
    entry.count(stripe, first, sectors, queueNanos, deviceNanos);
  }

  private static int home(Group group, int length) {
    return (int) group.serial() & (length - 1);
  }

  private static @Nullable Entry find(@Nullable Entry[] in, Group group) {
    for (int at = home(group, in.length); ; at = (at + 1) & (in.length - 1)) {
      Entry entry = in[at];
      if (entry == null || entry.group == group) {
        return entry;
      }
    }
  }

  private @Nullable Entry add(Group group) {
    lock.lock();
    try {
      Entry present = find(table, group);
      if (present != null || !group.isOnline()) {
        return present;
      }
      Entry made = new Entry(group, stripes);
      List<Entry> all = new ArrayList<>(entries());
      all.add(made);
      table = tableOf(all);
      return made;
    } finally {
      lock.unlock();
    }
  }

  /** A group is removed. */
  public void forget(Group group) {
    lock.lock();
    try {
      if (find(table, group) != null) {
        table = tableOf(entries().stream().filter(each -> each.group != group).toList());
      }
    } finally {
      lock.unlock();
    }
  }

  /** At most half full, so that there is always an empty place to end a search. */
  private static @Nullable Entry[] tableOf(List<Entry> entries) {
    int length = Integer.highestOneBit(Math.max(1, 2 * entries.size())) << 1;
    @Nullable Entry[] made = new Entry[length];
    for (Entry entry : entries) {
      int at = home(entry.group, length);
      while (made[at] != null) {
        at = (at + 1) & (length - 1);
      }
      made[at] = entry;
    }
    return made;
  }

  /** Returns the entries there are, in order of the groups' making. */
  public List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    for (Entry entry : table) {
      if (entry != null) {
        all.add(entry);
      }
    }
    all.sort((a, b) -> Long.compare(a.group.serial(), b.group.serial()));
    return all;
  }
}
