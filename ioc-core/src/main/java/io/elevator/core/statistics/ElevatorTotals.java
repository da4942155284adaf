package io.elevator.core.statistics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The disk statistics of a queue divided by the elevators that it has used. They are computed as
 * the difference of two readings, so that counting I/O costs nothing more. A switch of the elevator
 * takes a reading while no request is outstanding, so the parts add up to the queue's totals.
 * {@link #lock} guards all fields; no other lock is taken while it is held.
 */
public final class ElevatorTotals {
  private final DiskStatistics disk;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, DiskFigures> before = new LinkedHashMap<>();
  private final Map<String, Long> uses = new LinkedHashMap<>();
  private String present = "none";
  private DiskFigures since = DiskFigures.ZERO;

  /** Creates the totals of a queue that has no elevator yet. The first period begins now. */
  public ElevatorTotals(DiskStatistics disk) {
    this.disk = disk;
    uses.put(present, 1L);
  }

  /**
   * Records that the queue now uses another elevator. Called while no request is outstanding.
   *
   * @param name name of the new elevator, "none" without one
   */
  public void switched(String name) {
    lock.lock();
    try {
      DiskFigures now = DiskFigures.of(disk);
      before.merge(present, now.since(since), DiskFigures::plus);
      since = now;
      present = name;
      uses.merge(name, 1L, Long::sum);
    } finally {
      lock.unlock();
    }
  }

  /** Writes the statistics of each elevator that the queue has used, in the order of first use. */
  public void write(StatisticsTree tree) {
    lock.lock();
    try {
      uses.forEach((name, count) -> {
        DiskFigures figures = before.getOrDefault(name, DiskFigures.ZERO);
        if (name.equals(present)) {
          figures = figures.plus(DiskFigures.of(disk).since(since));
        }
        tree.begin(name);
        tree.number("uses", count);
        figures.write(tree);
        tree.end();
      });
    } finally {
      lock.unlock();
    }
  }
}
