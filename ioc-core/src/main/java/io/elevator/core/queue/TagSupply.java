package io.elevator.core.queue;

import io.elevator.core.queue.tags.TagSpace;
import io.elevator.core.time.TimeBase;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Driver tags of one space, and where those stand in line who share it.
 *
 * <p>{@code generations} of a tag is written by whoever holds the tag, so that a cookie (tag and
 * number of the start) is unique in the space. Each supply counts from another number, so that a
 * driver that reports a cookie to another hardware queue, or to another queue, ends nothing there.
 * Counts of queues and of active users are atomic; each thread that takes a tag reads them, and a
 * count that is briefly out of date only shifts the limit of a fair share.
 */
final class TagSupply {
  /** What a user may hold however many there are. */
  private static final int LEAST_SHARE = 4;

  /**
   * Number of bits for the starts of a tag: after 2 to this power starts its numbers are those that
   * another supply began with.
   */
  private static final int STARTS_BITS = 32;

  /**
   * Bits of the number that tells supplies apart; a number of a start has one bit more than both.
   */
  private static final int SUPPLY_BITS = 15;

  private static final AtomicInteger MADE = new AtomicInteger();

  private final TagSpace space;
  private final long[] generations;
  private final @Nullable TagLine ordinaryLine;
  private final @Nullable TagLine reservedLine;
  private final AtomicInteger queues = new AtomicInteger();
  private final AtomicInteger activeUsers = new AtomicInteger();

  /**
   * Makes a supply of free tags.
   *
   * @param shared whether more than one hardware queue may take from it
   */
  TagSupply(int depth, int reserved, boolean shared, TimeBase time) {
    space = new TagSpace(depth, reserved);
    generations = new long[depth];
    long supply = MADE.getAndIncrement() & ((1 << SUPPLY_BITS) - 1);
    Arrays.fill(generations, supply << STARTS_BITS);
    ordinaryLine = shared ? new TagLine(space.ordinary(), time) : null;
    reservedLine = shared ? new TagLine(space.reservedOnes(), time) : null;
  }

  TagSpace space() {
    return space;
  }

  /** Returns the line for ordinary tags, or for reserved ones; null if nobody shares them. */
  @Nullable TagLine line(boolean reserved) {
    return reserved ? reservedLine : ordinaryLine;
  }

  /** Counts a start with a tag that the caller holds; returns the number of it. */
  long nextGeneration(int tag) {
    return ++generations[tag];
  }

  /** Returns the number of the last start of a tag; the caller holds it. */
  long generation(int tag) {
    return generations[tag];
  }

  void queueJoined() {
    queues.incrementAndGet();
  }

  /** The share of those who stay may be larger now. */
  void queueLeft() {
    queues.decrementAndGet();
    freed();
  }

  void userActive() {
    activeUsers.incrementAndGet();
  }

  void userIdle() {
    activeUsers.decrementAndGet();
    freed();
  }

  /** Returns how many users have a share. */
  int activeUsers() {
    return activeUsers.get();
  }

  /** Returns how many ordinary tags an active user may hold. */
  int share() {
    int users = activeUsers.get();
    int depth = space.ordinary().depth();
    if (queues.get() < 2 || depth == 1 || users == 0) {
      return Integer.MAX_VALUE;
    }
    return Math.max((depth + users - 1) / users, LEAST_SHARE);
  }

  /** Tags were given back, or a limit was raised: who waits in line goes on. */
  void freed() {
    TagLine ordinary = ordinaryLine;
    TagLine reserved = reservedLine;
    if (ordinary != null) {
      ordinary.freed();
    }
    if (reserved != null) {
      reserved.freed();
    }
  }
}
