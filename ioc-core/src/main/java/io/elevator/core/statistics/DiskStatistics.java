package io.elevator.core.statistics;

import io.elevator.api.DiskActivity;
import io.elevator.api.LatencySummary;
import io.elevator.api.Operation;
import io.elevator.api.OperationCounts;
import io.elevator.spi.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What {@code /proc/diskstats} shows of a disk: for each group of operations how many, how often
 * merged, sectors and time, and the time with anything queued; beyond that, time before the driver
 * and in it apart, and histograms of both.
 *
 * <p>The counters live in cells per stripe, each a run of cache lines of its own, added to
 * atomically since several completers may serve one stripe, and summed by readers. The stamp of the
 * busy time is one word that moves once a tick: one thread wins the compare-and-set and adds the
 * ticks that passed. {@link #nextTick} saves the conversion in between; it is racy on purpose, as a
 * stale value only costs the conversion. Source: Linux 6.1 disk statistics.
 */
public final class DiskStatistics {
  /** Groups of operations, in the order of the kernel's table. */
  public enum Group {
    /** Reads. */
    READ(0),
    /** Writes, and what counts as such: write-zeroes, secure erase. */
    WRITE(1),
    /** Discards. */
    DISCARD(2),
    /** Flushes issued by the flush machine. */
    FLUSH(3);

    private static final Group[] ALL = values();
    private final int place;
    private final int first;

    Group(int place) {
      this.place = place;
      first = place * FIGURES;
    }

    /** Returns its place in the table, from 0. */
    int place() {
      return place;
    }

    /** Returns the group of an operation-and-flags word. */
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

  // One cell: four figures for each of four groups, then what is counted by direction.
  private static final int IOS = 0;
  private static final int MERGES = 1;
  private static final int SECTORS = 2;
  private static final int NANOS = 3;
  private static final int FIGURES = 4;
  private static final int BEGUN = 16;
  private static final int ABSORBED = 18;

  /** Nanoseconds before the driver, by group. */
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

  /** Makes statistics at 0. */
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
   * Executes each access of the handles once, as the JVM needs memory to link an access when it is
   * first executed: some requests count more than those before, and must not be lost by that.
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

  /** A bio became a request. */
  public void begin(int stripe, int opAndFlags, long now) {
    if (now >= nextTick) {
      tick(now, false);
    }
    add(stripe, BEGUN + (opAndFlags & 1), 1);
  }

  /** A bio was merged into a request. */
  public void merged(int stripe, int opAndFlags) {
    add(stripe, index(opAndFlags) * FIGURES + MERGES, 1);
  }

  /** A request was absorbed by another. */
  public void absorbed(int stripe, int opAndFlags) {
    merged(stripe, opAndFlags);
    add(stripe, ABSORBED + (opAndFlags & 1), 1);
  }

  /** A request ended before it was queued, as its bio was merged after all. */
  public void withdrawn(int stripe, int opAndFlags) {
    add(stripe, ABSORBED + (opAndFlags & 1), 1);
  }

  /**
   * A request ended, successfully or not.
   *
   * @param sectors what it moved last
   * @param queueNanos from its allocation to the driver, or to its end without one
   * @param deviceNanos from the driver to its end
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
      // The first sample of a stripe allocates; without memory the request has ended all the same.
      add(stripe, first + IOS, 1);
    }
  }

  /** The whole before its part, which readers read in reverse: the rest is never negative. */
  private void time(int stripe, int group, long queueNanos, long deviceNanos) {
    add(stripe, group * FIGURES + NANOS, queueNanos + deviceNanos);
    add(stripe, QUEUE_NANOS + group, queueNanos);
  }

  /** Sectors moved of a request that goes on. */
  public void moved(int stripe, int opAndFlags, long sectors) {
    add(stripe, index(opAndFlags) * FIGURES + SECTORS, sectors);
  }

  /** A flush of the flush machine ended. */
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

  /** Returns how many requests of both directions are queued or in the driver. */
  public long queued() {
    return queued(false) + queued(true);
  }

  private long queued(boolean write) {
    int direction = write ? 1 : 0;
    // What ended is read before what began, so that a request which does both meanwhile cannot make
    // the difference negative.
    long ended = sum(ABSORBED + direction);
    ended += sum((write ? Group.WRITE : Group.READ).first + IOS);
    if (write) {
      ended += sum(Group.DISCARD.first + IOS);
    }
    return sum(BEGUN + direction) - ended;
  }

  /** Brings the busy time up to now if anything is queued, as reading does in the reference. */
  public void refresh(long now) {
    if (queued() > 0) {
      tick(now, true);
    }
  }

  /**
   * All counts are 0 again, as nothing is queued any more and the disk goes; not the histograms.
   */
  public void zero(long now) {
    for (int i = 0; i < cells.length; i++) {
      CELL.setRelease(cells, i, 0L);
    }
    busyTicks = 0;
    stamp = clock.tick(now);
  }

  /** Returns how many requests of a group ended. */
  public long ios(Group group) {
    return sum(group.first + IOS);
  }

  /** Returns how many bios and requests of a group were merged into others. */
  public long merges(Group group) {
    return sum(group.first + MERGES);
  }

  /** Returns how many sectors of a group were moved. */
  public long sectors(Group group) {
    return sum(group.first + SECTORS);
  }

  /** Returns the summed nanoseconds of a group's requests, from allocation to end. */
  public long nanos(Group group) {
    return sum(group.first + NANOS);
  }

  /** Returns the part of {@link #nanos} that passed before the driver had the requests. */
  public long queueNanos(Group group) {
    return sum(QUEUE_NANOS + group.place);
  }

  /** Returns how long the reads, or the writes, waited for the driver, from their allocation. */
  public LatencySummary queueLatency(boolean write) {
    return queueLatency[write ? 1 : 0].summary();
  }

  /** Returns how long the driver took for the reads, or the writes. */
  public LatencySummary deviceLatency(boolean write) {
    return deviceLatency[write ? 1 : 0].summary();
  }

  /** Returns the ticks with at least one request queued. */
  public long busyTicks() {
    return busyTicks;
  }

  /**
   * Returns the counters.
   *
   * @param inFlight number of requests that the driver has
   * @param now time in nanoseconds, up to which the busy time is counted
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
