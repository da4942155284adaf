package io.elevator.core.queue.state;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.core.context.IcqNode;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.FailureCause;
import io.elevator.spi.Elevator;
import io.elevator.spi.Icq;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverRequest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A request with a tag. All fields except the state word belong to the owner of the request (see
 * {@link Place}), other than the fields of the scan for late requests.
 *
 * <p>The state word holds the cookie (generation and driver tag) and whether the request is idle,
 * in flight or complete. {@link #start} publishes it after all other fields, with the volatile
 * ordering that {@link RequestWatch} needs. Each way out of "in flight" (completion, requeue, a
 * driver that threw) is a compare-and-set of the whole word. So of two threads that report the same
 * start exactly one succeeds, and a report of an earlier start of the tag fails. Only the thread
 * that changed the word to complete, or from idle to given up when the queue is given up, ends the
 * bios. So each bio ends once, and no driver starts a request whose bios have ended.
 */
public final class QueueRequest extends CoreRequest implements DriverRequest {
  /**
   * Number of bits of a cookie that hold the driver tag; the other bits count the starts of that
   * tag.
   */
  static final int TAG_BITS = 14;

  private static final int DRV_IN = Operation.DRV_IN.code();
  private static final int DRV_OUT = Operation.DRV_OUT.code();
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
  private static final VarHandle PLACE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(QueueRequest.class, "state", long.class);
      PLACE = lookup.findVarHandle(QueueRequest.class, "place", Place.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * The hardware queue that owns this request. It changes only if hardware queues share one tag
   * space, and for the request of a flush machine.
   */
  private CoreHardwareQueue home;

  private RequestPool pool;
  private int tag;

  /** Driver tag, or −1 without one. Equal to the tag if the queue has no elevator. */
  private int driverTag = -1;

  private @Nullable Object driverData;

  private long state;
  private long dispatchNanos;
  private long deadlineTick;

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
   * Whether the request holds a unit of the driver's budget that was not passed to the driver yet.
   */
  public boolean ownsBudget;

  public Place place = Place.FREE;

  /**
   * Next request in the list of requests absorbed in the same hook; owned by {@link Activation}.
   */
  @Nullable QueueRequest nextAbsorbed;

  /** Whether the driver is being called with this request and may start it. */
  private boolean offered;

  /** The thread that last gave this request to an elevator; see {@code Quarantine}. */
  public @Nullable Activation inserter;

  /**
   * Whether the runner has to ask the elevator to merge this request's bio, because the submitter
   * staged the request without asking.
   */
  public boolean mergesLate;

  /**
   * Entry of the thread that allocated this request, by which a run distinguishes its own requests
   * from those of other threads.
   */
  public @Nullable Activation submitter;

  /** Remaining steps of the request's flush sequence; owned by the flush machine. */
  public int flushSteps;

  /**
   * Cause of the error with which this request is ending, as the driver reported it; otherwise
   * null.
   */
  public @Nullable FailureCause cause;

  public QueueRequest(CoreHardwareQueue home, RequestPool pool, int tag) {
    this.home = home;
    this.pool = pool;
    this.tag = tag;
    linkAccesses();
  }

  /**
   * Executes each VarHandle access once, because the JVM needs memory for the first execution of an
   * access, and a request whose state could not be changed would never end.
   */
  private void linkAccesses() {
    PLACE.setRelease(this, placeAcquired());
    STATE.setRelease(this, stateWord());
    STATE.setVolatile(this, state);
    boolean ignored = STATE.compareAndSet(this, state, state);
  }

  public CoreHardwareQueue home() {
    return home;
  }

  public RequestPool pool() {
    return pool;
  }

  /** Moves the request to another hardware queue while it is free. */
  void moveTo(CoreHardwareQueue newHome, RequestPool newPool) {
    home = newHome;
    pool = newPool;
  }

  /**
   * Called when a thread is about to give this request to the elevator: records the thread, and
   * then the place with release ordering.
   */
  public void insertedBy(Activation activation) {
    inserter = activation;
    PLACE.setRelease(this, Place.ELEVATOR);
  }

  /**
   * Returns the place with acquire ordering, so that a thread that does not own this request sees
   * all that was written before the place.
   */
  public Place placeAcquired() {
    return (Place) PLACE.getAcquire(this);
  }

  /** Returns the driver tag contained in a cookie. */
  public static int tagOf(long cookie) {
    return (int) cookie & ((1 << TAG_BITS) - 1);
  }

  /**
   * Returns the tag that the request holds until it is freed: the scheduler tag, or the driver tag
   * if the queue has no elevator.
   */
  @Override
  public int tag() {
    return tag;
  }

  public void bindDriver(BlockDriver driver) {
    driverData = driver.newRequestData();
  }

  @Override
  public @Nullable Object driverData() {
    return driverData;
  }

  @Override
  public long timeoutMillis() {
    return timeoutMillis;
  }

  @Override
  public void timeoutMillis(long value) {
    if (value < 0 || value > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException(
          "a time-out of " + value + " ms; expected 0 to 4294967295");
    }
    timeoutMillis = value;
  }

  public void driverTag(int value) {
    driverTag = value;
  }

  public boolean hasDriverTag() {
    return driverTag >= 0;
  }

  /**
   * Permits the driver to start this request until {@link #withdraw}.
   *
   * @param now instant at which the driver is being called, which becomes the start of the request,
   *     in nanoseconds
   */
  public void dispatchedAt(long now) {
    dispatchNanos = now;
    offered = true;
  }

  /** Ends the permission to start this request. Called when the driver has not started it. */
  public void withdraw() {
    offered = false;
  }

  @Override
  public boolean isWithElevator(Elevator elevator) {
    return place == Place.ELEVATOR && pool.isOf(elevator);
  }

  /**
   * Copies the driver tag, and the objects attached by elevator and driver, from the request that
   * had this tag before.
   */
  void takeOverFrom(QueueRequest old) {
    driverTag = old.driverTag;
    driverData = old.driverData;
    elevatorData = old.elevatorData();
  }

  @Override
  public DriverFile handle() {
    DriverFile named = file;
    return named == null ? home.queue().device() : named;
  }

  @Override
  public int driverTag() {
    if (driverTag < 0) {
      throw new IllegalStateException("the request " + this + " has no driver tag");
    }
    return driverTag;
  }

  @Override
  public BioStatus refuse(BioStatus status, int errno, @Nullable Throwable thrown) {
    requireOffered(state);
    cause = FailureCause.of(errno, thrown);
    return status;
  }

  private void requireOffered(long word) {
    if (((int) word & 3) != IDLE) {
      throw new IllegalStateException(
          "the request "
              + this
              + (isGivenUp() ? " was given up with its queue" : " is started already"));
    }
    if (!offered) {
      throw new IllegalStateException(
          "the request "
              + this
              + " is started or refused outside the call that gives it to the driver");
    }
  }

  @Override
  public long start() {
    long idle = state;
    requireOffered(idle);
    offered = false;
    cause = null;
    // A runner may have read the clock before another thread submitted this request.
    long now = Math.max(dispatchNanos, Math.max(startNanos, insertedNanos));
    issued(now);
    place = Place.DRIVER;
    long cookie = home.tags().nextCookie(this, driverTag());
    RequestWatch watch = home.queue().watch();
    long tick = watch.tick(dispatchNanos);
    long deadline = tick + watch.ticksFor(timeoutMillis);
    deadlineTick = deadline;
    // Called before the start is published, because a completion may follow immediately, after
    // which another thread owns the request.
    home.queue().listeners().issued(this, now);
    if (!STATE.compareAndSet(this, idle, cookie << STATE_BITS | IN_FLIGHT)) {
      throw new IllegalStateException("the request " + this + " was given up with its queue");
    }
    watch.watch(tick, deadline);
    return cookie;
  }

  /** Returns the state word, for {@link #isUntouchedSince}. */
  public long stateWord() {
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
   * driver has started it. Either this method or {@link #start} succeeds: a driver that starts the
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

  /** Returns the request to the state in flight, which {@link #complete} ended. */
  public void goOn(long cookie, long now) {
    place = Place.DRIVER;
    RequestWatch watch = home.queue().watch();
    long deadline = deadlineTick;
    STATE.setVolatile(this, cookie << STATE_BITS | IN_FLIGHT);
    // A scan in the meantime did not see the request in flight.
    watch.watch(watch.tick(now), deadline);
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

  /**
   * Gives the flush request the tags of a request that waits for the flush; under an elevator
   * without a driver tag.
   */
  public void borrowTags(QueueRequest waiter) {
    pool = waiter.pool;
    tag = waiter.tag;
    driverTag = waiter.pool.hasElevator() ? -1 : waiter.driverTag;
  }

  /**
   * Returns the instant at which the request was started by the driver, or {@code end} if it was
   * not started, in nanoseconds.
   */
  public long leftNanos(long end) {
    return issuedNanos == 0 ? Math.max(end, startNanos) : issuedNanos;
  }

  /** Sets operation and flags; for the flush machine. */
  public void opAndFlags(int value) {
    opAndFlags = value;
  }

  /** Returns whether this request is a driver command. */
  public boolean isPassthrough() {
    int code = opAndFlags & BioFlags.OPERATION_MASK;
    return code == DRV_IN || code == DRV_OUT;
  }

  public boolean isFlushType() {
    return BioFlags.isFlushType(opAndFlags);
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

  /** Returns the core's side of the icq that this request carries, or null. */
  public @Nullable IcqNode icqNode() {
    Icq icq = icq();
    return icq == null ? null : (IcqNode) icq.owner();
  }

  /**
   * Returns the driver tag, or −1 without one. Threads that do not own the request may call this.
   */
  int driverTagOrNone() {
    return driverTag;
  }
}
