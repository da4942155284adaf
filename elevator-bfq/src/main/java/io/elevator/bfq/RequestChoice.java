package io.elevator.bfq;

import io.elevator.api.BioFlags;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/** Chooses between two requests, given the current position of the drive. */
final class RequestChoice {

  private RequestChoice() {}

  /**
   * Returns the request that should be served next. At least one of the two must not be null.
   *
   * @param first first candidate, or null
   * @param second second candidate, or null
   * @param last position of the drive, in sectors
   * @param tunables source of {@code back_seek_max} and {@code back_seek_penalty}
   */
  static @Nullable Request better(
      @Nullable Request first, @Nullable Request second, long last, Tunables tunables) {
    if (first == null || first == second) {
      return second;
    }
    if (second == null) {
      return first;
    }
    if (first.isSync() != second.isSync()) {
      return first.isSync() ? first : second;
    }
    boolean firstMeta = (first.opAndFlags() & BioFlags.META) != 0;
    boolean secondMeta = (second.opAndFlags() & BioFlags.META) != 0;
    if (firstMeta != secondMeta) {
      return firstMeta ? first : second;
    }
    return nearer(first, second, last, tunables);
  }

  private static Request nearer(Request first, Request second, long last, Tunables tunables) {
    long backMost = tunables.backSeekMaxSectors();
    long s1 = first.sortKey();
    long s2 = second.sortKey();
    boolean wrapped1 = isTooFarBehind(s1, last, backMost);
    boolean wrapped2 = isTooFarBehind(s2, last, backMost);
    if (wrapped1 || wrapped2) {
      if (wrapped1 != wrapped2) {
        return wrapped1 ? second : first;
      }
      // Both requests are too far behind: the drive seeks back once and then serves both in
      // ascending order.
      return s1 <= s2 ? first : second;
    }
    long d1 = distance(s1, last, tunables.backSeekPenalty);
    long d2 = distance(s2, last, tunables.backSeekPenalty);
    int order = Long.compareUnsigned(d1, d2);
    if (order != 0) {
      return order < 0 ? first : second;
    }
    return s1 >= s2 ? first : second;
  }

  private static boolean isTooFarBehind(long sector, long last, long backMost) {
    return sector < last && Long.compareUnsigned(sector + backMost, last) < 0;
  }

  private static long distance(long sector, long last, long penalty) {
    return sector >= last ? sector - last : (last - sector) * penalty;
  }
}
