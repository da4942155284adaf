package io.elevator.devices.store;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The extents of one file, as runs of extents that are adjacent both in the file and on the drive.
 * A file takes the extent after its last one if that is free, so that most files have few runs. Not
 * thread-safe.
 */
final class FileExtents {
  private final ExtentMap map;
  private int runs;

  /** First extent of each run in the file; ascending. */
  private int[] first = new int[1];

  /** First extent of each run on the drive. */
  private int[] onDrive = new int[1];

  /** Number of extents of each run. */
  private int[] count = new int[1];

  /** Extents that the reservation in progress has taken, counted from its first. */
  private final BitSet isNew = new BitSet();

  FileExtents(ExtentMap map) {
    this.map = map;
  }

  /**
   * Takes the extents that a range of the file has not yet.
   *
   * @return false if the drive has too little space; the file then has the extents it had before
   */
  boolean reserve(long position, long bytes) {
    if (bytes <= 0) {
      return true;
    }
    long lastExtent = (position + bytes - 1) >>> map.shift();
    if (lastExtent > Integer.MAX_VALUE - 1) {
      return false;
    }
    int from = (int) (position >>> map.shift());
    int last = (int) lastExtent;
    int at = from;
    while (at <= last) {
      int run = runAtOrBefore(at);
      if (run >= 0 && at < first[run] + count[run]) {
        at = first[run] + count[run];
        continue;
      }
      int taken = map.take(runs == 0 ? -1 : onDrive[runs - 1] + count[runs - 1]);
      if (taken < 0) {
        undo(from, at);
        return false;
      }
      isNew.set(at - from);
      add(run + 1, at, taken);
      at++;
    }
    isNew.clear();
    return true;
  }

  private void undo(int from, int end) {
    for (int at = from; at < end; at++) {
      if (isNew.get(at - from)) {
        remove(at, at + 1);
      }
    }
    isNew.clear();
  }

  /** Gives the extents back that lie completely in a range of the file. */
  void giveBackInside(long position, long bytes) {
    long size = 1L << map.shift();
    long from = (position + size - 1) >>> map.shift();
    long end = (position + bytes) >>> map.shift();
    if (from < end) {
      remove((int) Math.min(from, Integer.MAX_VALUE), (int) Math.min(end, Integer.MAX_VALUE));
    }
  }

  /** Gives all extents back that a file of a length does not need. */
  void giveBackFrom(long length) {
    long size = 1L << map.shift();
    long from = (length + size - 1) >>> map.shift();
    remove((int) Math.min(from, Integer.MAX_VALUE), Integer.MAX_VALUE);
  }

  /**
   * Returns the position on the drive of a byte of the file. For a byte without an extent, returns
   * the position that it would have if the file went on behind the extent before, since a drive
   * must place reads of holes somewhere.
   */
  long position(long offset) {
    long extent = offset >>> map.shift();
    int run = runAtOrBefore((int) Math.min(extent, Integer.MAX_VALUE));
    if (run < 0) {
      return 0;
    }
    return ((long) onDrive[run] << map.shift()) + offset - ((long) first[run] << map.shift());
  }

  /** Returns the number of bytes of all extents. */
  long bytes() {
    long extents = 0;
    for (int i = 0; i < runs; i++) {
      extents += count[i];
    }
    return extents << map.shift();
  }

  /** Returns the last run that begins at or before an extent of the file, or -1. */
  private int runAtOrBefore(int extent) {
    int found = Arrays.binarySearch(first, 0, runs, extent);
    return found >= 0 ? found : -found - 2;
  }

  /** Adds one extent; {@code run} is the number of the first run behind it. */
  private void add(int run, int extent, int taken) {
    int before = run - 1;
    if (before >= 0
        && first[before] + count[before] == extent
        && onDrive[before] + count[before] == taken) {
      count[before]++;
      return;
    }
    insert(run, extent, taken, 1);
  }

  private void insert(int run, int extent, int taken, int length) {
    if (runs == first.length) {
      first = Arrays.copyOf(first, 2 * runs);
      onDrive = Arrays.copyOf(onDrive, 2 * runs);
      count = Arrays.copyOf(count, 2 * runs);
    }
    int behind = runs - run;
    System.arraycopy(first, run, first, run + 1, behind);
    System.arraycopy(onDrive, run, onDrive, run + 1, behind);
    System.arraycopy(count, run, count, run + 1, behind);
    first[run] = extent;
    onDrive[run] = taken;
    count[run] = length;
    runs++;
  }

  /** Removes the extents from one, inclusive, to another, exclusive, and gives them back. */
  private void remove(int from, int end) {
    int run = Math.max(0, runAtOrBefore(from));
    while (run < runs && first[run] < end) {
      int runEnd = first[run] + count[run];
      int cutFrom = Math.max(from, first[run]);
      int cutEnd = Math.min(end, runEnd);
      if (cutFrom >= cutEnd) {
        run++;
        continue;
      }
      map.giveBack(onDrive[run] + cutFrom - first[run], cutEnd - cutFrom);
      if (cutEnd < runEnd) {
        insert(run + 1, cutEnd, onDrive[run] + cutEnd - first[run], runEnd - cutEnd);
      }
      count[run] = cutFrom - first[run];
      if (count[run] == 0) {
        drop(run);
      } else {
        run++;
      }
    }
  }

  private void drop(int run) {
    runs--;
    int behind = runs - run;
    System.arraycopy(first, run + 1, first, run, behind);
    System.arraycopy(onDrive, run + 1, onDrive, run, behind);
    System.arraycopy(count, run + 1, count, run, behind);
  }
}
