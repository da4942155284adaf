package io.elevator.core.queue.tags;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shares one tag space among several users: gives each of them a fair share of the ordinary tags,
 * and keeps a line of waiters for each kind of tag. Source: Linux 6.1 {@code hctx_may_queue}.
 *
 * <p>The counts of queues and of active users are atomic. Each thread that takes a tag reads them,
 * and a count that is briefly out of date only shifts the limit of a fair share.
 */
public final class SharedTags {
  /** Number of tags that a user may hold however many users there are. */
  private static final int LEAST_SHARE = 4;

  /** Continues with work that waited in a line. */
  @FunctionalInterface
  public interface Waiter {
    /**
     * Called when tags of the line may be taken.
     *
     * @param place place in the line, which the waiter has left and may take again
     * @param free number of free tags at some moment of the call
     */
    void goOn(Place place, int free);
  }

  private final TagSpace space;
  private final Line ordinary;
  private final Line reserved;
  private final AtomicInteger queues = new AtomicInteger();
  private final AtomicInteger activeUsers = new AtomicInteger();

  SharedTags(TagSpace space, Consumer<Line> wakeSoon) {
    this.space = space;
    this.ordinary = new Line(space.ordinary(), wakeSoon);
    this.reserved = new Line(space.reservedOnes(), wakeSoon);
  }

  /** Returns the line for reserved tags, or the line for ordinary tags. */
  public Line line(boolean ofReserved) {
    return ofReserved ? reserved : ordinary;
  }

  /** Counts a queue that takes tags from now on. */
  void queueJoined() {
    queues.incrementAndGet();
  }

  /** Counts off a queue that takes no tags any more; the shares of the others may become larger. */
  void queueLeft() {
    queues.decrementAndGet();
    freed();
  }

  private void userActive() {
    activeUsers.incrementAndGet();
  }

  private void userIdle() {
    activeUsers.decrementAndGet();
    freed();
  }

  /** Returns the number of users that have a fair share. */
  int activeUsers() {
    return activeUsers.get();
  }

  /** Returns the number of ordinary tags that an active user may hold. */
  private int share() {
    int users = activeUsers.get();
    int depth = space.ordinary().depth();
    if (queues.get() < 2 || depth == 1 || users == 0) {
      return Integer.MAX_VALUE;
    }
    return Math.max((depth + users - 1) / users, LEAST_SHARE);
  }

  /** Wakes waiters in the lines; called after tags were given back or a limit was raised. */
  void freed() {
    ordinary.freed();
    reserved.freed();
  }

  /**
   * A user of the ordinary tags: a hardware queue, or a whole queue whose hardware queues share one
   * tag space. It is active, and has a fair share, from its first attempt to take a tag until the
   * queue's scan for late requests finds it idle.
   *
   * <p>The number of tags that the user holds is incremented before it looks for a tag, so that it
   * never holds more than its share. An attempt that fails decrements the number and wakes the
   * line, because another waiter of the same user may have been refused a tag in that moment.
   */
  public static final class User {
    private final SharedTags tags;
    private final Runnable whenActive;
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicBoolean active = new AtomicBoolean();

    /** Limit set by the number of requests of a queue without an elevator. */
    private volatile int limit = Integer.MAX_VALUE;

    /**
     * Creates a user that holds no tag.
     *
     * @param whenActive called when the user gets a fair share; arranges that a scan checks later
     *     whether the user is idle
     */
    public User(SharedTags tags, Runnable whenActive) {
      this.tags = tags;
      this.whenActive = whenActive;
    }

    /**
     * Takes a tag.
     *
     * @param hint word of the bitmap where the search begins, as in {@link TagBitmap#take}
     * @return the tag, or −1 if none is free or the fair share is used up
     */
    public int take(int hint) {
      activate();
      if (held.incrementAndGet() <= most()) {
        int tag = tags.space.take(hint, 0);
        if (tag >= 0) {
          return tag;
        }
      }
      held.decrementAndGet();
      tags.freed();
      return -1;
    }

    private void activate() {
      if (!active.get() && active.compareAndSet(false, true)) {
        tags.userActive();
        whenActive.run();
      }
    }

    private int most() {
      return Math.min(limit, tags.share());
    }

    /** Returns whether the user's fair share is not used up. */
    public boolean mayTake() {
      return held.get() < most();
    }

    /** Counts off a tag that the user is giving back. */
    public void returned() {
      held.decrementAndGet();
    }

    /** Returns the number of tags that the user holds. */
    public int held() {
      return held.get();
    }

    /** Returns whether the user has a fair share. */
    public boolean isActive() {
      return active.get();
    }

    /** Limits the number of tags that the user may hold, whatever its fair share. */
    public void limit(int value) {
      limit = value;
    }

    /**
     * Ends the user's fair share if it holds no tag.
     *
     * @return whether the user has no fair share now
     */
    public boolean rest() {
      if (held.get() == 0) {
        leave();
      }
      return !active.get();
    }

    /** Ends the user's fair share, whatever number of tags it holds. */
    public void leave() {
      if (active.compareAndSet(true, false)) {
        tags.userIdle();
      }
    }
  }

  /**
   * A line of hardware queues that may wait for a tag of one kind. One waiter is woken at a time,
   * in turn. When its run has ended, the next one is woken, while tags remain that a waiter may
   * take. So a wake-up that is not used is passed on, and none is lost.
   *
   * <p>A waiter counts itself (a full fence) before it tries once more, and a thread that frees a
   * tag or raises a limit does so (a full fence) before it reads the count. Places are replaced
   * under {@link #lock} and read without it. The turn is a hint.
   */
  public static final class Line {
    private final TagBitmap tags;
    private final Consumer<Line> wakeSoon;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Place[] places = {};
    private volatile int turn;

    private Line(TagBitmap tags, Consumer<Line> wakeSoon) {
      this.tags = tags;
      this.wakeSoon = wakeSoon;
    }

    private void join(Place place) {
      lock.lock();
      try {
        Place[] more = Arrays.copyOf(places, places.length + 1);
        more[more.length - 1] = place;
        places = more;
      } finally {
        lock.unlock();
      }
    }

    private void leave(Place place) {
      lock.lock();
      try {
        places = Arrays.stream(places).filter(each -> each != place).toArray(Place[]::new);
      } finally {
        lock.unlock();
      }
    }

    private void freed() {
      if (waiting.get() != 0) {
        wakeSoon.accept(this);
      }
    }

    /**
     * Wakes the next waiter that can use a tag.
     *
     * @return whether there was such a waiter
     */
    public boolean wakeNext() {
      if (waiting.get() == 0 || !tags.hasFree(0)) {
        return false;
      }
      Place[] all = places;
      int first = turn;
      for (int i = 0; i < all.length; i++) {
        int index = Math.floorMod(first + i, all.length);
        if (all[index].wake()) {
          turn = index + 1;
          return true;
        }
      }
      return false;
    }
  }

  /**
   * The place of a hardware queue in a line. It waits for the request at the head of the dispatch
   * list or, without an elevator, for bios that need a request. Whether the place is waiting is
   * atomic.
   */
  public static final class Place {
    private final Line line;
    private final @Nullable User user;
    private final Waiter waiter;
    private final AtomicBoolean waits = new AtomicBoolean();

    /**
     * Creates a place.
     *
     * @param user user on whose fair share the tags are counted, or null for tags without fair
     *     shares
     */
    public Place(Line line, @Nullable User user, Waiter waiter) {
      this.line = line;
      this.user = user;
      this.waiter = waiter;
    }

    /** Joins the line at its end. */
    public void join() {
      line.join(this);
    }

    /** Leaves the line for good. */
    public void leave() {
      line.leave(this);
      if (waits.compareAndSet(true, false)) {
        line.waiting.decrementAndGet();
      }
    }

    /** Begins to wait. The caller must then try once more, or wake the line. */
    public void await() {
      if (waits.compareAndSet(false, true)) {
        line.waiting.incrementAndGet();
      }
    }

    /** Wakes this place if it waits and may take a tag. */
    private boolean wake() {
      User of = user;
      if (!waits.get() || (of != null && !of.mayTake()) || !waits.compareAndSet(true, false)) {
        return false;
      }
      line.waiting.decrementAndGet();
      waiter.goOn(this, line.tags.depth() - line.tags.taken());
      return true;
    }
  }
}
