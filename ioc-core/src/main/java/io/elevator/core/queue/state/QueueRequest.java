package io.elevator.core.queue.state;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.core.context.IcqNode;
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
 * A request with a tag. All fields belong to the owner of the request (see {@link Place}); {@link
 * RequestFlight} has the state that other threads change.
 */
public final class QueueRequest extends RequestFlight implements DriverRequest {
  /**
   * Number of bits of a cookie that hold the driver tag; the other bits count the starts of that
   * tag.
   */
  static final int TAG_BITS = 14;

  private static final int DRV_IN = Operation.DRV_IN.code();
  private static final int DRV_OUT = Operation.DRV_OUT.code();
  private static final VarHandle PLACE;

  static {
    try {
      PLACE = MethodHandles.lookup().findVarHandle(QueueRequest.class, "place", Place.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * The hardware queue that owns this request. It changes only if hardware queues share one tag
   * space, and for the request of a flush target.
   */
  private CoreHardwareQueue home;

  private RequestPool pool;
  private int tag;

  /** Driver tag, or −1 without one. Equal to the tag if the queue has no elevator. */
  private int driverTag = -1;

  private @Nullable Object driverData;

  private long dispatchNanos;

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
   * Target of the request's flush sequence, or the target that this request flushes; otherwise
   * null. Owned by the flush machine.
   */
  public @Nullable FlushTarget flushTarget;

  /** Status with which this request is ending while listeners are told of its end. */
  public BioStatus endStatus = BioStatus.OK;

  /** Number of times that the driver gave this request back since it was allocated. */
  public int givenBack;

  /**
   * Cause of the error with which this request is ending, as the driver reported it; otherwise
   * null.
   */
  public @Nullable FailureCause cause;

  public QueueRequest(CoreHardwareQueue home, RequestPool pool, int tag) {
    this.home = home;
    this.pool = pool;
    this.tag = tag;
    // Links the VarHandle accesses: the first execution of one needs memory.
    PLACE.setRelease(this, placeAcquired());
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
    requireOffered(stateWord());
    cause = FailureCause.of(errno, thrown);
    return status;
  }

  private void requireOffered(long word) {
    if (!isIdleWord(word)) {
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
    long idle = stateWord();
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
    if (!begin(idle, cookie)) {
      throw new IllegalStateException("the request " + this + " was given up with its queue");
    }
    watch.watch(tick, deadline);
    return cookie;
  }

  /** Returns the request to the state in flight, which {@link #complete} ended. */
  public void goOn(long cookie, long now) {
    place = Place.DRIVER;
    RequestWatch watch = home.queue().watch();
    long deadline = deadlineTick;
    beginAgain(cookie);
    // A scan in the meantime did not see the request in flight.
    watch.watch(watch.tick(now), deadline);
  }

  /**
   * Gives this flush request the file and the tags of a request that waits for the flush; under an
   * elevator without a driver tag.
   */
  void borrowFrom(QueueRequest waiter) {
    file = waiter.file;
    sortKey = waiter.file == null ? 0 : waiter.file.sortKeyBase();
    pool = waiter.pool;
    tag = waiter.tag;
    driverTag = waiter.pool.hasElevator() ? -1 : waiter.driverTag;
  }

  /** Forgets the file of this flush request, which may be closed from now on. */
  void forgetFile() {
    file = null;
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
