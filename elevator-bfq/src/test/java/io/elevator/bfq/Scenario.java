package io.elevator.bfq;

import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;

/**
 * A simulation of tasks that read and write through BFQ, in virtual time. The drive is a model of a
 * 7200 rpm disk, or has a constant service time. Equal seeds give equal runs.
 */
final class Scenario {

  private static final long MILLI = Bench.MILLI;
  private static final long DISK_SECTORS = 1L << 31;
  private static final long SECTOR_NANOS = 3_400; // transfer at 150 MB/s
  private static final long OVERHEAD_NANOS = 50_000;
  private static final long TURN_NANOS = 8_333_333;
  private static final double LONGEST_SEEK_NANOS = 12e6;
  private static final double SHORTEST_SEEK_NANOS = 0.8e6;

  final Bench bench;
  private final int depth;
  private final Random random;
  private final List<Load> loads = new ArrayList<>();
  private final IdentityHashMap<FakeRequest, Load> owners = new IdentityHashMap<>();
  private final Deque<FakeRequest> inDrive = new ArrayDeque<>();
  private long driveFinish;
  private long head;

  Scenario(Bench bench, int depth, long seed) {
    this.bench = bench;
    this.depth = depth;
    this.random = new Random(seed);
  }

  /**
   * The load of one task: keeps a fixed number of requests outstanding. Each request that ends is
   * followed by the next one after a pause.
   */
  final class Load {
    final TestTask task;
    private final int sectors;
    private final int outstanding;
    private final boolean sequential;
    private final boolean write;
    private final long base;
    private long position;
    private long thinkNanos;
    private long periodNanos;
    private long nextArrival;
    private long begin;
    private long left = Long.MAX_VALUE;

    /** Number of sectors of all completed requests. */
    long done;

    long requests;
    long longestWait;
    long finishedAt;
    private int underWay;

    private Load(TestTask task, int sectors, int outstanding, boolean sequential, boolean write) {
      this.task = task;
      this.sectors = sectors;
      this.outstanding = outstanding;
      this.sequential = sequential;
      this.write = write;
      this.base = (long) (random.nextDouble() * (DISK_SECTORS - (1 << 26)));
      this.position = base;
      this.nextArrival = bench.now();
    }

    /** Sets the pause between the end of a request and the next request. */
    Load thinking(long nanos) {
      thinkNanos = nanos;
      return this;
    }

    /**
     * Makes the load submit one request in each period, even if earlier requests have not ended.
     */
    Load every(long nanos) {
      periodNanos = nanos;
      return this;
    }

    Load startingAt(long nanos) {
      nextArrival = nanos;
      begin = nanos;
      return this;
    }

    /** Makes the load end after a number of sectors. */
    Load reading(long total) {
      left = total;
      return this;
    }

    boolean isFinished() {
      return finishedAt != 0;
    }

    /** Returns the time from the start to the end of the load, in nanoseconds. */
    long elapsed() {
      return finishedAt - begin;
    }

    private void arrive() {
      while (left > 0
          && bench.now() >= nextArrival
          && (periodNanos > 0 || underWay < outstanding)) {
        submit();
        if (periodNanos > 0) {
          nextArrival += periodNanos;
        }
      }
    }

    private long pending() {
      if (left <= 0 || (periodNanos == 0 && underWay >= outstanding)) {
        return Long.MAX_VALUE;
      }
      return nextArrival;
    }

    private void submit() {
      if (!sequential) {
        position = (long) (random.nextDouble() * (DISK_SECTORS - sectors)) & ~7L;
      }
      FakeRequest rq =
          write ? bench.write(task, position, sectors) : bench.read(task, position, sectors);
      owners.put(rq, this);
      position += sectors;
      left -= sectors;
      underWay++;
    }

    private void ended(FakeRequest rq) {
      underWay--;
      done += rq.sectors();
      requests++;
      longestWait = Math.max(longestWait, bench.now() - rq.startNanos());
      if (periodNanos == 0) {
        nextArrival = bench.now() + thinkNanos;
      }
      if (left <= 0 && underWay == 0) {
        finishedAt = bench.now();
      }
    }
  }

  Load sequentialReader(TestTask task, int sectors, int outstanding) {
    return add(new Load(task, sectors, outstanding, true, false));
  }

  Load randomReader(TestTask task, int sectors, int outstanding) {
    return add(new Load(task, sectors, outstanding, false, false));
  }

  Load writer(TestTask task, int sectors, int outstanding) {
    return add(new Load(task, sectors, outstanding, true, true));
  }

  private Load add(Load load) {
    loads.add(load);
    return load;
  }

  /** Runs the scenario for a duration in nanoseconds. */
  void run(long nanos) {
    runUntil(bench.now() + nanos);
  }

  void runUntil(long end) {
    while (bench.now() < end) {
      loads.forEach(Load::arrive);
      dispatch();
      long next = Math.min(end, bench.nextTimer());
      for (Load load : loads) {
        next = Math.min(next, Math.max(bench.now() + 1, load.pending()));
      }
      if (!inDrive.isEmpty()) {
        next = Math.min(next, driveFinish);
      }
      bench.advanceTo(Math.max(next, bench.now()));
      if (!inDrive.isEmpty() && bench.now() >= driveFinish) {
        FakeRequest done = inDrive.removeFirst();
        bench.complete(done);
        owners.remove(done).ended(done);
        startNext();
      }
    }
  }

  private void dispatch() {
    while (inDrive.size() < depth) {
      FakeRequest rq = bench.dispatch();
      if (rq == null) {
        return;
      }
      inDrive.addLast(rq);
      if (inDrive.size() == 1) {
        startNext();
      }
    }
  }

  private void startNext() {
    FakeRequest rq = inDrive.peekFirst();
    if (rq != null) {
      driveFinish = bench.now() + serviceNanos(rq);
      head = rq.endSortKey();
    }
  }

  private long serviceNanos(FakeRequest rq) {
    long transfer = OVERHEAD_NANOS + rq.sectors() * SECTOR_NANOS;
    if (!bench.rotational || rq.sortKey() == head) {
      return transfer;
    }
    double distance = Math.abs(rq.sortKey() - head) / (double) DISK_SECTORS;
    double seek =
        SHORTEST_SEEK_NANOS + (LONGEST_SEEK_NANOS - SHORTEST_SEEK_NANOS) * Math.sqrt(distance);
    return transfer + (long) seek + (long) (random.nextDouble() * TURN_NANOS);
  }

  /** Returns the sectors of one load, divided by the sectors of all loads. */
  double share(Load load) {
    long total = loads.stream().mapToLong(each -> each.done).sum();
    return (double) load.done / total;
  }

  /** Sets the sector counts of all loads to zero. */
  void resetCounts() {
    for (Load load : loads) {
      load.done = 0;
      load.requests = 0;
      load.longestWait = 0;
    }
  }

  static long seconds(double seconds) {
    return Math.round(seconds * 1000 * MILLI);
  }
}
