package io.elevator.core.request;

import org.jspecify.annotations.Nullable;

/**
 * Waiting bios in order of arrival, linked through fields of their own so that one can be taken out
 * of the middle. A bio is in at most one. Guarded by its owner's lock; {@link #of} may be read
 * without.
 */
public final class BioFifo {
  private @Nullable CoreBio first;
  private @Nullable CoreBio last;
  private int size;

  /** Makes an empty FIFO. */
  public BioFifo() {}

  /** Returns the FIFO that a bio waits in, or null; a hint unless its lock is held. */
  public static @Nullable BioFifo of(CoreBio bio) {
    return bio.parkedIn;
  }

  /** Returns how many there are. */
  public int size() {
    return size;
  }

  /** Returns the first, or null. */
  public @Nullable CoreBio first() {
    return first;
  }

  /** Returns the one after a member, or null. */
  public @Nullable CoreBio next(CoreBio bio) {
    requireMember(bio);
    return bio.nextCore();
  }

  /** Returns the one before a member, or null. */
  public @Nullable CoreBio before(CoreBio bio) {
    requireMember(bio);
    return bio.parkedPrevious;
  }

  /** Adds at the end. */
  public void addLast(CoreBio bio) {
    requireFree(bio);
    CoreBio tail = last;
    bio.parkedIn = this;
    bio.parkedPrevious = tail;
    bio.linkNext(null);
    if (tail == null) {
      first = bio;
    } else {
      tail.linkNext(bio);
    }
    last = bio;
    size++;
  }

  /** Adds at the front. */
  public void addFirst(CoreBio bio) {
    requireFree(bio);
    CoreBio head = first;
    bio.parkedIn = this;
    bio.parkedPrevious = null;
    bio.linkNext(head);
    if (head == null) {
      last = bio;
    } else {
      head.parkedPrevious = bio;
    }
    first = bio;
    size++;
  }

  /** Removes and returns the first, or null. */
  public @Nullable CoreBio removeFirst() {
    CoreBio bio = first;
    if (bio != null) {
      remove(bio);
    }
    return bio;
  }

  /**
   * Removes a member.
   *
   * @throws IllegalStateException if it is not in this FIFO
   */
  public void remove(CoreBio bio) {
    requireMember(bio);
    CoreBio previous = bio.parkedPrevious;
    CoreBio next = bio.nextCore();
    if (previous == null) {
      first = next;
    } else {
      previous.linkNext(next);
    }
    if (next == null) {
      last = previous;
    } else {
      next.parkedPrevious = previous;
    }
    bio.parkedIn = null;
    bio.parkedPrevious = null;
    bio.linkNext(null);
    size--;
  }

  private void requireFree(CoreBio bio) {
    if (bio.parkedIn != null) {
      throw new IllegalStateException("the bio " + bio + " already waits somewhere");
    }
  }

  private void requireMember(CoreBio bio) {
    if (bio.parkedIn != this) {
      throw new IllegalStateException("the bio " + bio + " does not wait here");
    }
  }
}
