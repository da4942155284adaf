package io.elevator.core.queue.tags;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A source of driver tags: one tag space, private to a hardware queue or shared by several users,
 * and for each tag the number of its starts.
 *
 * <p>The holder of a tag writes the number of its starts, so that a cookie (tag and number of the
 * start) is unique in the source. Each source counts from a different number, so that a driver
 * which reports a cookie to a wrong hardware queue, or to another queue, ends nothing there.
 */
public final class TagSource {
  /**
   * Number of bits for counting the starts of a tag. After 2 to this power starts, the numbers
   * reach those with which another source began.
   */
  private static final int STARTS_BITS = 32;

  /**
   * Number of bits that distinguish sources; the number of a start has one bit more than both
   * together.
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
   * Creates a source for one hardware queue.
   *
   * @param depth number of tags, reserved ones included
   * @param reserved number of reserved tags
   */
  public static TagSource ofOne(int depth, int reserved) {
    return new TagSource(depth, reserved, null);
  }

  /**
   * Creates a source that several hardware queues share.
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

  /**
   * Returns the object that shares the tags among users, or null for the tags of one hardware
   * queue.
   */
  public @Nullable SharedTags shared() {
    return shared;
  }

  /** Counts a start with a tag that the caller holds; returns the number of the start. */
  public long nextGeneration(int tag) {
    return ++generations[tag];
  }

  /** Returns the number of the last start with a tag that the caller holds. */
  public long generation(int tag) {
    return generations[tag];
  }

  /** Counts a queue that takes tags from now on. */
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

  /** Returns the number of users that have a fair share; 0 if the tags are not shared. */
  public int activeUsers() {
    SharedTags of = shared;
    return of == null ? 0 : of.activeUsers();
  }

  /** Wakes waiters in the lines; called after tags were given back or a limit was raised. */
  public void freed() {
    SharedTags of = shared;
    if (of != null) {
      of.freed();
    }
  }
}
