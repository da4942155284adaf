package io.elevator.devices.sim;

/**
 * The positions of sectors on a disk, and the times in which arm and platter reach them. Immutable.
 *
 * <p>A zone is a group of tracks of the same length; outer zones have longer tracks, in proportion
 * to their data rates. Consecutive tracks have a skew that hides the switch between them, so a run
 * of sectors is transferred at the zone's rate whatever tracks it covers. The angle of a sector is
 * its distance from the start of the zone, modulo the track length. A smaller disk has fewer
 * tracks, not a shorter stroke.
 *
 * <p>The seek time over a share x of the stroke is {@code a + b √x + c x}: the root for the
 * distance over which the arm accelerates, the linear part for the distance over which it coasts
 * (Ruemmler and Wilkes, An introduction to disk drive modeling, IEEE Computer 1994). The
 * coefficients are fitted to the shortest seek, the mean over random positions (mean of √x 8/15, of
 * x 1/3) and the full stroke.
 */
final class HddGeometry {
  private final long revolutionNanos;
  private final int heads;
  private final long[] zoneFirst;
  private final long[] zoneTrackFirst;
  private final int[] trackSectors;
  private final long cylinders;
  private final double seekBase;
  private final double seekRoot;
  private final double seekLine;

  HddGeometry(HddParameters disk) {
    revolutionNanos = 60_000_000_000L / disk.rpm();
    heads = disk.heads();
    int zones = disk.zones();
    zoneFirst = new long[zones + 1];
    zoneTrackFirst = new long[zones + 1];
    trackSectors = new int[zones];
    double bytesPerTrackAndMb = revolutionNanos / 1000.0;
    long all = 0;
    for (int i = 0; i < zones; i++) {
      double share = zones == 1 ? 0 : (double) i / (zones - 1);
      double rate = disk.outerMbps() - share * (disk.outerMbps() - disk.innerMbps());
      trackSectors[i] = (int) Math.max(1, Math.round(rate * bytesPerTrackAndMb / 512));
      all += trackSectors[i];
    }
    long sectors = disk.bytes() >> 9;
    long tracks = Math.max(1, (sectors + all - 1) / all);
    for (int i = 0; i < zones; i++) {
      zoneFirst[i + 1] = zoneFirst[i] + tracks * trackSectors[i];
      zoneTrackFirst[i + 1] = zoneTrackFirst[i] + tracks;
    }
    cylinders = Math.max(2, (zoneTrackFirst[zones] + heads - 1) / heads);
    seekBase = disk.shortSeekNanos();
    double average = disk.averageSeekNanos() - seekBase;
    double full = disk.fullSeekNanos() - seekBase;
    // Solution of the equations b + c = full and 8/15 b + 1/3 c = average.
    seekRoot = 5 * (average - full / 3);
    seekLine = full - seekRoot;
  }

  /** Returns the time of a revolution, in nanoseconds. */
  long revolutionNanos() {
    return revolutionNanos;
  }

  private int zone(long sector) {
    int low = 0;
    int high = trackSectors.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (zoneFirst[middle] <= sector) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Returns the number of the cylinder of a sector. */
  long cylinder(long sector) {
    int zone = zone(sector);
    return (zoneTrackFirst[zone] + (sector - zoneFirst[zone]) / trackSectors[zone]) / heads;
  }

  /**
   * Returns the time from the start of a revolution until a sector passes the heads, in
   * nanoseconds.
   */
  long angleNanos(long sector) {
    int zone = zone(sector);
    return (sector - zoneFirst[zone]) % trackSectors[zone] * revolutionNanos / trackSectors[zone];
  }

  /**
   * Returns the time in which a number of sectors pass the heads, in nanoseconds.
   *
   * @param sector first sector, which determines the zone
   * @param sectors number of sectors
   */
  long transferNanos(long sector, long sectors) {
    return sectors * revolutionNanos / trackSectors[zone(sector)];
  }

  /**
   * Returns the number of sectors that pass the heads in a time.
   *
   * @param sector first sector, which determines the zone
   * @param nanos time, in nanoseconds
   */
  long sectorsIn(long sector, long nanos) {
    return nanos * trackSectors[zone(sector)] / revolutionNanos;
  }

  /** Returns the time of a seek between two cylinders, in nanoseconds. */
  long seekNanos(long from, long to) {
    long distance = Math.abs(from - to);
    if (distance == 0) {
      return 0;
    }
    double share = (double) distance / (cylinders - 1);
    return (long) (seekBase + seekRoot * Math.sqrt(share) + seekLine * share);
  }

  /**
   * Returns the time from an instant until the first byte of a sector reaches the heads, in
   * nanoseconds.
   */
  long rotationNanos(long sector, long instant) {
    long wait = (angleNanos(sector) - instant % revolutionNanos) % revolutionNanos;
    return wait < 0 ? wait + revolutionNanos : wait;
  }
}
