package io.elevator.core.queue.state;

import io.elevator.core.request.CoreBio;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Bios that a thread has to deal with before it leaves, such as ended ones whose callbacks it has
 * not called. Oldest first: in a ring, and behind that in a list if the ring is full.
 *
 * <p>Any thread may take over all bios, since the owner may be in a callback, hook or driver that
 * does not return. In the ring only the owner changes a place from null to a bio, and each change
 * from a bio to null is an atomic exchange, by the owner or another thread. So a place from which
 * the owner has taken stays null until the owner writes it: adding is a release store, and taking
 * is the only atomic operation for a bio.
 */
final class PendingBios {
  /** Number of places of the ring: more than the bios that one batch of completions mostly ends. */
  private static final int ROOM = 128;

  private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(CoreBio[].class);
  private static final VarHandle ADDED;
  private static final VarHandle TAKEN;
  private static final VarHandle OVERFLOWS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ADDED = lookup.findVarHandle(PendingBios.class, "added", long.class);
      TAKEN = lookup.findVarHandle(PendingBios.class, "taken", long.class);
      OVERFLOWS = lookup.findVarHandle(PendingBios.class, "overflows", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
    new PendingBios().link();
  }

  private final @Nullable CoreBio[] ring;

  /** Number of bios that were put into the ring; written by the owner. */
  private long added;

  /** Number of places of the ring from which the owner has taken; written by the owner. */
  private long taken;

  /** Value of {@link #added} at the beginning of the present batch; owned by the owner. */
  private long batchEnd;

  private final OverflowBios overflow = new OverflowBios();

  /**
   * Whether the owner has put bios into {@link #overflow} and has not found it empty since; new
   * bios must go behind them.
   */
  private boolean overflowing;

  /** Whether the present batch includes {@link #overflow}; owned by the owner. */
  private boolean overflowDue;

  /** Number of additions to {@link #overflow} and of takes from it; written by the owner. */
  private long overflows;

  PendingBios() {
    this(ROOM);
  }

  /**
   * Creates an empty object.
   *
   * @param room number of places of the ring, a power of two
   */
  PendingBios(int room) {
    ring = new @Nullable CoreBio[room];
  }

  /**
   * Executes each access of a handle, for which the JVM needs memory at the first time: a bio that
   * could not be added or taken would never end.
   */
  private void link() {
    overflow.link();
    countOverflow();
    add(new CoreBio());
    CoreBio ignored = takeFirst();
    add(new CoreBio());
    if (isAny() && progress() != 0 && !isTakenUpTo(position())) {
      ignored = takeRest();
    }
  }

  /** Adds a bio; called by the owner. */
  void add(CoreBio bio) {
    long position = added;
    if (overflowing || position - taken >= ring.length) {
      overflowing = true;
      overflow.add(bio);
      countOverflow();
    } else {
      PLACE.setRelease(ring, index(position), bio);
      ADDED.setRelease(this, position + 1);
    }
  }

  private int index(long position) {
    return (int) position & (ring.length - 1);
  }

  /** Whether there is no bio; called by the owner. May be false if all were taken over. */
  boolean isEmpty() {
    return taken == added && !overflowing;
  }

  /**
   * Begins a batch of all bios that are here now, and takes its first bio; called by the owner.
   * Bios that are in the overflow when the batch reaches it belong to the batch as well.
   */
  @Nullable CoreBio takeFirst() {
    batchEnd = added;
    overflowDue = overflowing;
    return takeNext();
  }

  /** Takes the next bio of the batch, if it has one; called by the owner. */
  @Nullable CoreBio takeNext() {
    long position = taken;
    while (position != batchEnd) {
      // Null if the bio was taken over: the owner must not touch it then.
      CoreBio bio = (CoreBio) PLACE.getAndSet(ring, index(position), (CoreBio) null);
      position++;
      TAKEN.setOpaque(this, position);
      if (bio != null) {
        return bio;
      }
    }
    return overflowing ? takeOverflow() : null;
  }

  private @Nullable CoreBio takeOverflow() {
    CoreBio bio = overflowDue ? overflow.takeFirst() : overflow.takeNext();
    overflowDue = false;
    countOverflow();
    overflowing = !overflow.isEmpty();
    return bio;
  }

  private void countOverflow() {
    OVERFLOWS.setOpaque(this, overflows + 1);
  }

  /** Takes all bios, the oldest first and linked to each other; called by the owner. */
  @Nullable CoreBio takeRest() {
    CoreBio first = takeAll();
    TAKEN.setOpaque(this, added);
    overflowing = false;
    return first;
  }

  /** Takes all bios, the oldest first and linked to each other; for any thread. */
  @Nullable CoreBio takeAll() {
    CoreBio first = null;
    CoreBio last = null;
    long from = (long) TAKEN.getAcquire(this);
    long end = endAfter(from);
    for (long position = from; position < end; position++) {
      CoreBio bio = (CoreBio) PLACE.getAndSet(ring, index(position), (CoreBio) null);
      if (bio != null) {
        bio.linkNext(null);
        if (last == null) {
          first = bio;
        } else {
          last.linkNext(bio);
        }
        last = bio;
      }
    }
    CoreBio behind = overflow.takeAll();
    if (last == null) {
      return behind;
    }
    last.linkNext(behind);
    return first;
  }

  // For StuckThreads, on any thread.

  /** Returns the number of bios that were put into the ring. */
  long position() {
    return (long) ADDED.getAcquire(this);
  }

  /** Whether no bio is left in the places before a position, because the owner has passed it. */
  boolean isTakenUpTo(long position) {
    return (long) TAKEN.getAcquire(this) >= position;
  }

  /** Returns a number that each addition of a bio and each take by the owner changes. */
  long progress() {
    return (long) ADDED.getOpaque(this)
        + (long) TAKEN.getOpaque(this)
        + (long) OVERFLOWS.getOpaque(this);
  }

  /** Returns the list behind the ring. */
  OverflowBios overflow() {
    return overflow;
  }

  /** Whether there may be a bio. */
  boolean isAny() {
    return isAnyInRing() || overflow.isAny();
  }

  /** Whether there may be a bio in the ring. */
  boolean isAnyInRing() {
    long from = (long) TAKEN.getAcquire(this);
    long end = endAfter(from);
    for (long position = from; position < end; position++) {
      CoreBio bio = (CoreBio) PLACE.getAcquire(ring, index(position));
      if (bio != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the end of the places to look at. It is read after their begin, so that a bio which is
   * in the ring all the while is between the two.
   */
  private long endAfter(long from) {
    return Math.min(position(), from + ring.length);
  }
}
