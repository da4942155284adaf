package io.elevator.devices.sim;

/**
 * Where sectors lie on a disk, and how long arm and platter take to get there.
 *
 * <p>Zones have tracks of one length, the outer ones longer, as the rates say. Tracks follow each
 * other with a skew that hides the switch between them, so a run of sectors goes at the zone's rate
 * whatever tracks it covers, and the angle of a sector is its distance from the zone's start modulo
 * the track. A smaller disk has fewer tracks, not shorter strokes.
 *
 * <p>Seek time over a share x of the stroke is {@code a + b √x + c x}: the root for the stretch in
 * which the arm accelerates, the line for the one in which it coasts (Ruemmler and Wilkes, An
 * introduction to disk drive modeling, IEEE Computer 1994), fitted to the shortest seek, the mean
 * over places drawn at random (mean of √x 8/15, of x 1/3) and the full stroke. Immutable.
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
    // From b + c = full and 8/15 b + 1/3 c = average.
    seekRoot = 5 * (average - full / 3);
    seekLine = full - seekRoot;
  }

  /** Returns the time of a revolution. */
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

  /** Returns the cylinder that a sector lies on. */
  long cylinder(long sector) {
    int zone = zone(sector);
    return (zoneTrackFirst[zone] + (sector - zoneFirst[zone]) / trackSectors[zone]) / heads;
  }

  /** Returns when in each revolution a sector passes the heads, in nanoseconds from its start. */
  long angleNanos(long sector) {
    int zone = zone(sector);
    return (sector - zoneFirst[zone]) % trackSectors[zone] * revolutionNanos / trackSectors[zone];
  }

  /** Returns how long some sectors take to pass the heads. */
  long transferNanos(long sector, long sectors) {
    return sectors * revolutionNanos / trackSectors[zone(sector)];
  }

  /** Returns how many sectors pass the heads in some time. */
  long sectorsIn(long sector, long nanos) {
    return nanos * trackSectors[zone(sector)] / revolutionNanos;
  }

  /** Returns how long the arm takes between two cylinders. */
  long seekNanos(long from, long to) {
    long distance = Math.abs(from - to);
    if (distance == 0) {
      return 0;
    }
    double share = (double) distance / (cylinders - 1);
    return (long) (seekBase + seekRoot * Math.sqrt(share) + seekLine * share);
  }

  /** Returns how long after an instant a sector's start next passes the heads. */
  long rotationNanos(long sector, long instant) {
    long wait = (angleNanos(sector) - instant % revolutionNanos) % revolutionNanos;
    return wait < 0 ? wait + revolutionNanos : wait;
  }
}
