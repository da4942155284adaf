package io.elevator.spi.driver;

import io.elevator.api.BioStatus;
import java.util.Arrays;

/**
 * A batch of completions, filled by a driver and handed over once. Not thread-safe; used again and
 * again.
 */
public final class Completions {
  private long[] cookies;
  private BioStatus[] statuses;
  private int size;

  /** Makes a batch with room for some completions; it grows when needed. */
  public Completions(int capacity) {
    cookies = new long[Math.max(capacity, 1)];
    statuses = new BioStatus[cookies.length];
    Arrays.fill(statuses, BioStatus.OK);
  }

  /** Adds one. */
  public void add(long cookie, BioStatus status) {
    if (size == cookies.length) {
      cookies = Arrays.copyOf(cookies, size * 2);
      statuses = Arrays.copyOf(statuses, size * 2);
    }
    cookies[size] = cookie;
    statuses[size++] = status;
  }

  /** Returns how many there are. */
  public int size() {
    return size;
  }

  /** Returns a cookie. */
  public long cookie(int index) {
    return cookies[index];
  }

  /** Returns a status. */
  public BioStatus status(int index) {
    return statuses[index];
  }

  /** Empties it. */
  public void clear() {
    size = 0;
  }
}
