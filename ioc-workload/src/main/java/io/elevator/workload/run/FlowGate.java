package io.elevator.workload.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps jobs of one flow in step: each may have submitted as much of all their I/Os as its weight
 * is of all their weights. Thread-safe: counters are atomic, and who is ahead by what another
 * submits at the same moment is ahead by one I/O only.
 */
final class FlowGate {
  /** A job in the flow. */
  final class Member {
    private final int weight;
    private final AtomicLong ios = new AtomicLong();

    private Member(int weight) {
      this.weight = weight;
    }

    /** Whether it is ahead of the others. */
    boolean isAhead() {
      long weights = 0;
      long total = 0;
      for (Member member : members) {
        weights += member.weight;
        total += member.ios.get();
      }
      return ios.get() * weights > total * weight;
    }

    void submitted() {
      ios.incrementAndGet();
    }

    /** It has ended, and holds nobody back any more. */
    void leave() {
      members.remove(this);
    }
  }

  private final List<Member> members = new CopyOnWriteArrayList<>();

  /** Another job joins, before any of them has begun. */
  Member join(int weight) {
    Member member = new Member(weight);
    members.add(member);
    return member;
  }
}
