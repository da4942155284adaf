package io.elevator.spi;

import org.jspecify.annotations.Nullable;

/**
 * Requests in order of arrival, linked through fields of their own; a request is in at most one
 * FIFO, besides a list. Its deadline is {@link Request#fifoTime}. Not thread-safe.
 */
public final class RequestFifo {
  private @Nullable Request first;
  private @Nullable Request last;
  private int size;

  /** Makes an empty FIFO. */
  public RequestFifo() {}

  /** Whether there is none. */
  public boolean isEmpty() {
    return first == null;
  }

  /** Returns how many there are. */
  public int size() {
    return size;
  }

  /** Returns the first, or null. */
  public @Nullable Request first() {
    return first;
  }

  /** Returns the last, or null. */
  public @Nullable Request last() {
    return last;
  }

  /** Returns the one after a member, or null. */
  public @Nullable Request next(Request rq) {
    requireMember(rq);
    return rq.fifoNext;
  }

  /** Returns the one before a member, or null. */
  public @Nullable Request previous(Request rq) {
    requireMember(rq);
    return rq.fifoPrev;
  }

  /** Whether a request is in this FIFO. */
  public boolean contains(Request rq) {
    return rq.fifo == this;
  }

  /**
   * Adds at the front.
   *
   * @throws IllegalStateException if the request is in a FIFO
   */
  public void addFirst(Request rq) {
    requireFree(rq);
    Request head = first;
    rq.fifo = this;
    rq.fifoNext = head;
    if (head == null) {
      last = rq;
    } else {
      head.fifoPrev = rq;
    }
    first = rq;
    size++;
  }

  /**
   * Adds at the end.
   *
   * @throws IllegalStateException if the request is in a FIFO
   */
  public void addLast(Request rq) {
    requireFree(rq);
    Request tail = last;
    rq.fifo = this;
    rq.fifoPrev = tail;
    if (tail == null) {
      first = rq;
    } else {
      tail.fifoNext = rq;
    }
    last = rq;
    size++;
  }

  /** Removes and returns the first, or null. */
  public @Nullable Request removeFirst() {
    Request rq = first;
    if (rq != null) {
      unlink(rq);
    }
    return rq;
  }

  /** Removes and returns the last, or null. */
  public @Nullable Request removeLast() {
    Request rq = last;
    if (rq != null) {
      unlink(rq);
    }
    return rq;
  }

  /**
   * Removes a member.
   *
   * @throws IllegalStateException if it is not in this FIFO
   */
  public void remove(Request rq) {
    requireMember(rq);
    unlink(rq);
  }

  /**
   * Puts a request in the place of a member, which leaves.
   *
   * @throws IllegalStateException if the request is in a FIFO or the member is not in this one
   */
  public void replace(Request member, Request rq) {
    requireMember(member);
    requireFree(rq);
    Request prev = member.fifoPrev;
    Request next = member.fifoNext;
    rq.fifo = this;
    rq.fifoPrev = prev;
    rq.fifoNext = next;
    if (prev == null) {
      first = rq;
    } else {
      prev.fifoNext = rq;
    }
    if (next == null) {
      last = rq;
    } else {
      next.fifoPrev = rq;
    }
    member.fifo = null;
    member.fifoPrev = null;
    member.fifoNext = null;
  }

  private void unlink(Request rq) {
    Request prev = rq.fifoPrev;
    Request next = rq.fifoNext;
    if (prev == null) {
      first = next;
    } else {
      prev.fifoNext = next;
    }
    if (next == null) {
      last = prev;
    } else {
      next.fifoPrev = prev;
    }
    rq.fifo = null;
    rq.fifoPrev = null;
    rq.fifoNext = null;
    size--;
  }

  private static void requireFree(Request rq) {
    if (rq.fifo != null) {
      throw new IllegalStateException("request " + rq + " is already in a FIFO");
    }
  }

  private void requireMember(Request rq) {
    if (rq.fifo != this) {
      throw new IllegalStateException("request " + rq + " is not in this FIFO");
    }
  }
}
