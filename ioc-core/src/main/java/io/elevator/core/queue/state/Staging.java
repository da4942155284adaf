package io.elevator.core.queue.state;

import io.elevator.core.request.CoreBio;
import io.elevator.core.request.MergeRules;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.Timer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The software queues of one hardware queue, one for each of its stripes, and flat combining over
 * them.
 *
 * <p>Without an elevator, a software queue holds the requests that wait for the driver ({@link
 * #add}, {@link #takeAll}, {@link #takeNext}, {@link #merge}). Under an elevator it is the staging
 * area of its stripe, with three operations. A submitter that finds another thread running {@link
 * #offer}s its request instead of waiting for the elevator's lock. The runner {@link #drain}s the
 * offered requests and inserts them all at once. A thread that is about to wait {@link #release}s
 * the requests that its stripe has staged.
 *
 * <p>A stripe floods when its submitters continue although earlier requests are still staged, or
 * when it takes turns with another stripe every few microseconds. From then on its requests are
 * collected for a batch of {@value #TOGETHER}, and the stripe requests a run itself, instead of
 * having each request served by whichever thread is the runner. So a request is served by the
 * processor that has it in its cache, and the elevator's data moves to another processor once for
 * many requests. A batch is dispatched by the stripe's next submission; by the runner after {@value
 * #KEPT_NANOS} ns; by a timer if no thread runs; immediately if the stripe has to wait for a tag,
 * or its thread for a bio. A stripe that stopped in the middle of a batch does not count as
 * flooding again for a long time.
 *
 * <p>The lock of each stripe, which is taken last, guards its list, the times of its last staging
 * and turn, and all writes of its other fields. Two fields are read without the lock. The runner
 * reads {@code pending} and {@code keptUntil}: a stale value only means that the list is drained by
 * the next run, and a run follows each addition outside a batch, and an armed timer each addition
 * to a batch. Submitters read {@code piledUp} as a hint. The set of stripes changes while the queue
 * is frozen and quiesced. The cursor and the fields about turns belong to the runner: acquire and
 * release of {@link RunWord} order them from one runner to the next.
 */
public final class Staging {
  /** Number of requests that a flooding stripe collects before it requests a run. */
  public static final int TOGETHER = 16;

  /**
   * Largest number of requests that a flooding stripe collects; beyond it, each request asks for a
   * run.
   */
  public static final int MOST_KEPT = 8 * TOGETHER;

  /** Time for which runners do not take a batch that its stripe is collecting, in nanoseconds. */
  public static final long KEPT_NANOS = 50_000;

  /**
   * Longest time between the runs of two stripes that take turns, in nanoseconds, at which the turn
   * counts towards flooding the hardware queue with requests.
   */
  public static final long TURN_NANOS = 4_000;

  /**
   * Number of requests staged on top of a waiting one, or of turns, after which a stripe floods.
   */
  public static final int FLOOD = 64;

  /** Value of {@link #FLOOD} for a stripe that flooded a moment ago. */
  static final int FLOOD_AGAIN = 8;

  /** Value of the flood count after a stripe stopped submitting in the middle of a batch. */
  static final int MISTAKEN = -1024;

  /** Number of successive runs by one thread after which it counts as the only submitter. */
  private static final int IN_A_ROW = 4;

  /**
   * Delay after which the timer looks for batches whose stripe stopped submitting, in nanoseconds.
   */
  private static final long WATCH_NANOS = 200_000;

  static {
    MergeRules.load();
  }

  /** Joins bios to requests of a software queue. */
  public interface Joiner {
    /**
     * Tries to join a bio to one of the newest requests of a software queue, whose lock the caller
     * holds, and counts the merge.
     */
    boolean joinNewest(RequestList list, CoreBio bio);
  }

  /** The stripes of a hardware queue, created before they are put into use. */
  public static final class Stripes {
    private final int[] numbers;
    private final SoftwareQueue[] all;

    /** Stripes by number; null for a stripe of another hardware queue. */
    private final @Nullable SoftwareQueue[] byNumber;

    Stripes(int[] numbers) {
      this.numbers = numbers.clone();
      all = new SoftwareQueue[numbers.length];
      int most = 0;
      for (int number : numbers) {
        most = Math.max(most, number + 1);
      }
      byNumber = new SoftwareQueue[most];
      for (int i = 0; i < numbers.length; i++) {
        all[i] = new SoftwareQueue();
        byNumber[numbers[i]] = all[i];
      }
    }
  }

  private final CoreHardwareQueue hctx;
  private final RunWord runWord;
  private final Timer timer;
  private final AtomicBoolean watched = new AtomicBoolean();
  private Stripes stripes;
  private int cursor;
  private @Nullable Activation previousRunner;
  private int runsInARow;

  /** Creates the software queues of a hardware queue. */
  Staging(CoreHardwareQueue hctx, RunWord runWord, QueueTimers timers, Stripes stripes) {
    this.hctx = hctx;
    this.runWord = runWord;
    this.stripes = stripes;
    this.timer = timers.make(this::watchDue);
  }

  /** Replaces the stripes. The queue is frozen and quiesced, so all lists are empty. */
  void use(Stripes value) {
    stripes = value;
    cursor = 0;
  }

  /** Returns whether a stripe is flooding, so that its requests are collected in batches. */
  public boolean isFlooding(int stripe) {
    return of(stripe).isFlooding();
  }

  private @Nullable SoftwareQueue find(int number) {
    @Nullable SoftwareQueue[] byNumber = stripes.byNumber;
    return number >= 0 && number < byNumber.length ? byNumber[number] : null;
  }

  private SoftwareQueue of(int number) {
    SoftwareQueue stripe = find(number);
    if (stripe == null) {
      throw new IllegalStateException("stripe " + number + " belongs to another hardware queue");
    }
    return stripe;
  }

  // Flat combining.

  /**
   * Returns whether submitters of a stripe leave insertions to the runner: because another thread
   * runs the hardware queue, or to stay behind requests that the stripe staged before.
   */
  public boolean isUsedBy(int stripe, Activation activation) {
    SoftwareQueue own = of(stripe);
    return runWord.isRunByAnother(activation) || own.pending != 0 || own.piledUp >= FLOOD;
  }

  /**
   * Stages a request for the runner and requests a run, either now or for the whole batch. Does
   * nothing if the stripe does not leave insertions to the runner.
   *
   * @return whether the request was staged; if not, the caller inserts it
   */
  public boolean offer(QueueRequest rq, Activation activation) {
    int stripe = rq.stripe();
    if (rq.mergesLate) {
      SoftwareQueue own = of(stripe);
      if (!own.stage(rq, activation.now())) {
        watch(activation.now());
        return true;
      }
      if (own.isFlooding()) {
        runWord.awaitFree();
      }
    } else if (isUsedBy(stripe, activation)) {
      of(stripe).add(rq, false);
    } else {
      return false;
    }
    activation.requestRun(hctx);
    return true;
  }

  /**
   * Moves the requests that the runner may insert now to the end of a list, stripe by stripe, in
   * the order in which each stripe staged them.
   */
  public void drain(RequestList into, Activation activation) {
    SoftwareQueue own = find(activation.stripe);
    long now = activation.now();
    for (SoftwareQueue stripe : stripes.all) {
      if (stripe.isOpen(now) || (stripe == own && stripe.pending != 0)) {
        stripe.takeAll(into);
      }
    }
  }

  /**
   * Has the batch of a stripe dispatched without waiting for more requests, because the stripe or
   * its thread is about to wait.
   */
  public void release(int stripe, Activation activation) {
    SoftwareQueue own = find(stripe);
    if (own != null) {
      own.release();
      activation.requestRun(hctx);
    }
  }

  /** Returns whether a stripe is collecting a batch. */
  public boolean isKeeping() {
    for (SoftwareQueue stripe : stripes.all) {
      if (stripe.isKeeping()) {
        return true;
      }
    }
    return false;
  }

  /** Called by the runner when its run begins: records which stripes take turns. */
  public void runBegins(Activation activation) {
    SoftwareQueue own = find(activation.stripe);
    if (previousRunner != activation) {
      previousRunner = activation;
      runsInARow = 0;
      if (own != null) {
        own.tookTurn(activation.now());
      }
      return;
    }
    runsInARow = Math.min(runsInARow + 1, IN_A_ROW);
    if (runsInARow == IN_A_ROW && own != null && own.piledUp >= FLOOD) {
      own.calm();
    }
  }

  /** Arms the timer that dispatches a batch whose stripe stops submitting. */
  private void watch(long now) {
    if (!watched.get() && !watched.getAndSet(true)) {
      timer.arm(now + WATCH_NANOS);
    }
  }

  private void watchDue(long now) {
    watched.set(false);
    for (SoftwareQueue stripe : stripes.all) {
      stripe.releaseOverdue(now);
    }
    Activation.current().requestRun(hctx);
    if (isKeeping()) {
      watch(now);
    }
  }

  // The software queues.

  /** Adds a request to the software queue of its stripe. */
  public void add(QueueRequest rq, boolean atHead) {
    of(rq.stripe()).add(rq, atHead);
  }

  /** Moves requests of one stripe to the end of its software queue. */
  public void addAll(int stripe, RequestList group) {
    for (Request rq = group.first(); rq != null; rq = group.next(rq)) {
      ((QueueRequest) rq).place = Place.SOFTWARE;
    }
    SoftwareQueue own = of(stripe);
    own.lock.lock();
    try {
      own.list.moveAllFrom(group);
      own.pending = own.list.size();
    } finally {
      own.lock.unlock();
    }
  }

  /** Moves all requests of the software queues to the end of a list, stripe by stripe. */
  public void takeAll(RequestList into) {
    for (SoftwareQueue stripe : stripes.all) {
      if (stripe.pending != 0) {
        stripe.takeAll(into);
      }
    }
  }

  /**
   * Removes and returns the first request of the next stripe that has one, going round the stripes;
   * returns null if no stripe has one.
   */
  public @Nullable QueueRequest takeNext() {
    SoftwareQueue[] all = stripes.all;
    for (int i = 0; i < all.length; i++) {
      SoftwareQueue stripe = all[cursor];
      cursor = cursor + 1 == all.length ? 0 : cursor + 1;
      if (stripe.pending != 0) {
        stripe.lock.lock();
        try {
          QueueRequest rq = (QueueRequest) stripe.list.removeFirst();
          stripe.pending = stripe.list.size();
          if (rq != null) {
            return rq;
          }
        } finally {
          stripe.lock.unlock();
        }
      }
    }
    return null;
  }

  /**
   * Tries to merge a bio into a request in the software queue of its stripe.
   *
   * @return whether a request has taken the bio. The merge is counted under the lock, since the
   *     request may end immediately afterwards
   */
  public boolean merge(CoreBio bio, Joiner joiner) {
    SoftwareQueue stripe = of(bio.stripe());
    if (stripe.pending == 0) {
      return false;
    }
    stripe.lock.lock();
    try {
      return joiner.joinNewest(stripe.list, bio);
    } finally {
      stripe.lock.unlock();
    }
  }

  // Methods for runs, reports and checks.

  /** Returns whether any software queue holds a request. */
  public boolean hasPending() {
    for (SoftwareQueue stripe : stripes.all) {
      if (stripe.pending != 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the software queue of a stripe holds a request. */
  public boolean isPending(int stripe) {
    return of(stripe).pending != 0;
  }

  /**
   * Returns the number of requests in all software queues; the sizes are read one after another.
   */
  public int size() {
    int size = 0;
    for (SoftwareQueue stripe : stripes.all) {
      size += stripe.pending;
    }
    return size;
  }

  /** Returns the numbers of the stripes. */
  public int[] stripes() {
    return stripes.numbers.clone();
  }

  /** Returns the states of the requests of a stripe. */
  public List<RequestState> states(int stripe) {
    SoftwareQueue own = of(stripe);
    own.lock.lock();
    try {
      return CoreHardwareQueue.statesOf(own.list);
    } finally {
      own.lock.unlock();
    }
  }

  /** Returns whether the calling thread holds the lock of a software queue. */
  boolean isLockHeld() {
    for (SoftwareQueue stripe : stripes.all) {
      if (stripe.lock.isHeldByCurrentThread()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Closes the timer.
   *
   * @param nanos limit of the wait for a callback in progress, in nanoseconds
   * @return whether no callback is in progress
   */
  boolean close(long nanos) {
    return timer.close(nanos);
  }
}
