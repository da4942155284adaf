package io.elevator.core.queue.state;

import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.queue.tags.TagSource;
import io.elevator.core.queue.tags.TagSpace;
import io.elevator.core.time.TimeBase;
import org.jspecify.annotations.Nullable;

/**
 * The driver tags of one hardware queue: which request holds which tag, which bios wait for a tag,
 * and the places in line if the tags are shared. Hardware queues of one queue that take tags from
 * one source also share the table of requests and the waiting bios.
 *
 * <p>A slot of the table is written by the thread that holds its tag. A driver learns the cookie of
 * the request after that, so it reads the written slot.
 */
public final class HardwareTags {
  private final TagSource source;
  private final TagSpace space;
  private final SharedTags.@Nullable User user;
  private final QueueRequest[] slots;
  private final AskedStarts asked;
  private final ParkedBios waiters;
  private final ParkedBios reservedWaiters;
  private final TagReserve reserve;
  private final SharedTags.@Nullable Place ordinaryPlace;
  private final SharedTags.@Nullable Place reservedPlace;

  /** Whether an earlier hardware queue has the same table of requests. */
  private final boolean second;

  /**
   * Creates the driver tags of a hardware queue.
   *
   * @param watch scan that ends the fair share of an idle user
   * @param tagRetry how a bio that waited for a tag continues
   * @param first driver tags of the queue's first hardware queue if it has the same source, else
   *     null
   */
  HardwareTags(
      CoreHardwareQueue hctx,
      TagSource source,
      RequestWatch watch,
      TimeBase time,
      ParkedBios.Retry tagRetry,
      @Nullable HardwareTags first) {
    this.source = source;
    this.space = source.space();
    SharedTags shared = source.shared();
    if (first == null) {
      user = shared == null ? null : new SharedTags.User(shared, () -> watch.watch(time.now()));
      slots = new QueueRequest[space.capacity()];
      asked = new AskedStarts(slots.length);
      waiters = new ParkedBios(tagRetry, (bio, now) -> reserve().permits(bio, hctx.pool(), now));
      reservedWaiters = new ParkedBios(tagRetry);
      reserve = new TagReserve(waiters);
    } else {
      user = first.user;
      slots = first.slots;
      asked = first.asked;
      waiters = first.waiters;
      reservedWaiters = first.reservedWaiters;
      reserve = first.reserve;
    }
    second = first != null;
    ordinaryPlace = shared == null ? null : placeOf(shared, false, hctx);
    reservedPlace = shared == null ? null : placeOf(shared, true, hctx);
  }

  private SharedTags.Place placeOf(SharedTags shared, boolean reserved, CoreHardwareQueue hctx) {
    ParkedBios parked = waiters(reserved);
    return new SharedTags.Place(
        shared.line(reserved),
        reserved ? null : user,
        (place, free) -> hctx.goOnWithTags(parked, place, free));
  }

  TagSpace space() {
    return space;
  }

  /**
   * Returns the user on whose fair share ordinary tags are counted, or null if the tags are not
   * shared.
   */
  public SharedTags.@Nullable User user() {
    return user;
  }

  /** Returns the number of active users of the shared tags; 0 if the tags are not shared. */
  public int activeUsers() {
    return source.activeUsers();
  }

  /** Returns the bios that wait for a request with a reserved tag or with an ordinary one. */
  public ParkedBios waiters(boolean reserved) {
    return reserved ? reservedWaiters : waiters;
  }

  /** Returns the reserve of the ordinary tags that requests are allocated with. */
  public TagReserve reserve() {
    return reserve;
  }

  /**
   * Adds the number of bios that wait for these tags to counts by class. Bios for which several
   * hardware queues wait together are counted once.
   *
   * @param counts counts for real-time, best-effort and idle
   * @param now time in nanoseconds
   * @return longest time that one of them has waited, in nanoseconds
   */
  public long addParked(long[] counts, long now) {
    return second
        ? 0
        : Math.max(waiters.addFigures(counts, now), reservedWaiters.addFigures(counts, now));
  }

  /**
   * Adds the number of bios that wait for these tags to a count. Bios for which several hardware
   * queues wait together are counted once.
   *
   * @return the sum; negative if the count is negative or a thread is resuming some of the bios
   */
  public long addParked(long count) {
    if (second || count < 0) {
      return count;
    }
    int ordinary = waiters.resting();
    int reserved = reservedWaiters.resting();
    return ordinary < 0 || reserved < 0 ? -1 : count + ordinary + reserved;
  }

  boolean isLockHeld() {
    return waiters.isLockHeld() || reservedWaiters.isLockHeld();
  }

  void join() {
    SharedTags.Place ordinary = ordinaryPlace;
    SharedTags.Place reserved = reservedPlace;
    if (ordinary != null) {
      ordinary.join();
    }
    if (reserved != null) {
      reserved.join();
    }
  }

  void leave() {
    SharedTags.Place ordinary = ordinaryPlace;
    SharedTags.Place reserved = reservedPlace;
    if (ordinary != null) {
      ordinary.leave();
    }
    if (reserved != null) {
      reserved.leave();
    }
    SharedTags.User of = user;
    if (of != null) {
      of.leave();
    }
  }

  /** Joins the line for a shared tag; does nothing if the tags are not shared. */
  public void await(boolean reserved) {
    SharedTags.Place place = reserved ? reservedPlace : ordinaryPlace;
    if (place != null) {
      place.await();
    }
  }

  /**
   * Takes a driver tag.
   *
   * @return the tag, or −1 if none is free
   */
  int take(int hint, boolean reserved) {
    if (reserved) {
      return space.takeReserved();
    }
    SharedTags.User of = user;
    return of == null ? space.take(hint, 0) : of.take(hint);
  }

  /** Gives a driver tag back. */
  public void release(int tag) {
    uncount(tag);
    space.release(tag);
    source.freed();
  }

  /** Counts a tag that is being given back off the tags that its user holds. */
  public void uncount(int tag) {
    SharedTags.User of = user;
    if (of != null && tag >= space.reserved()) {
      of.returned();
    }
  }

  /** Wakes other users of shared tags; called after tags were given back. */
  public void freed() {
    source.freed();
  }

  /** Creates the cookie for a start of a request that takes place now. */
  long nextCookie(QueueRequest rq, int tag) {
    slots[tag] = rq;
    return source.nextGeneration(tag) << QueueRequest.TAG_BITS | tag;
  }

  /** Returns the cookie that the next start with a tag will get. The caller holds the tag. */
  public long upcomingCookie(int tag) {
    return (source.generation(tag) + 1) << QueueRequest.TAG_BITS | tag;
  }

  /** Returns the request that was last started under the tag of a cookie, or null. */
  public @Nullable QueueRequest slot(long cookie) {
    int tag = QueueRequest.tagOf(cookie);
    return tag < slots.length ? slots[tag] : null;
  }

  /** Returns the starts about which the driver was asked because their time limit had passed. */
  public AskedStarts asked() {
    return asked;
  }

  /**
   * Returns the number of tags that a scan has to look at, so that each tag of a queue is looked at
   * once.
   */
  public int slots() {
    return second ? 0 : slots.length;
  }

  /** Returns the request in flight with this tag, or null. */
  public @Nullable QueueRequest inFlight(int tag) {
    QueueRequest rq = slots[tag];
    // The request may have been started again with another tag since then.
    return rq != null && rq.isInFlight() && QueueRequest.tagOf(rq.cookie()) == tag ? rq : null;
  }

  /** Limits the number of tags that a queue without an elevator may hold. */
  public void limit(int value, boolean ofHost) {
    SharedTags.User of = user;
    if (ofHost && of != null) {
      of.limit(value);
    } else {
      space.resize(value);
    }
  }
}
