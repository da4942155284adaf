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
 * Figures of one queue for each group except the root: requests, sectors, queue time and device
 * time of reads, writes and discards. The root's figures are the queue's totals minus those of the
 * groups, so a queue without groups pays nothing. The root therefore includes groups that were
 * removed, as Linux 6.1 charges the I/O of a removed group to its ancestors.
 *
 * <p>The table of entries is open-addressed by the group's serial number. It is replaced under
 * {@link #lock}, never changed, and read without the lock. The first ended request of a group
 * creates its entry, only while the group is online, which is checked under the lock. {@link
 * #forget} takes the lock after the group was removed, so no entry outlives its group.
 *
 * <p>Each stripe has an array of counters, allocated at its first request and published by
 * compare-and-set. Additions are atomic and follow those to the queue's totals: a reader that sums
 * the groups first and the totals afterwards never finds more in the groups than in the totals.
 */
public final class GroupStatistics {
  /** Index of the figure: number of ended requests. */
  public static final int IOS = 0;

  /** Index of the figure: number of sectors moved. */
  public static final int SECTORS = 1;

  /** Index of the figure: time before the driver started the requests, in nanoseconds. */
  public static final int QUEUE_NANOS = 2;

  /** Index of the figure: time in the driver, in nanoseconds. */
  public static final int DEVICE_NANOS = 3;

  private static final int FIGURES = 4;

  /**
   * Length of a stripe's array, in longs; large enough that no two stripes share a pair of cache
   * lines.
   */
  private static final int ROOM = 32;

  private static final int OFFSET = 8;
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** The counters of one group on this queue. */
  public static final class Entry {
    private final Group group;
    private final AtomicReferenceArray<long @Nullable []> byStripe;

    private Entry(Group group, int stripes) {
      this.group = group;
      this.byStripe = new AtomicReferenceArray<>(stripes);
    }

    /** Returns the group that the counters belong to. */
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
     * Returns one figure of the group.
     *
     * @param kind reads, writes or discards
     * @param figure {@link #IOS}, {@link #SECTORS}, {@link #QUEUE_NANOS} or {@link #DEVICE_NANOS}
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

  /**
   * Creates a table without entries.
   *
   * @param stripes number of stripes
   */
  public GroupStatistics(int stripes) {
    this.stripes = stripes;
  }

  /**
   * Counts a request that ended. Called after the queue's totals have counted it.
   *
   * @param group group that the request is charged to; null and the root group are not counted
   * @param stripe stripe of the request
   * @param opAndFlags operation and flags of the request
   * @param sectors sectors moved
   * @param queueNanos time before the driver, in nanoseconds
   * @param deviceNanos time in the driver, in nanoseconds
   */
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

  /** Removes the counters of a group that was removed. */
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

  /**
   * Returns a new table with the given entries. It is at most half full, so that a search always
   * ends at a free slot.
   */
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

  /** Returns all entries, in the order in which their groups were made. */
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
