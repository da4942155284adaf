package io.elevator.core.queue.state;

import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.queue.tags.TagSource;
import io.elevator.core.queue.tags.TagSpace;
import io.elevator.core.time.TimeBase;
import org.jspecify.annotations.Nullable;

/**
 * One hardware queue's part in a source of driver tags: which request has which tag, who waits for
 * one, and the places in line where the source is shared. Where the hardware queues of a queue take
 * from one source, they also share who has what and who waits.
 *
 * <p>A slot is written by whoever holds its tag; a driver that reports a cookie got it after that.
 */
public final class HardwareTags {
  private final TagSource source;
  private final TagSpace space;
  private final SharedTags.@Nullable User user;
  private final QueueRequest[] slots;
  private final AskedStarts asked;
  private final ParkedBios waiters;
  private final ParkedBios reservedWaiters;
  private final SharedTags.@Nullable Place ordinaryPlace;
  private final SharedTags.@Nullable Place reservedPlace;

  /** Whether who has what is kept by another hardware queue, too, which comes first. */
  private final boolean second;

  /**
   * Makes a hardware queue's part.
   *
   * @param watch scan that ends the share of an idle user
   * @param tagRetry how a bio that waited for a tag goes on
   * @param first that of the queue's first hardware queue, if they have one source, else null
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
      waiters = new ParkedBios(tagRetry);
      reservedWaiters = new ParkedBios(tagRetry);
    } else {
      user = first.user;
      slots = first.slots;
      asked = first.asked;
      waiters = first.waiters;
      reservedWaiters = first.reservedWaiters;
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

  /** Returns whose share ordinary tags are taken of; null if nobody shares them. */
  public SharedTags.@Nullable User user() {
    return user;
  }

  /** Returns how many users share the source now; 0 if it is not shared. */
  public int activeUsers() {
    return source.activeUsers();
  }

  /** Returns the bios that wait for a request with a tag of a kind. */
  public ParkedBios waiters(boolean reserved) {
    return reserved ? reservedWaiters : waiters;
  }

  /**
   * Adds the bios that wait here to a count, once where hardware queues share them.
   *
   * @return the sum; negative if the count is, or if a thread goes on with some of them
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

  /** Stands in line for a shared tag; does nothing where none is shared. */
  public void await(boolean reserved) {
    SharedTags.Place place = reserved ? reservedPlace : ordinaryPlace;
    if (place != null) {
      place.await();
    }
  }

  /**
   * Takes a tag.
   *
   * @return the tag, or −1
   */
  int take(int hint, boolean reserved) {
    if (reserved) {
      return space.takeReserved();
    }
    SharedTags.User of = user;
    return of == null ? space.take(hint, 0) : of.take(hint);
  }

  /** Gives a tag back. */
  public void release(int tag) {
    uncount(tag);
    space.release(tag);
    source.freed();
  }

  /** Takes a tag that is being given back off what its user holds. */
  public void uncount(int tag) {
    SharedTags.User of = user;
    if (of != null && tag >= space.reserved()) {
      of.returned();
    }
  }

  /** Tags were given back: others who share them go on. */
  public void freed() {
    source.freed();
  }

  /** Makes the cookie of a start that takes place now. */
  long nextCookie(QueueRequest rq, int tag) {
    slots[tag] = rq;
    return source.nextGeneration(tag) << QueueRequest.TAG_BITS | tag;
  }

  /** Returns the cookie that the next start with a tag will have; the caller has the tag. */
  public long upcomingCookie(int tag) {
    return (source.generation(tag) + 1) << QueueRequest.TAG_BITS | tag;
  }

  /** Returns the request that was last started under a cookie's tag, or null. */
  public @Nullable QueueRequest slot(long cookie) {
    int tag = QueueRequest.tagOf(cookie);
    return tag < slots.length ? slots[tag] : null;
  }

  /** Returns the starts that the driver was asked about. */
  public AskedStarts asked() {
    return asked;
  }

  /** Returns how many tags there are to be looked at: each of a queue's once. */
  public int slots() {
    return second ? 0 : slots.length;
  }

  /** Returns the request that is in flight with a tag, or null. */
  public @Nullable QueueRequest inFlight(int tag) {
    QueueRequest rq = slots[tag];
    // It may have been started again since, with another tag.
    return rq != null && rq.isInFlight() && QueueRequest.tagOf(rq.cookie()) == tag ? rq : null;
  }

  /** Bounds what the queue may hold, without an elevator. */
  public void limit(int value, boolean ofHost) {
    SharedTags.User of = user;
    if (ofHost && of != null) {
      of.limit(value);
    } else {
      space.resize(value);
    }
  }
}
