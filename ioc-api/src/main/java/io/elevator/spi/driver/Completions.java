package io.elevator.spi.driver;

import io.elevator.api.BioStatus;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A batch of completions, filled by a driver and handed over once. Not thread-safe; used again and
 * again. Adding allocates nothing up to the capacity, so that a completion is not lost when memory
 * is exhausted.
 */
public final class Completions {
  /** Number of bytes that stands for the whole length of a request. */
  public static final long ALL = -1;

  private long[] cookies;
  private BioStatus[] statuses;
  private int size;

  /** Error numbers; zero for completions without one. */
  private int[] errnos;

  /** Exceptions; null for completions without one. */
  private @Nullable Throwable[] causes;

  /** Number of bytes that were moved, {@link #ALL} for all. */
  private long[] transferred;

  /** Whether a completion in this batch has a cause. */
  private boolean hasCauses;

  /** Whether a completion in this batch is short. */
  private boolean hasShort;

  /**
   * Makes an empty batch, which grows when needed.
   *
   * @param capacity number of completions that it has room for
   */
  public Completions(int capacity) {
    cookies = new long[Math.max(capacity, 1)];
    statuses = new BioStatus[cookies.length];
    Arrays.fill(statuses, BioStatus.OK);
    errnos = new int[cookies.length];
    causes = new @Nullable Throwable[cookies.length];
    transferred = new long[cookies.length];
    Arrays.fill(transferred, ALL);
  }

  /** Adds a completion without a cause. */
  public void add(long cookie, BioStatus status) {
    if (size == cookies.length) {
      grow();
    }
    cookies[size] = cookie;
    statuses[size++] = status;
  }

  /**
   * Adds a completion.
   *
   * @param errno error number of Linux, or 0 if there is none
   * @param cause exception that explains the failure, or null
   */
  public void add(long cookie, BioStatus status, int errno, @Nullable Throwable cause) {
    if (errno != 0 || cause != null) {
      keepCause(errno, cause);
    }
    add(cookie, status);
  }

  /**
   * Adds a success of which fewer bytes were moved than the request has, as {@link
   * DriverQueue#completeShort}.
   *
   * @param bytes number of bytes that were moved, from 0
   */
  public void addShort(long cookie, long bytes) {
    if (size == cookies.length) {
      grow();
    }
    transferred[size] = bytes;
    hasShort = true;
    add(cookie, BioStatus.OK);
  }

  private void keepCause(int errno, @Nullable Throwable cause) {
    if (size == cookies.length) {
      grow();
    }
    errnos[size] = errno;
    causes[size] = cause;
    hasCauses = true;
  }

  private void grow() {
    int more = size * 2;
    errnos = Arrays.copyOf(errnos, more);
    causes = Arrays.copyOf(causes, more);
    transferred = Arrays.copyOf(transferred, more);
    Arrays.fill(transferred, size, more, ALL);
    statuses = Arrays.copyOf(statuses, more);
    // The last one, as its length is the capacity.
    cookies = Arrays.copyOf(cookies, more);
  }

  /** Returns the number of bytes that a completion moved, {@link #ALL} for all of its request. */
  public long transferred(int index) {
    return transferred[index];
  }

  /** Returns the number of completions. */
  public int size() {
    return size;
  }

  /** Returns the cookie of a completion. */
  public long cookie(int index) {
    return cookies[index];
  }

  /** Returns the status of a completion. */
  public BioStatus status(int index) {
    return statuses[index];
  }

  /** Returns the error number of a completion; 0 if it has none. */
  public int errno(int index) {
    return errnos[index];
  }

  /** Returns the exception that explains a completion, or null. */
  public @Nullable Throwable cause(int index) {
    return causes[index];
  }

  /** Removes all completions, and their causes. */
  public void clear() {
    // One more than the size: a cause or a count may have been stored for a completion that was not
    // added.
    int used = Math.min(size + 1, cookies.length);
    if (hasCauses) {
      Arrays.fill(errnos, 0, used, 0);
      Arrays.fill(causes, 0, used, null);
      hasCauses = false;
    }
    if (hasShort) {
      Arrays.fill(transferred, 0, used, ALL);
      hasShort = false;
    }
    size = 0;
  }
}
