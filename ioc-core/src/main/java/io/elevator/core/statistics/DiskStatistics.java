package io.elevator.core.statistics;

import io.elevator.api.DiskActivity;
import io.elevator.api.LatencySummary;
import io.elevator.api.Operation;
import io.elevator.api.OperationCounts;
import io.elevator.spi.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The figures that {@code /proc/diskstats} shows of a disk: for each group of operations the number
 * of requests, merges, sectors and time, and the time during which any request was queued. In
 * addition: the time before the driver and in the driver separately, and histograms of both.
 *
 * <p>The counters are in cells, one cell for each stripe, each on cache lines of its own. Additions
 * are atomic, because several threads may complete requests of one stripe; readers sum the cells.
 * The stamp of the busy time is one word that changes once a tick: the thread whose compare-and-set
 * succeeds adds the ticks that passed. {@link #nextTick} avoids the conversion to ticks in between.
 * Races on it are harmless, because a stale value only costs one more conversion. Source: Linux 6.1
 * disk statistics.
 */
public final class DiskStatistics {
  /** Groups of operations, in the order of the table that Linux shows. */
  public enum Group {
    /** READ: reads. */
    READ(0),
    /** WRITE: writes, and the operations that count as writes: write-zeroes and secure erase. */
    WRITE(1),
    /** DISCARD: discards. */
    DISCARD(2),
    /** FLUSH: flushes that the flush machine issued. */
    FLUSH(3);

    private static final Group[] ALL = values();
    private final int place;
    private final int first;

    Group(int place) {
      this.place = place;
      first = place * FIGURES;
    }

    /** Returns the index of the group in Linux's table, from 0. */
    int place() {
      return place;
    }

    /**
     * Returns the group to which an operation belongs.
     *
     * @param opAndFlags operation and flags of a bio or request
     */
    public static Group of(int opAndFlags) {
      return ALL[index(opAndFlags)];
    }
  }

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle STAMP;
  private static final VarHandle BUSY_TICKS;

  static {
    try {
      var lookup = MethodHandles.lookup();
      STAMP = lookup.findVarHandle(DiskStatistics.class, "stamp", long.class);
      BUSY_TICKS = lookup.findVarHandle(DiskStatistics.class, "busyTicks", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int DISCARD_CODE = Operation.DISCARD.code();
  private static final int OPERATION_MASK = io.elevator.api.BioFlags.OPERATION_MASK;

  // Layout of one cell: the figures of each of the four groups, then the counters for each
  // direction.
  private static final int IOS = 0;
  private static final int MERGES = 1;
  private static final int SECTORS = 2;
  private static final int NANOS = 3;
  private static final int FIGURES = 4;
  private static final int BEGUN = 16;
  private static final int ABSORBED = 18;

  /** Index of the time before the driver, in nanoseconds, for each group. */
  private static final int QUEUE_NANOS = 20;

  private static final int STRIDE = 32;

  private final Clock clock;
  private final int stripes;
  private final long[] cells;
  private final LatencyCells[] queueLatency;
  private final LatencyCells[] deviceLatency;
  private volatile long stamp;
  private volatile long busyTicks;
  private long nextTick;

  /**
   * Creates statistics whose figures are all 0.
   *
   * @param clock clock of the layer
   * @param stripes number of stripes
   */
  public DiskStatistics(Clock clock, int stripes) {
    this.clock = clock;
    this.stripes = stripes;
    this.cells = new long[(stripes + 1) * STRIDE];
    this.queueLatency = new LatencyCells[] {new LatencyCells(stripes), new LatencyCells(stripes)};
    this.deviceLatency = new LatencyCells[] {new LatencyCells(stripes), new LatencyCells(stripes)};
    this.stamp = clock.tick(clock.now());
    linkAccesses();
  }

  /**
   * Executes each VarHandle access once, because the JVM needs memory for the first execution of an
   * access, and a count must not be lost because memory is out.
   */
  private void linkAccesses() {
    long present = stamp;
    boolean ignored = STAMP.compareAndSet(this, present, present);
    long before = (long) BUSY_TICKS.getAndAdd(this, 0L);
    add(0, IOS, before + queued());
    zero(clock.now());
  }

  private static int index(int opAndFlags) {
    int code = opAndFlags & OPERATION_MASK;
    return code == DISCARD_CODE ? 2 : code & 1;
  }

  private void add(int stripe, int slot, long value) {
    CELL.getAndAddRelease(cells, stripe * STRIDE + STRIDE / 2 + slot, value);
  }

  private long sum(int slot) {
    long sum = 0;
    for (int i = 0; i < stripes; i++) {
      sum += (long) CELL.getAcquire(cells, i * STRIDE + STRIDE / 2 + slot);
    }
    return sum;
  }

  /** Counts a bio that became a request. */
  public void begin(int stripe, int opAndFlags, long now) {
    if (now >= nextTick) {
      tick(now, false);
    }
    add(stripe, BEGUN + (opAndFlags & 1), 1);
  }

  /** Counts a bio that was merged into a request. */
  public void merged(int stripe, int opAndFlags) {
    add(stripe, index(opAndFlags) * FIGURES + MERGES, 1);
  }

  /** Counts a request that was absorbed by another request. */
  public void absorbed(int stripe, int opAndFlags) {
    merged(stripe, opAndFlags);
    add(stripe, ABSORBED + (opAndFlags & 1), 1);
  }

  /**
   * Counts a request that ended before it was queued, because its bio could be merged into another
   * request.
   */
  public void withdrawn(int stripe, int opAndFlags) {
    add(stripe, ABSORBED + (opAndFlags & 1), 1);
  }

  /**
   * Counts a request that ended, successfully or not.
   *
   * @param sectors sectors moved by the request's last completion
   * @param queueNanos time from allocation to start by the driver, or to the end if no driver
   *     started the request, in nanoseconds
   * @param deviceNanos time from start by the driver to the end, in nanoseconds
   * @param now time of the end, in nanoseconds
   */
  public void end(
      int stripe, int opAndFlags, long sectors, long queueNanos, long deviceNanos, long now) {
    if (now >= nextTick) {
      tick(now, true);
    }
    int group = index(opAndFlags);
    int first = group * FIGURES;
    add(stripe, first + SECTORS, sectors);
    time(stripe, group, queueNanos, deviceNanos);
    try {
      if (group < queueLatency.length) {
        queueLatency[group].record(stripe, queueNanos);
        deviceLatency[group].record(stripe, deviceNanos);
      }
    } finally {
      // The first sample of a stripe allocates. Without memory for it, the request still counts as
      // ended.
      add(stripe, first + IOS, 1);
    }
  }

  /**
   * Adds times of a request to the total time and then to the queue time. Readers read them in the
   * reverse order, so the difference is never negative.
   */
  private void time(int stripe, int group, long queueNanos, long deviceNanos) {
    add(stripe, group * FIGURES + NANOS, queueNanos + deviceNanos);
    add(stripe, QUEUE_NANOS + group, queueNanos);
  }

  /** Counts the sectors that a partial completion of a request moved. */
  public void moved(int stripe, int opAndFlags, long sectors) {
    add(stripe, index(opAndFlags) * FIGURES + SECTORS, sectors);
  }

  /** Counts a flush of the flush machine that ended. */
  public void flushed(int stripe, long queueNanos, long deviceNanos) {
    time(stripe, Group.FLUSH.place, queueNanos, deviceNanos);
    add(stripe, Group.FLUSH.first + IOS, 1);
  }

  private void tick(long now, boolean isEnd) {
    long tick = clock.tick(now);
    long old = stamp;
    if (tick - old > 0 && STAMP.compareAndSet(this, old, tick)) {
      nextTick = clock.nanosOfTick(tick + 1);
      if (isEnd || queued() > 0) {
        long ignored = (long) BUSY_TICKS.getAndAdd(this, tick - old);
      }
    }
  }

  /** Returns the number of reads and writes that are queued or in the driver. */
  public long queued() {
    return queued(false) + queued(true);
  }

  private long queued(boolean write) {
    int direction = write ? 1 : 0;
    // The ended requests are read before the begun ones, so that a request that begins and ends
    // meanwhile cannot make the difference negative.
    long ended = sum(ABSORBED + direction);
    ended += sum((write ? Group.WRITE : Group.READ).first + IOS);
    if (write) {
      ended += sum(Group.DISCARD.first + IOS);
    }
    return sum(BEGUN + direction) - ended;
  }

  /**
   * Updates the busy time to now if anything is queued. Linux does the same when the figures are
   * read.
   */
  public void refresh(long now) {
    if (queued() > 0) {
      tick(now, true);
    }
  }

  /**
   * Resets all counters, but not the histograms. Called when no request is queued and the disk is
   * removed.
   */
  public void zero(long now) {
    for (int i = 0; i < cells.length; i++) {
      CELL.setRelease(cells, i, 0L);
    }
    busyTicks = 0;
    stamp = clock.tick(now);
  }

  /** Returns the number of requests of a group that have ended. */
  public long ios(Group group) {
    return sum(group.first + IOS);
  }

  /** Returns the number of bios and requests of a group that were merged into others. */
  public long merges(Group group) {
    return sum(group.first + MERGES);
  }

  /** Returns the number of sectors of a group that were moved. */
  public long sectors(Group group) {
    return sum(group.first + SECTORS);
  }

  /** Returns the total time of a group's requests from allocation to end, in nanoseconds. */
  public long nanos(Group group) {
    return sum(group.first + NANOS);
  }

  /**
   * Returns the part of {@link #nanos} that passed before the driver started the requests, in
   * nanoseconds.
   */
  public long queueNanos(Group group) {
    return sum(QUEUE_NANOS + group.place);
  }

  /**
   * Returns the time that requests of one direction waited for the driver after their allocation.
   *
   * @param write true for writes, false for reads
   */
  public LatencySummary queueLatency(boolean write) {
    return queueLatency[write ? 1 : 0].summary();
  }

  /**
   * Returns the time that the driver took for the requests of one direction.
   *
   * @param write true for writes, false for reads
   */
  public LatencySummary deviceLatency(boolean write) {
    return deviceLatency[write ? 1 : 0].summary();
  }

  /** Returns the number of ticks in which at least one request was queued. */
  public long busyTicks() {
    return busyTicks;
  }

  /**
   * Returns the counters of all groups.
   *
   * @param inFlight number of requests in flight
   * @param now time up to which the busy time is counted, in nanoseconds
   */
  public DiskActivity activity(long inFlight, long now) {
    refresh(now);
    return new DiskActivity(
        counts(Group.READ),
        counts(Group.WRITE),
        counts(Group.DISCARD),
        counts(Group.FLUSH),
        inFlight,
        busyTicks * Clock.TICK_NANOS);
  }

  private OperationCounts counts(Group group) {
    return new OperationCounts(ios(group), merges(group), sectors(group), nanos(group));
  }
}
