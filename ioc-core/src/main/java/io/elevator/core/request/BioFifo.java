package io.elevator.core.request;

import org.jspecify.annotations.Nullable;

/**
 * FIFO of parked bios. It is linked through fields of the bios, so that a bio can be removed from
 * the middle. A bio is in at most one FIFO. Guarded by the lock of the FIFO's owner; {@link #of}
 * may be called without the lock.
 */
public class BioFifo {
  private @Nullable CoreBio first;
  private @Nullable CoreBio last;
  private int size;

  /** Creates an empty FIFO. */
  public BioFifo() {}

  /**
   * Returns the FIFO that a bio is in, or null if it is in none. The answer is only a hint if the
   * lock of that FIFO is not held.
   */
  public static @Nullable BioFifo of(CoreBio bio) {
    return bio.parkedIn;
  }

  /** Returns the number of bios in this FIFO. */
  public int size() {
    return size;
  }

  /** Returns the first bio of this FIFO, or null if it is empty. */
  public @Nullable CoreBio first() {
    return first;
  }

  /** Returns the bio after a bio of this FIFO, or null if that is the last one. */
  public @Nullable CoreBio next(CoreBio bio) {
    requireMember(bio);
    return bio.nextCore();
  }

  /** Returns the bio before a bio of this FIFO, or null if that is the first one. */
  public @Nullable CoreBio before(CoreBio bio) {
    requireMember(bio);
    return bio.parkedPrevious;
  }

  /**
   * Adds a bio at the end of this FIFO.
   *
   * @throws IllegalStateException if the bio is already in a FIFO
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
   * Adds a bio at the front of this FIFO.
   *
   * @throws IllegalStateException if the bio is already in a FIFO
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

  /** Removes the first bio of this FIFO and returns it, or null if there is none. */
  public @Nullable CoreBio removeFirst() {
    CoreBio bio = first;
    if (bio != null) {
      remove(bio);
    }
    return bio;
  }

  /**
   * Removes a bio from this FIFO.
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
