package io.elevator.spi;

import org.jspecify.annotations.Nullable;

/**
 * A doubly linked list of requests. The links are fields of the requests, so that nothing is
 * allocated and each operation takes constant time; a request is in at most one list. Not
 * thread-safe.
 */
public final class RequestList {
  private @Nullable Request first;
  private @Nullable Request last;
  private int size;

  /** Makes an empty list. */
  public RequestList() {}

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
    return rq.listNext;
  }

  /** Returns the one before a member, or null. */
  public @Nullable Request previous(Request rq) {
    requireMember(rq);
    return rq.listPrev;
  }

  /** Whether a request is in this list. */
  public boolean contains(Request rq) {
    return rq.list == this;
  }

  /**
   * Adds at the front.
   *
   * @throws IllegalStateException if the request is in a list
   */
  public void addFirst(Request rq) {
    requireFree(rq);
    Request head = first;
    rq.list = this;
    rq.listNext = head;
    if (head == null) {
      last = rq;
    } else {
      head.listPrev = rq;
    }
    first = rq;
    size++;
  }

  /**
   * Adds at the end.
   *
   * @throws IllegalStateException if the request is in a list
   */
  public void addLast(Request rq) {
    requireFree(rq);
    Request tail = last;
    rq.list = this;
    rq.listPrev = tail;
    if (tail == null) {
      first = rq;
    } else {
      tail.listNext = rq;
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
   * @throws IllegalStateException if it is not in this list
   */
  public void remove(Request rq) {
    requireMember(rq);
    unlink(rq);
  }

  /** Moves all members of another list to the end of this one, in order. */
  public void moveAllFrom(RequestList other) {
    for (Request rq = other.removeFirst(); rq != null; rq = other.removeFirst()) {
      addLast(rq);
    }
  }

  /**
   * Puts a request in the place of a member, which leaves.
   *
   * @throws IllegalStateException if the request is in a list or the member is not in this one
   */
  public void replace(Request member, Request rq) {
    requireMember(member);
    requireFree(rq);
    Request prev = member.listPrev;
    Request next = member.listNext;
    rq.list = this;
    rq.listPrev = prev;
    rq.listNext = next;
    if (prev == null) {
      first = rq;
    } else {
      prev.listNext = rq;
    }
    if (next == null) {
      last = rq;
    } else {
      next.listPrev = rq;
    }
    member.list = null;
    member.listPrev = null;
    member.listNext = null;
  }

  private void unlink(Request rq) {
    Request prev = rq.listPrev;
    Request next = rq.listNext;
    if (prev == null) {
      first = next;
    } else {
      prev.listNext = next;
    }
    if (next == null) {
      last = prev;
    } else {
      next.listPrev = prev;
    }
    rq.list = null;
    rq.listPrev = null;
    rq.listNext = null;
    size--;
  }

  private static void requireFree(Request rq) {
    if (rq.list != null) {
      throw new IllegalStateException("request " + rq + " is already in a list");
    }
  }

  private void requireMember(Request rq) {
    if (rq.list != this) {
      throw new IllegalStateException("request " + rq + " is not in this list");
    }
  }
}
