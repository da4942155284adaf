package io.elevator.core.queue.state;

import io.elevator.core.time.TimeBase;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The clocks and instants of a thread's nested entries into the library. Each level has its own
 * instant, read from the clock at its first use, so that an entry reads the clock at most once; a
 * nested entry does not change the instant of the outer one. Confined to its thread; entering
 * allocates nothing unless entries nest deeper than {@value #LEVELS} levels.
 */
abstract class EntryClock {
  /** Number of nested entries of a thread for which memory is allocated in advance. */
  private static final int LEVELS = 8;

  /** Value of {@link #now} before the clock was read. */
  static final long NOT_READ = Long.MIN_VALUE;

  /** Number of entries that the thread has not left yet. */
  int depth;

  /**
   * Clock of the innermost entry. After the thread has left, the clock of its last entry, so that a
   * thread that enters one block layer repeatedly does not write this field.
   */
  private @Nullable TimeBase time;

  /** Instant of the innermost entry, in nanoseconds. */
  private long now = NOT_READ;

  /**
   * Clocks of the outer entries, by depth; null where the clock equals that of the next inner
   * entry.
   */
  private @Nullable TimeBase[] outerTimes = new @Nullable TimeBase[LEVELS];

  /** Instants of the outer entries in nanoseconds, by depth. */
  private long[] outerNows = new long[LEVELS];

  EntryClock() {}

  /**
   * Begins an entry.
   *
   * @param instant present instant of the clock in nanoseconds, or {@link #NOT_READ}
   */
  final void push(TimeBase clock, long instant) {
    int level = depth;
    if (level == outerNows.length) {
      outerTimes = Arrays.copyOf(outerTimes, 2 * level);
      outerNows = Arrays.copyOf(outerNows, 2 * level);
    }
    outerNows[level] = now;
    now = instant;
    depth = level + 1;
    if (time != clock) {
      changeClock(clock);
    }
  }

  /** Ends the innermost entry, and restores clock and instant of the outer one. */
  final void pop() {
    int level = depth - 1;
    depth = level;
    now = outerNows[level];
    TimeBase outer = outerTimes[level];
    if (outer != null) {
      time = outer;
      outerTimes[level] = null;
    }
  }

  /**
   * Gives the innermost entry another clock. Leaving the entry restores the clock of the outer
   * entry.
   */
  private void changeClock(TimeBase clock) {
    int level = depth - 1;
    if (level > 0 && outerTimes[level] == null) {
      outerTimes[level] = time;
    }
    time = clock;
  }

  /** Returns the instant of the innermost entry, in nanoseconds of its clock. */
  public final long now() {
    long instant = now;
    return instant == NOT_READ ? readClock() : instant;
  }

  private long readClock() {
    TimeBase clock = time;
    if (clock == null) {
      throw new IllegalStateException("the instant of an entry is asked for outside any entry");
    }
    long instant = clock.now();
    now = instant;
    return instant;
  }

  /**
   * Begins another step of the innermost entry; {@link #now} reads the clock again for the step.
   *
   * @param clock clock of the queue that the step works for
   */
  public final void beginStep(TimeBase clock) {
    if (time != clock) {
      changeClock(clock);
    }
    now = clock.now();
  }
}
