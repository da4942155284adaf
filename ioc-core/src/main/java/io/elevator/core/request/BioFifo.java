package io.elevator.core.request;

import org.jspecify.annotations.Nullable;

/**
 * FIFO of parked bios. Linked through fields of the bios, so that a bio can be removed from the
 * middle. A bio is in at most one FIFO. Guarded by its owner's lock; {@link #of} may be called
 * without it.
 */
public final class BioFifo {
  private @Nullable CoreBio first;
  private @Nullable CoreBio last;
  private int size;

  /** Makes an empty FIFO. */
  public BioFifo() {}

  /** Returns the FIFO that a bio is in, or null; only a hint if the FIFO's lock is not held. */
  public static @Nullable BioFifo of(CoreBio bio) {
    return bio.parkedIn;
  }

  /** Returns the number of bios. */
  public int size() {
    return size;
  }

  /** Returns the first bio, or null. */
  public @Nullable CoreBio first() {
    return first;
  }

  /** Returns the bio after a member, or null. */
  public @Nullable CoreBio next(CoreBio bio) {
    requireMember(bio);
    return bio.nextCore();
  }

  /** Returns the bio before a member, or null. */
  public @Nullable CoreBio before(CoreBio bio) {
    requireMember(bio);
    return bio.parkedPrevious;
  }

  /**
   * Adds a bio at the end.
   *
   * @throws IllegalStateException if the bio is in a FIFO
   */
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

  /**
   * Adds a bio at the front.
   *
   * @throws IllegalStateException if the bio is in a FIFO
   */
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

  /** Removes and returns the first bio, or null if there is none. */
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
   * @throws IllegalStateException if the bio is not in this FIFO
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
