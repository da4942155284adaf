package io.elevator.core.statistics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the disk statistics say of the time with each elevator, by name: the difference of two
 * readings, so that nothing is counted for it while I/O runs. A switch reads them with nothing
 * inside the queue, so the parts add up to the whole. {@link #lock}, a leaf, guards all.
 */
public final class ElevatorTotals {
  private final DiskStatistics disk;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, DiskFigures> before = new LinkedHashMap<>();
  private final Map<String, Long> uses = new LinkedHashMap<>();
  private String present = "none";
  private DiskFigures since = DiskFigures.ZERO;

  /** Begins without an elevator. */
  public ElevatorTotals(DiskStatistics disk) {
    this.disk = disk;
    uses.put(present, 1L);
  }

  /** Another elevator is in use, with nothing inside the queue. */
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

  /** Writes a part for each that was in use, in order of first use. */
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
