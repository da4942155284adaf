package io.elevator.core.request;

import io.elevator.spi.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a test elevator, ordered by start sector. A plain list; each call searches it
 * from the beginning. Not thread-safe.
 */
public final class SectorOrder {
  private final List<Request> sorted = new ArrayList<>();

  /** Returns whether a request is a member. */
  public boolean contains(Request rq) {
    return indexOf(rq) >= 0;
  }

  /** Returns a request that starts at a sector, or null. */
  public @Nullable Request find(long sector) {
    for (int i = 0; i < sorted.size(); i++) {
      if (sorted.get(i).sortKey() == sector) {
        return sorted.get(i);
      }
    }
    return null;
  }

  /** Returns the request after a member, or null. */
  public @Nullable Request next(Request member) {
    int next = memberIndex(member) + 1;
    return next < sorted.size() ? sorted.get(next) : null;
  }

  /** Returns the request before a member, or null. */
  public @Nullable Request previous(Request member) {
    int index = memberIndex(member);
    return index == 0 ? null : sorted.get(index - 1);
  }

  /** Adds a request after the requests that start at the same sector. */
  public void add(Request rq) {
    if (contains(rq)) {
      throw new IllegalStateException("request " + rq + " is already sorted");
    }
    int place = 0;
    while (place < sorted.size() && sorted.get(place).sortKey() <= rq.sortKey()) {
      place++;
    }
    sorted.add(place, rq);
  }

  /** Removes a member. */
  public void remove(Request member) {
    sorted.remove(memberIndex(member));
  }

  private int memberIndex(Request rq) {
    int index = indexOf(rq);
    if (index < 0) {
      throw new IllegalStateException("request " + rq + " is not sorted here");
    }
    return index;
  }

  private int indexOf(Request rq) {
    for (int i = 0; i < sorted.size(); i++) {
      if (sorted.get(i) == rq) {
        return i;
      }
    }
    return -1;
  }
}
