package io.elevator.core.queue.state;

import io.elevator.api.BioFlags;
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
 * A request with a tag. Everything but the state word belongs to whoever has the request (see
 * {@link Place}), except what the scan for late requests remembers.
 *
 * <p>The state word holds the cookie (generation and driver tag) and whether the request is idle,
 * in flight or complete. {@link #start} publishes it, after all other fields, with volatile
 * ordering for the sake of {@link RequestWatch}; every way out of "in flight" (completion, requeue,
 * a driver that threw) is a compare-and-set of the whole word, so of two that report the same start
 * exactly one wins, and a report of an earlier life of the tag wins nothing. Bios are ended only by
 * the thread that moved the word to complete or, where the queue is given up, from idle to given
 * up. So each bio ends once, and no driver starts a request whose bios have ended.
 */
public final class QueueRequest extends CoreRequest implements DriverRequest {
  /** Bits of a cookie that hold the driver tag; the others count the starts of that tag. */
  static final int TAG_BITS = 14;

  private static final int DRV_IN = Operation.DRV_IN.code();
  private static final int DRV_OUT = Operation.DRV_OUT.code();
  private static final int IDLE = 0;
  private static final int IN_FLIGHT = 1;
  private static final int COMPLETE = 2;

  /**
   * State: a thread that gave the queue up has ended the bios of this request before the driver
   * started it.
   */
  private static final int GIVEN_UP = 3;

  private static final int STATE_BITS = 2;

  /** See {@link #watchedDeadline}. */
  public static final long NOT_WATCHED = Long.MIN_VALUE;

  /** A deadline that has passed at any time. */
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

  /** Change only where hardware queues have one tag space, and for the flush machine's request. */
  private CoreHardwareQueue home;

  private RequestPool pool;
  private int tag;

  /** −1 while it has none; equal to the tag without an elevator. */
  private int driverTag = -1;

  private @Nullable Object driverData;

  private long state;
  private long dispatchNanos;
  private long deadlineTick;

  // What the scan for late requests remembers, each with the cookie of the start that it is about:
  // whoever has the request may be starting it anew. Written by the scan alone, but for the last
  // two.

  private volatile long askedCookie = -1;
  private long prolongedCookie = -1;
  private long prolongedTick;
  private volatile long expiredCookie = -1;
  private volatile long lostCookie = -1;

  /** The start under which it was given up while the driver had it, 0 for none. */
  private volatile long abandoned;

  /** Whether it holds a unit of the driver's budget that the driver has not been given. */
  public boolean ownsBudget;

  public Place place = Place.FREE;

  /**
   * The next request in the list of requests absorbed in the same hook; owned by {@link
   * Activation}.
   */
  @Nullable QueueRequest nextAbsorbed;

  /** Whether the driver is being called with this request and may start it. */
  private boolean offered;

  /** The thread that last gave this request to an elevator; see {@code Quarantine}. */
  public @Nullable Activation inserter;

  /**
   * Whether the runner is to ask the elevator about a merge of its bio, since its submitter staged
   * it without asking.
   */
  public boolean mergesLate;

  /** The thread that allocated it, which is how a run tells its own requests from others'. */
  public @Nullable Activation submitter;

  /** Steps of the flush sequence that it still needs; the flush machine's. */
  public int flushSteps;

  /** The driver's account of why this request is ending with an error; null otherwise. */
  public @Nullable FailureCause cause;

  public QueueRequest(CoreHardwareQueue home, RequestPool pool, int tag) {
    this.home = home;
    this.pool = pool;
    this.tag = tag;
    linkAccesses();
  }

  /**
   * Executes each access of the handles once, as the JVM needs memory to link an access when it is
   * first executed. A request whose state could not be changed would never end.
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

  /** Goes to another hardware queue, between two lives. */
  void moveTo(CoreHardwareQueue newHome, RequestPool newPool) {
    home = newHome;
    pool = newPool;
  }

  /**
   * Called when a thread is about to give this request to the elevator: writes the place last, with
   * release ordering.
   */
  public void insertedBy(Activation activation) {
    inserter = activation;
    PLACE.setRelease(this, Place.ELEVATOR);
  }

  /**
   * Returns the place with acquire ordering: a thread that does not own this request then sees all
   * that was written before the place.
   */
  public Place placeAcquired() {
    return (Place) PLACE.getAcquire(this);
  }

  /** Returns the driver tag in a cookie. */
  public static int tagOf(long cookie) {
    return (int) cookie & ((1 << TAG_BITS) - 1);
  }

  /** Returns the tag it lives with: the scheduler tag, or without an elevator the driver tag. */
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
   * @param now time at which the driver is being called, which becomes its start
   */
  public void dispatchedAt(long now) {
    dispatchNanos = now;
    offered = true;
  }

  /** Ends the permission to start this request; called when the driver has not started it. */
  public void withdraw() {
    offered = false;
  }

  @Override
  public boolean isWithElevator(Elevator elevator) {
    return place == Place.ELEVATOR && pool.isOf(elevator);
  }

  /**
   * Copies the driver tag and the objects attached by elevator and driver from the request that had
   * this tag before.
   */
  void takeOverFrom(QueueRequest old) {
    driverTag = old.driverTag;
    driverData = old.driverData;
    elevatorData(old.elevatorData());
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
  public long start() {
    long idle = state;
    if (((int) idle & 3) != IDLE) {
      throw new IllegalStateException(
          "the request "
              + this
              + (isGivenUp() ? " was given up with its queue" : " is started already"));
    }
    if (!offered) {
      throw new IllegalStateException(
          "the request " + this + " is started outside the call that gives it to the driver");
    }
    offered = false;
    // A runner may have looked at the clock before the request came from another thread.
    long now = Math.max(dispatchNanos, Math.max(startNanos, insertedNanos));
    issued(now);
    place = Place.DRIVER;
    long cookie = home.tags().nextCookie(this, driverTag());
    RequestWatch watch = home.queue().watch();
    long tick = watch.tick(dispatchNanos);
    long deadline = tick + watch.ticksFor(timeoutMillis);
    deadlineTick = deadline;
    // Before it is published: after that a completion may come at once and give the request away.
    home.queue().listeners().issued(this, now);
    if (!STATE.compareAndSet(this, idle, cookie << STATE_BITS | IN_FLIGHT)) {
      throw new IllegalStateException("the request " + this + " was given up with its queue");
    }
    watch.watch(tick, deadline);
    return cookie;
  }

  /** Returns the state word, by which {@link #isUntouchedSince} tells what a driver did. */
  public long stateWord() {
    return (long) STATE.getAcquire(this);
  }

  /**
   * Whether this request was not started since its state word was {@code word}: each start has
   * another cookie, and {@link #giveUp} does not change the cookie.
   */
  public boolean isUntouchedSince(long word) {
    return (long) STATE.getAcquire(this) >>> STATE_BITS == word >>> STATE_BITS;
  }

  /**
   * Takes the right to end the bios of this request away from the threads that move it, unless a
   * driver has started it. Either this or {@link #start} succeeds: a driver that starts the request
   * later is refused.
   */
  public boolean giveUp() {
    long word = stateWord();
    return ((int) word & 3) == IDLE && STATE.compareAndSet(this, word, word | GIVEN_UP);
  }

  /** Whether another thread has ended the bios of this request by {@link #giveUp}. */
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

  /** Takes it from the driver for good; false if it is not in flight under this cookie. */
  public boolean complete(long cookie) {
    return STATE.compareAndSet(
        this, cookie << STATE_BITS | IN_FLIGHT, cookie << STATE_BITS | COMPLETE);
  }

  /** Leaves it to the driver again, in flight as before {@link #complete}. */
  public void goOn(long cookie, long now) {
    place = Place.DRIVER;
    RequestWatch watch = home.queue().watch();
    long deadline = deadlineTick;
    STATE.setVolatile(this, cookie << STATE_BITS | IN_FLIGHT);
    // A scan that came meanwhile did not see it in flight.
    watch.watch(watch.tick(now), deadline);
  }

  /** Whether its time will be looked at under this cookie; a moving picture, see {@link #lose}. */
  public boolean canBeLost(long cookie) {
    return askedCookie != cookie && isInFlight(cookie);
  }

  /**
   * Takes its completion for lost: it stays in flight until its time is up. Either this sees that
   * the driver is being asked about it, or the scan, which asks first and then looks, sees this.
   *
   * @return false if the driver was asked about its time already, so that nobody would ask again
   */
  public boolean lose(long cookie) {
    lostCookie = cookie;
    return askedCookie != cookie;
  }

  /** Whether its completion under this cookie was taken for lost. */
  public boolean isLost(long cookie) {
    return lostCookie == cookie;
  }

  /** Gives it up under the cookie by which it was completed for the driver. */
  public void abandon(long cookie) {
    abandoned = cookie;
  }

  /** Whether the driver lets go of it now, for the first time since it was given up. */
  public boolean isLetGo(long cookie) {
    if (abandoned == 0 || abandoned != cookie) {
      return false;
    }
    abandoned = 0;
    return true;
  }

  /** Takes it from the driver to be queued again; false if it is not in flight. */
  public boolean takeBack(long cookie) {
    return STATE.compareAndSet(this, cookie << STATE_BITS | IN_FLIGHT, cookie << STATE_BITS | IDLE);
  }

  /** Whether it is in flight under a cookie. */
  public boolean isInFlight(long cookie) {
    return stateWord() == (cookie << STATE_BITS | IN_FLIGHT);
  }

  /** Whether a driver has it. */
  public boolean isInFlight() {
    return isInFlightWord(stateWord());
  }

  /** Whether a driver has a request with this state word. */
  public static boolean isInFlightWord(long word) {
    return ((int) word & 3) == IN_FLIGHT;
  }

  /** Returns the cookie of its last start. */
  public long cookie() {
    return stateWord() >>> STATE_BITS;
  }

  /** Ends its life: idle again under the cookie it last had. */
  public void rest() {
    STATE.setRelease(this, state & -(1L << STATE_BITS));
  }

  /**
   * Returns the tick at which its time is up, or {@link #NOT_WATCHED} if it is not in flight under
   * this cookie or the driver was asked about it; for the scan.
   */
  public long watchedDeadline(long cookie) {
    if (!isInFlight(cookie) || askedCookie == cookie) {
      return NOT_WATCHED;
    }
    long deadline = prolongedCookie == cookie ? prolongedTick : deadlineTick;
    if (expiredCookie == cookie) {
      deadline = LONG_AGO;
    }
    // Whoever starts it anew writes the deadline after it has ended the life that is asked about.
    VarHandle.loadLoadFence();
    return isInFlight(cookie) ? deadline : NOT_WATCHED;
  }

  /** The driver is being asked about its time; for the scan. */
  public void asked(long cookie) {
    askedCookie = cookie;
  }

  /** Whether it got more time under this cookie; for the scan. */
  public boolean isProlonged(long cookie) {
    return prolongedCookie == cookie;
  }

  /** It gets more time; for the scan. */
  public void prolong(long cookie, long tick) {
    prolongedCookie = cookie;
    prolongedTick = tick;
    askedCookie = -1;
    expiredCookie = -1;
  }

  /** Its time is up, whatever the deadline says. */
  public void expire(long cookie) {
    expiredCookie = cookie;
  }

  /** Takes on the tags of a request that waits for a flush; with an elevator no driver tag yet. */
  public void borrowTags(QueueRequest waiter) {
    pool = waiter.pool;
    tag = waiter.tag;
    driverTag = waiter.pool.hasElevator() ? -1 : waiter.driverTag;
  }

  /** Returns when it left the queue for the driver; if none has started it, its end. */
  public long leftNanos(long end) {
    return issuedNanos == 0 ? Math.max(end, startNanos) : issuedNanos;
  }

  /** Sets operation and flags, for the flush machine. */
  public void opAndFlags(int value) {
    opAndFlags = value;
  }

  /** Whether it is a command of the driver's own. */
  public boolean isPassthrough() {
    int code = opAndFlags & BioFlags.OPERATION_MASK;
    return code == DRV_IN || code == DRV_OUT;
  }

  public boolean isFlushType() {
    return BioFlags.isFlushType(opAndFlags);
  }

  /** Returns the name of its state. */
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

  /** Returns its driver tag, −1 without; for who does not have it. */
  int driverTagOrNone() {
    return driverTag;
  }
}
