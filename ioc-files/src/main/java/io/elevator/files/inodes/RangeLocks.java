package io.elevator.files.inodes;

import io.elevator.files.route.Handoffs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Locks on ranges of a file that is written past the page cache. A write of whole blocks shares its
 * range with other such writes. A write that first reads a block has its range for itself, from
 * before the read until its write has ended: otherwise it would undo a write of another range of
 * the block. Claims are granted in their order where they overlap. The monitor guards the lists.
 */
public final class RangeLocks {
  private final List<Claim> held = new ArrayList<>();
  private final Deque<Claim> waiting = new ArrayDeque<>();
  private final Handoffs handoffs = new Handoffs();
  private int exclusives;

  /** Creates locks of which none is held. */
  public RangeLocks() {}

  /** A lock that is held, or waited for. */
  public static final class Claim {
    private final long from;
    private final long to;
    private final boolean exclusive;
    private final Runnable granted;

    private Claim(long from, long to, boolean exclusive, Runnable granted) {
      this.from = from;
      this.to = to;
      this.exclusive = exclusive;
      this.granted = granted;
    }

    private boolean conflictsWith(Claim other) {
      return (exclusive || other.exclusive) && from < other.to && other.from < to;
    }
  }

  /**
   * Takes a shared lock if that needs no wait.
   *
   * @param from first byte of the range
   * @param to byte behind the range
   * @return the lock, or null
   */
  public synchronized @Nullable Claim tryShared(long from, long to) {
    Claim claim = new Claim(from, to, false, () -> {});
    if (exclusives != 0 && isBlocked(claim, waiting.size())) {
      return null;
    }
    held.add(claim);
    return claim;
  }

  /**
   * Takes a lock.
   *
   * @param from first byte of the range
   * @param to byte behind the range
   * @param exclusive whether no other claim may overlap
   * @param granted called once the lock is held, possibly before this method returns
   * @return the claim, for {@link #release}
   */
  public Claim acquire(long from, long to, boolean exclusive, Runnable granted) {
    Claim claim = new Claim(from, to, exclusive, granted);
    synchronized (this) {
      boolean blocked = isBlocked(claim, waiting.size());
      exclusives += exclusive ? 1 : 0;
      if (blocked) {
        waiting.add(claim);
        return claim;
      }
      held.add(claim);
    }
    handoffs.run(granted);
    return claim;
  }

  /** Releases a lock that is held, and grants those that waited for it. */
  public void release(Claim claim) {
    List<Claim> free = List.of();
    synchronized (this) {
      boolean known = held.remove(claim);
      if (!known) {
        throw new IllegalStateException("the range is not locked by this claim");
      }
      exclusives -= claim.exclusive ? 1 : 0;
      if (!waiting.isEmpty()) {
        free = grants();
      }
    }
    for (Claim next : free) {
      handoffs.run(next.granted);
    }
  }

  private List<Claim> grants() {
    List<Claim> granted = new ArrayList<>();
    int before = 0;
    for (Iterator<Claim> claims = waiting.iterator(); claims.hasNext(); ) {
      Claim claim = claims.next();
      if (isBlocked(claim, before)) {
        before++;
      } else {
        claims.remove();
        held.add(claim);
        granted.add(claim);
      }
    }
    return granted;
  }

  /** Returns whether a claim conflicts with one that is held, or with an earlier waiting one. */
  private boolean isBlocked(Claim claim, int earlier) {
    for (Claim other : held) {
      if (claim.conflictsWith(other)) {
        return true;
      }
    }
    int left = earlier;
    for (Claim other : waiting) {
      if (left-- == 0) {
        break;
      }
      if (claim.conflictsWith(other)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the number of locks that are held or waited for. */
  public synchronized int size() {
    return held.size() + waiting.size();
  }
}
