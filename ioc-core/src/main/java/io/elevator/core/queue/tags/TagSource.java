package io.elevator.core.queue.tags;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where driver tags come from: one tag space, private to a hardware queue or shared by several
 * users, and the numbers of the starts under each tag.
 *
 * <p>The number of a tag's starts is written by the holder of the tag, so that a cookie (tag and
 * number of the start) is unique in the space. Each source counts from another number, so that a
 * driver that reports a cookie to another hardware queue, or to another queue, ends nothing there.
 */
public final class TagSource {
  /**
   * Number of bits for the starts of a tag: after 2 to this power starts its numbers are those that
   * another source began with.
   */
  private static final int STARTS_BITS = 32;

  /**
   * Bits of the number that tells sources apart; a number of a start has one bit more than both.
   */
  private static final int SOURCE_BITS = 15;

  private static final AtomicInteger MADE = new AtomicInteger();

  private final TagSpace space;
  private final long[] generations;
  private final @Nullable SharedTags shared;

  private TagSource(int depth, int reserved, @Nullable Consumer<SharedTags.Line> wakeSoon) {
    space = new TagSpace(depth, reserved);
    generations = new long[depth];
    long source = MADE.getAndIncrement() & ((1 << SOURCE_BITS) - 1);
    Arrays.fill(generations, source << STARTS_BITS);
    shared = wakeSoon == null ? null : new SharedTags(space, wakeSoon);
  }

  /**
   * Makes a source for one hardware queue.
   *
   * @param depth number of tags, reserved ones included
   * @param reserved number of reserved tags
   */
  public static TagSource ofOne(int depth, int reserved) {
    return new TagSource(depth, reserved, null);
  }

  /**
   * Makes a source for several hardware queues.
   *
   * @param depth number of tags, reserved ones included
   * @param reserved number of reserved tags
   * @param wakeSoon has the next waiter of a line woken, outside the call
   */
  public static TagSource ofSeveral(int depth, int reserved, Consumer<SharedTags.Line> wakeSoon) {
    return new TagSource(depth, reserved, wakeSoon);
  }

  /** Returns the tags. */
  public TagSpace space() {
    return space;
  }

  /** Returns how the tags are shared; null for the tags of one hardware queue. */
  public @Nullable SharedTags shared() {
    return shared;
  }

  /** Counts a start with a tag that the caller holds; returns the number of it. */
  public long nextGeneration(int tag) {
    return ++generations[tag];
  }

  /** Returns the number of the last start of a tag; the caller holds it. */
  public long generation(int tag) {
    return generations[tag];
  }

  /** Counts a queue that takes from this source from now on. */
  public void queueJoined() {
    SharedTags of = shared;
    if (of != null) {
      of.queueJoined();
    }
  }

  /** Counts off a queue that is closed. */
  public void queueLeft() {
    SharedTags of = shared;
    if (of != null) {
      of.queueLeft();
    }
  }

  /** Returns the number of users that have a share; 0 if the tags are not shared. */
  public int activeUsers() {
    SharedTags of = shared;
    return of == null ? 0 : of.activeUsers();
  }

  /** Called after tags were given back or a limit was raised: has the waiters in line go on. */
  public void freed() {
    SharedTags of = shared;
    if (of != null) {
      of.freed();
    }
  }
}
