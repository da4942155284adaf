package io.elevator.bfq.measure;

/**
 * A record of the last 32 requests of a queue: one bit for each request, set if the request was a
 * seek, that is, far from the previous request.
 */
public final class SeekHistory {

  private static final long FAR_SECTORS = 800;
  private static final int SMALL_SECTORS = 64;
  private static final int SEEKY_ABOVE = 19;

  private int history = 1;

  /**
   * Returns true if a request costs a seek. On a drive without moving parts, only small requests
   * cost one.
   *
   * @param last end position of the previous request, in sectors; 0 if there was none
   * @param sector start position of the request, in sectors
   * @param sectors length of the request, in sectors
   * @param rotational true if the drive has moving parts
   */
  public static boolean isSeek(long last, long sector, int sectors, boolean rotational) {
    long distance = last == 0 ? 0 : Math.abs(sector - last);
    return distance > FAR_SECTORS && (rotational || sectors < SMALL_SECTORS);
  }

  /**
   * Records a request.
   *
   * @param seek true if the request was a seek
   */
  public void add(boolean seek) {
    history = (history << 1) | (seek ? 1 : 0);
  }

  /** Returns true if most of the recorded requests were seeks. */
  public boolean isSeeky() {
    return Integer.bitCount(history) > SEEKY_ABOVE;
  }

  /** Returns true if all 32 recorded requests were seeks. */
  public boolean isTotallySeeky() {
    return history == -1;
  }

  /**
   * Returns the bits of the recorded requests; the lowest bit belongs to the newest request, and a
   * set bit is a seek.
   */
  public int bits() {
    return history;
  }
}
