package io.elevator.core.queue.state;

import io.elevator.core.request.CoreRequest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The state of a request that threads other than its owner change: whether it is idle, in flight or
 * complete, and the marks of the scan for late requests.
 *
 * <p>The state word holds the cookie (generation and driver tag) and the state. {@link #begin}
 * publishes it after all other fields, with the volatile ordering that {@link RequestWatch} needs.
 * Each way out of "in flight" (completion, requeue, a driver that threw) is a compare-and-set of
 * the whole word. So of two threads that report the same start exactly one succeeds, and a report
 * of an earlier start of the tag fails. Only the thread that changed the word to complete, or from
 * idle to given up when the queue is given up, ends the bios. So each bio ends once, and no driver
 * starts a request whose bios have ended.
 */
abstract class RequestFlight extends CoreRequest {
  private static final int IDLE = 0;
  private static final int IN_FLIGHT = 1;
  private static final int COMPLETE = 2;

  /**
   * State of a request whose bios were ended, before the driver started it, by the thread that gave
   * the queue up.
   */
  private static final int GIVEN_UP = 3;

  private static final int STATE_BITS = 2;

  /** See {@link #watchedDeadline}. */
  public static final long NOT_WATCHED = Long.MIN_VALUE;

  /** Deadline in the past of every clock. */
  private static final long LONG_AGO = 0;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(RequestFlight.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long state;

  /** Tick at which the time limit of the present start ends; written before the start. */
  long deadlineTick;

  // Fields of the scan for late requests. Each value carries the cookie of the start that it refers
  // to, because the owner of the request may be starting it again. The scan alone writes them,
  // except the last two.

  private volatile long askedCookie = -1;
  private long prolongedCookie = -1;
  private long prolongedTick;
  private volatile long expiredCookie = -1;
  private volatile long lostCookie = -1;

  /**
   * Cookie of the start under which the request was given up while the driver had it; 0 for none.
   */
  private volatile long abandoned;

  /**
   * Executes each VarHandle access once, because the JVM needs memory for the first execution of an
   * access, and a request whose state could not be changed would never end.
   */
  RequestFlight() {
    STATE.setRelease(this, stateWord());
    STATE.setVolatile(this, state);
    boolean ignored = STATE.compareAndSet(this, state, state);
  }

  /**
   * Publishes a start.
   *
   * @param idle state word of the idle request
   * @return false if {@link #giveUp} came first
   */
  final boolean begin(long idle, long cookie) {
    return STATE.compareAndSet(this, idle, cookie << STATE_BITS | IN_FLIGHT);
  }

  /** Publishes that a request which {@link #complete} ended is in flight again. */
  final void beginAgain(long cookie) {
    STATE.setVolatile(this, cookie << STATE_BITS | IN_FLIGHT);
  }

  /** Returns whether a request with this state word is idle. */
  static boolean isIdleWord(long word) {
    return ((int) word & 3) == IDLE;
  }

  /** Returns the state word, for {@link #isUntouchedSince}. */
  public final long stateWord() {
    return (long) STATE.getAcquire(this);
  }

  /**
   * Returns whether this request was not started since its state word was {@code word}. Each start
   * has another cookie, and {@link #giveUp} does not change the cookie.
   */
  public boolean isUntouchedSince(long word) {
    return (long) STATE.getAcquire(this) >>> STATE_BITS == word >>> STATE_BITS;
  }

  /**
   * Takes the right to end this request's bios from the threads that move the request, unless a
   * driver has started it. Either this method or {@link #begin} succeeds: a driver that starts the
   * request later is refused.
   */
  public boolean giveUp() {
    long word = stateWord();
    return ((int) word & 3) == IDLE && STATE.compareAndSet(this, word, word | GIVEN_UP);
  }

  /** Returns whether another thread has ended the bios of this request after {@link #giveUp}. */
  boolean isGivenUp() {
    return ((int) stateWord() & 3) == GIVEN_UP;
  }

  /**
   * Takes the right to end the bios for the thread that owns this request.
   *
   * @return false if {@link #giveUp} came first; the thread then ends the request without its bios
   */
  public boolean takeToEnd() {
    long word = stateWord();
    int now = (int) word & 3;
    return now == COMPLETE || (now == IDLE && STATE.compareAndSet(this, word, word | COMPLETE));
  }

  /**
   * Ends the flight of this request under a cookie; returns false if the request is not in flight
   * under that cookie.
   */
  public boolean complete(long cookie) {
    return STATE.compareAndSet(
        this, cookie << STATE_BITS | IN_FLIGHT, cookie << STATE_BITS | COMPLETE);
  }

  /**
   * Returns whether the time limit of this request will be checked under a cookie; a snapshot, see
   * {@link #lose}.
   */
  public boolean canBeLost(long cookie) {
    return askedCookie != cookie && isInFlight(cookie);
  }

  /**
   * Loses the completion of this request on purpose: the request stays in flight until its time
   * limit has passed. Either this method sees that the driver is being asked about the request, or
   * the scan, which records its question before it looks, sees the lost completion.
   *
   * @return false if the driver was asked about the request already, so that it would not be asked
   *     again
   */
  public boolean lose(long cookie) {
    lostCookie = cookie;
    return askedCookie != cookie;
  }

  /** Returns whether the completion of this request under a cookie was lost on purpose. */
  public boolean isLost(long cookie) {
    return lostCookie == cookie;
  }

  /**
   * Marks the request as given up, under the cookie of the start that the driver has not completed.
   */
  public void abandon(long cookie) {
    abandoned = cookie;
  }

  /**
   * Returns true once: when the driver reports this request for the first time after it was given
   * up.
   */
  public boolean isLetGo(long cookie) {
    if (abandoned == 0 || abandoned != cookie) {
      return false;
    }
    abandoned = 0;
    return true;
  }

  /**
   * Takes the request back from the driver in order to queue it again; returns false if it is not
   * in flight under the cookie.
   */
  public boolean takeBack(long cookie) {
    return STATE.compareAndSet(this, cookie << STATE_BITS | IN_FLIGHT, cookie << STATE_BITS | IDLE);
  }

  /** Returns whether the request is in flight under a cookie. */
  public boolean isInFlight(long cookie) {
    return stateWord() == (cookie << STATE_BITS | IN_FLIGHT);
  }

  /** Returns whether the request is in flight. */
  public boolean isInFlight() {
    return isInFlightWord(stateWord());
  }

  /** Returns whether a request with this state word is in flight. */
  public static boolean isInFlightWord(long word) {
    return ((int) word & 3) == IN_FLIGHT;
  }

  /** Returns whether the bios of this request were ended or its owner is ending them. */
  public boolean isComplete() {
    return ((int) stateWord() & 3) == COMPLETE;
  }

  /** Returns the cookie of the last start. */
  public long cookie() {
    return stateWord() >>> STATE_BITS;
  }

  /** Makes the request idle under the cookie of its last start. */
  public void rest() {
    STATE.setRelease(this, state & -(1L << STATE_BITS));
  }

  /**
   * Returns the tick of the deadline, for the scan for late requests. Returns {@link #NOT_WATCHED}
   * if the request is not in flight under this cookie, or the driver was asked about it.
   */
  public long watchedDeadline(long cookie) {
    if (!isInFlight(cookie) || askedCookie == cookie) {
      return NOT_WATCHED;
    }
    long deadline = prolongedCookie == cookie ? prolongedTick : deadlineTick;
    if (expiredCookie == cookie) {
      deadline = LONG_AGO;
    }
    // A thread that starts the request again writes the deadline after it has ended the flight that
    // the scan looks at.
    VarHandle.loadLoadFence();
    return isInFlight(cookie) ? deadline : NOT_WATCHED;
  }

  /**
   * Records that the driver is being asked about the time limit of this request; called by the
   * scan.
   */
  public void asked(long cookie) {
    askedCookie = cookie;
  }

  /**
   * Returns whether the time limit of this request was extended under this cookie; called by the
   * scan.
   */
  public boolean isProlonged(long cookie) {
    return prolongedCookie == cookie;
  }

  /** Extends the time limit of this request; called by the scan. */
  public void prolong(long cookie, long tick) {
    prolongedCookie = cookie;
    prolongedTick = tick;
    askedCookie = -1;
    expiredCookie = -1;
  }

  /** Lets the time limit of this request end now, whatever its deadline is. */
  public void expire(long cookie) {
    expiredCookie = cookie;
  }

  /** Returns the name of the request's state. */
  String stateName() {
    return switch ((int) stateWord() & 3) {
      case IDLE -> "idle";
      case IN_FLIGHT -> "in_flight";
      case GIVEN_UP -> "given_up";
      default -> "complete";
    };
  }
}
