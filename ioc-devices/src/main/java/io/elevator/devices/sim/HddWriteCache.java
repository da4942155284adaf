package io.elevator.devices.sim;

/**
 * The writes that a simulated disk has acknowledged and not yet written to the medium: runs of
 * sectors in order of arrival. A write that continues the newest run extends that run. Not
 * thread-safe.
 */
final class HddWriteCache {
  /** Number of the oldest runs from which the disk chooses the run to write next. */
  static final int WINDOW = 96;

  private static final int MOST_RUNS = 1024;
  private static final int LONGEST_RUN = 4096;

  private final long room;
  private final long[] sector = new long[MOST_RUNS];
  private final int[] sectors = new int[MOST_RUNS];
  private final long[] arrived = new long[MOST_RUNS];
  private int runs;
  private long bytes;
  private long removed;

  HddWriteCache(long room) {
    this.room = room;
  }

  boolean isEmpty() {
    return runs == 0;
  }

  int runs() {
    return runs;
  }

  /**
   * Returns whether more than half of the cache is used, so that writing to the medium must begin
   * now.
   */
  boolean isPressing() {
    return bytes > room / 2 || runs > MOST_RUNS / 2;
  }

  /** Adds a write to the cache; returns false if there is no room for it. */
  boolean add(long first, int count, long now) {
    long more = (long) count << 9;
    if (bytes > 0 && bytes + more > room) {
      return false;
    }
    int last = runs - 1;
    if (last >= 0
        && sector[last] + sectors[last] == first
        && sectors[last] + count <= LONGEST_RUN) {
      sectors[last] += count;
    } else if (runs < MOST_RUNS) {
      sector[runs] = first;
      sectors[runs] = count;
      arrived[runs++] = now;
    } else {
      return false;
    }
    bytes += more;
    return true;
  }

  long sector(int run) {
    return sector[run];
  }

  int sectors(int run) {
    return sectors[run];
  }

  long arrived(int run) {
    return arrived[run];
  }

  /**
   * Returns the number of runs that arrived at or before an instant.
   *
   * @param instant instant, in nanoseconds
   * @param most largest number of runs to count, from the oldest
   */
  int runsUntil(long instant, int most) {
    int count = 0;
    while (count < most && arrived[count] <= instant) {
      count++;
    }
    return count;
  }

  /** Removes a run that the disk is writing to the medium. */
  void remove(int run) {
    bytes -= (long) sectors[run] << 9;
    runs--;
    System.arraycopy(sector, run + 1, sector, run, runs - run);
    System.arraycopy(sectors, run + 1, sectors, run, runs - run);
    System.arraycopy(arrived, run + 1, arrived, run, runs - run);
    removed++;
  }

  /** Returns the number of runs that were removed since the drive was opened. */
  long removed() {
    return removed;
  }

  /** Returns whether a single run contains all of a range of sectors. */
  boolean holds(long first, int count) {
    for (int i = runs - 1; i >= 0; i--) {
      if (sector[i] <= first && first + count <= sector[i] + sectors[i]) {
        return true;
      }
    }
    return false;
  }
}
