package io.elevator.bfq.measure;

/** Which of a queue's last 32 requests lay far from the one before. */
public final class SeekHistory {

  private static final long FAR_SECTORS = 800;
  private static final int SMALL_SECTORS = 64;
  private static final int SEEKY_ABOVE = 19;

  private int history = 1;

  /**
   * Whether a request costs a seek after {@code last}, the end of the request before it (0: there
   * was none).
   *
   * <p>On a drive without moving parts only small requests can.
   */
  public static boolean isSeek(long last, long sector, int sectors, boolean rotational) {
    long distance = last == 0 ? 0 : Math.abs(sector - last);
    return distance > FAR_SECTORS && (rotational || sectors < SMALL_SECTORS);
  }

  /** Records the newest request. */
  public void add(boolean seek) {
    history = (history << 1) | (seek ? 1 : 0);
  }

  /** Most of the requests remembered were seeks. */
  public boolean isSeeky() {
    return Integer.bitCount(history) > SEEKY_ABOVE;
  }

  /** All of the requests remembered were seeks. */
  public boolean isTotallySeeky() {
    return history == -1;
  }

  /** The newest request in the lowest bit, a set bit for a seek. */
  public int bits() {
    return history;
  }
}
