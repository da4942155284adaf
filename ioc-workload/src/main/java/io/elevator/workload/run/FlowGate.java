package io.elevator.workload.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the jobs of one flow in step: a job's share of all submitted I/Os must not exceed its share
 * of all weights. Thread-safe: the counters are atomic; a concurrent submission of another job can
 * make a job exceed its share by one I/O at most.
 */
final class FlowGate {
  /** Membership of one job in the flow. */
  final class Member {
    private final int weight;
    private volatile boolean active;
    private final AtomicLong ios = new AtomicLong();

    private Member(int weight) {
      this.weight = weight;
    }

    /** Returns whether this job has submitted more than its share of the flow's I/Os. */
    boolean isAhead() {
      long weights = 0;
      long total = 0;
      for (Member member : members) {
        if (member.active) {
          weights += member.weight;
          total += member.ios.get();
        }
      }
      return ios.get() * weights > total * weight;
    }

    void submitted() {
      ios.incrementAndGet();
    }

    /**
     * Makes this job count, if it did not from the start. The counts of all jobs then start again
     * at 0, so that this job does not catch up with what the others did before.
     */
    void begin() {
      if (!active) {
        active = true;
        members.forEach(member -> member.ios.set(0));
      }
    }

    /** Returns a number that changes whenever a job of the flow submits, begins or ends. */
    long progress() {
      long progress = members.size();
      for (Member member : members) {
        progress = 31 * progress + member.ios.get() + (member.active ? 1L << 40 : 0);
      }
      return progress;
    }

    /**
     * Removes this job from the flow when it has ended, so that it does not hold back other jobs.
     */
    void leave() {
      members.remove(this);
    }
  }

  private final List<Member> members = new CopyOnWriteArrayList<>();

  /**
   * Adds a job to the flow. Called before any job of the flow begins.
   *
   * @param weight weight of the job
   * @param atOnce whether the job begins together with the others; otherwise it holds back no other
   *     job until {@link Member#begin} is called
   */
  Member join(int weight, boolean atOnce) {
    Member member = new Member(weight);
    member.active = atOnce;
    members.add(member);
    return member;
  }
}
