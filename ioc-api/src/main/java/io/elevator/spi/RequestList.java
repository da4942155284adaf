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

  /** Creates an empty list. */
  public RequestList() {}

  /** Returns whether the list is empty. */
  public boolean isEmpty() {
    return first == null;
  }

  /** Returns the number of requests in the list. */
  public int size() {
    return size;
  }

  /** Returns the first request, or null if the list is empty. */
  public @Nullable Request first() {
    return first;
  }

  /** Returns the last request, or null if the list is empty. */
  public @Nullable Request last() {
    return last;
  }

  /**
   * Returns the request after a member, or null if the member is the last.
   *
   * @throws IllegalStateException if the request is not in this list
   */
  public @Nullable Request next(Request rq) {
    requireMember(rq);
    return rq.listNext;
  }

  /**
   * Returns the request before a member, or null if the member is the first.
   *
   * @throws IllegalStateException if the request is not in this list
   */
  public @Nullable Request previous(Request rq) {
    requireMember(rq);
    return rq.listPrev;
  }

  /** Returns whether a request is in this list. */
  public boolean contains(Request rq) {
    return rq.list == this;
  }

  /**
   * Adds a request at the front.
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
   * Adds a request at the end.
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

  /** Removes and returns the first request; returns null if the list is empty. */
  public @Nullable Request removeFirst() {
    Request rq = first;
    if (rq != null) {
      unlink(rq);
    }
    return rq;
  }

  /** Removes and returns the last request; returns null if the list is empty. */
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
   * @throws IllegalStateException if the request is not in this list
   */
  public void remove(Request rq) {
    requireMember(rq);
    unlink(rq);
  }

  /** Moves all requests of another list to the end of this list, in their order. */
  public void moveAllFrom(RequestList other) {
    for (Request rq = other.removeFirst(); rq != null; rq = other.removeFirst()) {
      addLast(rq);
    }
  }

  /**
   * Replaces a member by another request at the same position.
   *
   * @param member request to remove
   * @param rq request to put in its position
   * @throws IllegalStateException if {@code rq} is in a list or {@code member} is not in this list
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
