package io.elevator.devices.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The part of one file that a power cut may take: the sectors that were written and not made
 * durable, each with its durable contents, and the lengths that the file has had since its length
 * was made durable. A length may be lost while data survives, and the other way round. Not
 * thread-safe.
 *
 * <p>The shortening of a file that is not durable is lost or survives as a whole: if it is lost,
 * the bytes that it cut off are back, and later lengths are lost, too. If it survives, none of
 * those bytes comes back, not even if the file has grown over them again.
 */
final class UnsyncedFile {
  private static final int SECTOR = 512;
  private static final long NOT_SHORTENED = Long.MAX_VALUE;

  /** Number of lengths that are remembered; of more, the oldest are forgotten. */
  private static final int MOST_LENGTHS = 64;

  private final Map<Long, byte[]> durableSectors = new HashMap<>();
  private long durableLength;

  /** Smallest length that a truncation has set since the length was made durable. */
  private long shortest = NOT_SHORTENED;

  private final long[] lengths = new long[MOST_LENGTHS];
  private int lengthCount;

  /** Returns the length that survives any power cut. */
  long durableLength() {
    return durableLength;
  }

  /** Saves the durable contents of the sectors of a range that is about to change. */
  void save(FilePages data, long position, long bytes) {
    for (long sector = position >> 9; (sector << 9) < position + bytes; sector++) {
      if (!durableSectors.containsKey(sector)) {
        byte[] before = new byte[SECTOR];
        data.read(sector << 9, before);
        durableSectors.put(sector, before);
      }
    }
  }

  /** Called when the length has changed. */
  void lengthChanged(long from, long to) {
    if (to < from) {
      shortest = Math.min(shortest, to);
      lengthCount = 0;
    }
    if (lengthCount == MOST_LENGTHS) {
      System.arraycopy(lengths, 1, lengths, 0, MOST_LENGTHS - 1);
      lengthCount--;
    }
    lengths[lengthCount++] = to;
  }

  /** Called after a write with FUA: its sectors are durable, and so is a length that has them. */
  void forced(long position, long bytes) {
    // Such a write makes changes of the length durable on which it builds. So a truncation before
    // it survives.
    dropCutOffBytes();
    durableLength = Math.min(durableLength, shortest);
    shortest = NOT_SHORTENED;
    for (long sector = position >> 9; (sector << 9) < position + bytes; sector++) {
      durableSectors.remove(sector);
    }
    durableLength = Math.max(durableLength, position + bytes);
    long now = lengthCount == 0 ? durableLength : lengths[lengthCount - 1];
    lengthCount = 0;
    if (now > durableLength) {
      lengths[lengthCount++] = now;
    }
  }

  /**
   * Makes the data durable, and the length.
   *
   * @param all whether a length becomes durable that has shrunk
   */
  void sync(@Nullable FilePages data, long length, boolean all) {
    if (all || length >= durableLength) {
      durableSectors.clear();
      saveLength(length);
      return;
    }
    // Without the new length, the bytes up to it are durable; those behind it may still be back.
    durableSectors.keySet().removeIf(sector -> ((sector + 1) << 9) <= length);
    byte[] last = durableSectors.get(length >> 9);
    int within = (int) length & (SECTOR - 1);
    if (last != null && data != null && within > 0) {
      byte[] now = new byte[SECTOR];
      data.read((length >> 9) << 9, now);
      System.arraycopy(now, 0, last, 0, within);
    }
    shortest = length;
    lengthCount = 0;
    lengths[lengthCount++] = length;
  }

  /** Makes the length durable. */
  void saveLength(long length) {
    dropCutOffBytes();
    durableLength = length;
    shortest = NOT_SHORTENED;
    lengthCount = 0;
  }

  /**
   * Zeroes the durable contents behind the smallest length, since the truncation is durable. There
   * may be some even if the file was never shorter than its durable length: a sector becomes
   * durable as a whole, with bytes behind that length.
   */
  private void dropCutOffBytes() {
    if (shortest == NOT_SHORTENED) {
      return;
    }
    for (Map.Entry<Long, byte[]> each : durableSectors.entrySet()) {
      long start = each.getKey() << 9;
      if (start + SECTOR > shortest) {
        Arrays.fill(each.getValue(), (int) Math.max(0, shortest - start), SECTOR, (byte) 0);
      }
    }
  }

  /**
   * Cuts the power. Afterwards {@link #durableLength} is the length of the file, and all its bytes
   * are durable.
   *
   * @return number of sectors that have their old contents again
   */
  int cutPower(FilePages data, SeededRandom random, double lossShare) {
    boolean wasShortened = shortest < durableLength;
    boolean keepsLong = wasShortened && random.fraction() < lossShare;
    long backFrom = keepsLong ? shortest : NOT_SHORTENED;
    if (!keepsLong) {
      dropCutOffBytes();
    }
    long length = durableLength;
    if (!keepsLong) {
      int kept = lengthCount;
      while (kept > 0 && random.fraction() < lossShare) {
        kept--;
      }
      if (kept > 0) {
        length = lengths[kept - 1];
      } else if (wasShortened) {
        length = shortest;
      }
    }
    int lost = 0;
    // The sectors are visited in sorted order, so that the result of the random draws does not
    // depend on the order of a hash table.
    for (Map.Entry<Long, byte[]> each : new TreeMap<>(durableSectors).entrySet()) {
      long start = each.getKey() << 9;
      boolean isBack = start + SECTOR > backFrom || random.fraction() < lossShare;
      if (isBack && data.write(start, each.getValue())) {
        lost++;
      }
    }
    durableSectors.clear();
    durableLength = length;
    shortest = NOT_SHORTENED;
    lengthCount = 0;
    return lost;
  }
}
