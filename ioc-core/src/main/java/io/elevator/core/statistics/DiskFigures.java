package io.elevator.core.statistics;

import java.util.Arrays;
import java.util.Locale;

/**
 * The disk statistics of a queue at one instant, or their difference between two instants.
 * Immutable.
 */
public final class DiskFigures {
  private static final DiskStatistics.Group[] GROUPS = DiskStatistics.Group.values();
  private static final int FIGURES = 5;

  /**
   * Figures of each group of operations, in this order: requests, merges, sectors, queue time,
   * total time; times in nanoseconds.
   */
  private final long[] figures;

  private DiskFigures(long[] figures) {
    this.figures = figures;
  }

  /** Figures that are all 0. */
  public static final DiskFigures ZERO = new DiskFigures(new long[GROUPS.length * FIGURES]);

  /**
   * Returns the current figures. Reads the queue times before the total times, whereas writers add
   * to the total time first. So no device time is negative, even if requests end during the call.
   */
  public static DiskFigures of(DiskStatistics disk) {
    long[] read = new long[GROUPS.length * FIGURES];
    for (DiskStatistics.Group group : GROUPS) {
      int first = group.place() * FIGURES;
      read[first + 3] = disk.queueNanos(group);
      read[first] = disk.ios(group);
      read[first + 1] = disk.merges(group);
      read[first + 2] = disk.sectors(group);
      read[first + 4] = disk.nanos(group);
    }
    return new DiskFigures(read);
  }

  /** Returns the sum of these figures and other figures. */
  public DiskFigures plus(DiskFigures other) {
    long[] sum = figures.clone();
    Arrays.setAll(sum, i -> sum[i] + other.figures[i]);
    return new DiskFigures(sum);
  }

  /** Returns the difference between these figures and those of an earlier instant. */
  public DiskFigures since(DiskFigures earlier) {
    long[] difference = figures.clone();
    Arrays.setAll(difference, i -> difference[i] - earlier.figures[i]);
    return new DiskFigures(difference);
  }

  /** Writes the figures to a tree, with names such as {@code read_device_nanos}. */
  public void write(StatisticsTree tree) {
    for (DiskStatistics.Group group : GROUPS) {
      String name = group.name().toLowerCase(Locale.ROOT);
      int first = group.place() * FIGURES;
      tree.number(name + "_ios", figures[first]);
      tree.number(name + "_merges", figures[first + 1]);
      tree.number(name + "_sectors", figures[first + 2]);
      tree.number(name + "_nanos", figures[first + 4]);
      tree.number(name + "_queue_nanos", figures[first + 3]);
      tree.number(name + "_device_nanos", figures[first + 4] - figures[first + 3]);
    }
  }
}
