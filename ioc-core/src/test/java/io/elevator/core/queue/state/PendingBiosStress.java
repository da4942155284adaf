package io.elevator.core.queue.state;

import io.elevator.core.request.CoreBio;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Tests for JCStress: the owner adds and takes ended bios while another thread takes them over. A
 * bio counts as its stripe, which the owner sets just before it adds the bio: 1, 10, 100. Each bio
 * must come out once, with its stripe, so the sum of what the owner, the other thread and the
 * arbiter get is that of the bios.
 */
public final class PendingBiosStress {
  private PendingBiosStress() {}

  private static void add(PendingBios ended, CoreBio bio, int value) {
    bio.stripe(value);
    ended.add(bio);
  }

  private static int takeBatch(PendingBios ended) {
    int sum = 0;
    for (CoreBio bio = ended.takeFirst(); bio != null; bio = ended.takeNext()) {
      sum += bio.stripe();
    }
    return sum;
  }

  private static int sumOf(@Nullable CoreBio first) {
    int sum = 0;
    for (CoreBio bio = first; bio != null; bio = bio.nextCore()) {
      sum += bio.stripe();
    }
    return sum;
  }

  /** Two bios are in the ring; the owner takes them while the other thread takes them over. */
  @JCStressTest
  @Outcome(
      id = {"11, 0, 0", "0, 11, 0", "1, 10, 0", "10, 1, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "each bio once")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a bio was lost, taken twice or incomplete")
  @State
  public static class TakeAgainstTakeOver {
    private final PendingBios ended = new PendingBios(2);

    /** Fills the ring. */
    public TakeAgainstTakeOver() {
      add(ended, new CoreBio(), 1);
      add(ended, new CoreBio(), 10);
    }

    @Actor
    public void owner(III_Result r) {
      r.r1 = takeBatch(ended);
    }

    @Actor
    public void other(III_Result r) {
      r.r2 = sumOf(ended.takeAll());
    }

    @Arbiter
    public void rest(III_Result r) {
      r.r3 = sumOf(ended.takeRest());
    }
  }

  /** The owner adds bios, the ring has room for both, and takes them. */
  @JCStressTest
  @Outcome(
      id = {"11, 0, 0", "0, 11, 0", "1, 10, 0", "10, 1, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "each bio once")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a bio was lost, taken twice or incomplete")
  @State
  public static class AddAgainstTakeOver {
    private final PendingBios ended = new PendingBios(2);
    private final CoreBio first = new CoreBio();
    private final CoreBio second = new CoreBio();

    @Actor
    public void owner(III_Result r) {
      add(ended, first, 1);
      add(ended, second, 10);
      r.r1 = takeBatch(ended);
    }

    @Actor
    public void other(III_Result r) {
      r.r2 = sumOf(ended.takeAll());
    }

    @Arbiter
    public void rest(III_Result r) {
      r.r3 = sumOf(ended.takeRest());
    }
  }

  /** The third bio goes into the overflow, and the ring is used again from its beginning. */
  @JCStressTest
  @Outcome(
      id = {
        "111, 0, 0",
        "0, 111, 0",
        "1, 110, 0",
        "10, 101, 0",
        "100, 11, 0",
        "11, 100, 0",
        "101, 10, 0",
        "110, 1, 0"
      },
      expect = Expect.ACCEPTABLE,
      desc = "each bio once")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a bio was lost, taken twice or incomplete")
  @State
  public static class OverflowAgainstTakeOver {
    private final PendingBios ended = new PendingBios(1);
    private final CoreBio first = new CoreBio();
    private final CoreBio second = new CoreBio();
    private final CoreBio third = new CoreBio();

    @Actor
    public void owner(III_Result r) {
      add(ended, first, 1);
      add(ended, second, 10);
      int taken = takeBatch(ended);
      add(ended, third, 100);
      r.r1 = taken + takeBatch(ended);
    }

    @Actor
    public void other(III_Result r) {
      r.r2 = sumOf(ended.takeAll());
    }

    @Arbiter
    public void rest(III_Result r) {
      r.r3 = sumOf(ended.takeRest());
    }
  }

  /**
   * A thread that finds no bio here, after the owner has added one, finds that the owner has taken
   * it: closing a queue waits for callbacks by these answers.
   */
  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "in the ring")
  @Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "taken in between")
  @Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "taken before")
  @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "taken, which shows a moment later")
  @Outcome(expect = Expect.FORBIDDEN, desc = "taken twice, or lost")
  @State
  public static class LookAgainstTake {
    private final PendingBios ended = new PendingBios(1);
    private final long position;

    /** Adds the bio. */
    public LookAgainstTake() {
      add(ended, new CoreBio(), 1);
      position = ended.position();
    }

    @Actor
    public void owner() {
      int ignored = takeBatch(ended);
    }

    @Actor
    public void other(III_Result r) {
      r.r1 = ended.isAny() ? 1 : 0;
      r.r2 = ended.isTakenUpTo(position) ? 1 : 0;
    }

    @Arbiter
    public void rest(III_Result r) {
      r.r3 = sumOf(ended.takeRest());
    }
  }
}
