package io.elevator.spi.driver;

import io.elevator.api.BioStatus;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A batch of completions, filled by a driver and handed over once. Not thread-safe; used again and
 * again. Successes allocate nothing; the first failure with a cause allocates room for causes.
 */
public final class Completions {
  /** Number of bytes that stands for the whole length of a request. */
  public static final long ALL = -1;

  private long[] cookies;
  private BioStatus[] statuses;
  private int size;

  /** Error numbers; null until a failure has a cause. Zero for completions without one. */
  private int @Nullable [] errnos;

  /** Exceptions; null until a failure has a cause. */
  private @Nullable Throwable @Nullable [] causes;

  /** Number of bytes that were moved, {@link #ALL} for all; null until a completion is short. */
  private long @Nullable [] transferred;

  /** Whether a completion in this batch has a cause. */
  private boolean hasCauses;

  /**
   * Makes an empty batch, which grows when needed.
   *
   * @param capacity number of completions that it has room for
   */
  public Completions(int capacity) {
    cookies = new long[Math.max(capacity, 1)];
    statuses = new BioStatus[cookies.length];
    Arrays.fill(statuses, BioStatus.OK);
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
    long[] counts = transferred;
    if (counts == null) {
      counts = new long[cookies.length];
      Arrays.fill(counts, ALL);
      transferred = counts;
    }
    counts[size] = bytes;
    add(cookie, BioStatus.OK);
  }

  private void keepCause(int errno, @Nullable Throwable cause) {
    if (size == cookies.length) {
      grow();
    }
    int[] numbers = errnos;
    @Nullable Throwable[] reasons = causes;
    if (numbers == null || reasons == null) {
      numbers = new int[cookies.length];
      reasons = new @Nullable Throwable[cookies.length];
      errnos = numbers;
      causes = reasons;
    }
    numbers[size] = errno;
    reasons[size] = cause;
    hasCauses = true;
  }

  private void grow() {
    int more = size * 2;
    int[] numbers = errnos;
    @Nullable Throwable[] reasons = causes;
    if (numbers != null && reasons != null) {
      errnos = Arrays.copyOf(numbers, more);
      causes = Arrays.copyOf(reasons, more);
    }
    long[] counts = transferred;
    if (counts != null) {
      counts = Arrays.copyOf(counts, more);
      Arrays.fill(counts, size, more, ALL);
      transferred = counts;
    }
    statuses = Arrays.copyOf(statuses, more);
    cookies = Arrays.copyOf(cookies, more);
  }

  /** Returns the number of bytes that a completion moved, {@link #ALL} for all of its request. */
  public long transferred(int index) {
    long[] counts = transferred;
    return counts == null ? ALL : counts[index];
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
    int[] numbers = errnos;
    return !hasCauses || numbers == null ? 0 : numbers[index];
  }

  /** Returns the exception that explains a completion, or null. */
  public @Nullable Throwable cause(int index) {
    @Nullable Throwable[] reasons = causes;
    return !hasCauses || reasons == null ? null : reasons[index];
  }

  /** Removes all completions, and their causes. */
  public void clear() {
    int[] numbers = errnos;
    @Nullable Throwable[] reasons = causes;
    if (hasCauses && numbers != null && reasons != null) {
      // One more than the size: a cause may have been kept for a completion that was not added.
      int used = Math.min(size + 1, numbers.length);
      Arrays.fill(numbers, 0, used, 0);
      Arrays.fill(reasons, 0, used, null);
      hasCauses = false;
    }
    long[] counts = transferred;
    if (counts != null) {
      // One more than the size: a count may have been kept for a completion that was not added.
      Arrays.fill(counts, 0, Math.min(size + 1, counts.length), ALL);
    }
    size = 0;
  }
}
