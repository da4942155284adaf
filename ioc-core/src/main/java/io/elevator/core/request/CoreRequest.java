package io.elevator.core.request;

import io.elevator.api.BioFlags;
import io.elevator.api.Group;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.driver.Completions;
import org.jspecify.annotations.Nullable;

/**
 * The superclass of all requests: of a queue, of a replay and of fakes. A request exists as long as
 * its tag. It has one owner at a time, and the hand-over orders memory: through the elevator's lock
 * from insertion to dispatch, through the state word between driver and core.
 */
public abstract class CoreRequest extends RequestDescription {
  /** ELV: the request was allocated while the queue had an elevator. */
  public static final int ELV = 1;

  /**
   * ELVPRIV: the prepare hook has run for this request, so the finish hook, and after a requeue the
   * requeue hook, must be called.
   */
  public static final int ELVPRIV = 1 << 1;

  /**
   * SOFTBARRIER: the driver has given the request back, and it is to be inserted at the head. The
   * request cannot be merged.
   */
  public static final int SOFTBARRIER = 1 << 2;

  /** FLUSH_SEQ: the flush machine controls the request. The request cannot be merged. */
  public static final int FLUSH_SEQ = 1 << 3;

  /** MIXED_MERGE: the request contains bios with different fail-fast flags. */
  public static final int MIXED_MERGE = 1 << 4;

  /**
   * DONTPREP: the driver has private state in the request, so a requeue puts the request directly
   * on the dispatch list.
   */
  public static final int DONTPREP = 1 << 5;

  /** IO_STAT: disk statistics were switched on when the request was allocated. */
  public static final int IO_STAT = 1 << 6;

  /** TIMED_OUT: the driver's time-out handler was called for the request. */
  public static final int TIMED_OUT = 1 << 7;

  /** RESERVED: the tag of the request is one of the reserved tags. */
  public static final int RESERVED = 1 << 8;

  /**
   * UNMERGEABLE: the request refused a merge because of a limit, and takes part in no merge any
   * more.
   */
  public static final int UNMERGEABLE = 1 << 9;

  /**
   * HANDED_OUT: the elevator has dispatched the request and has not got it back. The request cannot
   * be merged, even if the elevator would allow it.
   */
  public static final int HANDED_OUT = 1 << 10;

  private static final int NO_MERGE = SOFTBARRIER | FLUSH_SEQ | UNMERGEABLE | HANDED_OUT;

  /**
   * Number of bytes that the driver has moved; {@link Completions#ALL} for all bytes of the
   * request.
   */
  protected long transferred;

  /**
   * Time limit that the driver has set for this request, in milliseconds; 0 for the time limit of
   * the queue.
   */
  protected long timeoutMillis;

  /** Internal flags of the request: the bits that are defined above, such as {@link #ELV}. */
  protected int internalFlags;

  // The fields below belong to the merge hash and are guarded by the elevator's lock.
  @Nullable CoreRequest hashPrev;
  @Nullable CoreRequest hashNext;
  long hashKey;
  long hashEnd;
  @Nullable MergeHash hash;

  /**
   * Creates a request. Subclasses are the requests of a queue, which have tags, and those of a
   * replay, which have none.
   */
  protected CoreRequest() {}

  /**
   * Resets this request for a new I/O of a task. {@link #carry} sets its position and its bio
   * afterwards.
   */
  public void allocate(
      HardwareQueue hctx,
      int newOpAndFlags,
      @Nullable Task newTask,
      @Nullable Group newGroup,
      int newStripe,
      int flags,
      long now) {
    hardwareQueue = hctx;
    opAndFlags = newOpAndFlags;
    internalFlags = flags;
    task = newTask;
    group = newGroup;
    stripe = newStripe;
    icq = null;
    startNanos = now;
    insertedNanos = 0;
    issuedNanos = 0;
    statsSectors = 0;
    started = false;
    timeoutMillis = 0;
    file = null;
    sortKey = 0;
    offset = 0;
    length = 0;
    transferred = Completions.ALL;
    segments = 0;
    priority = 0;
    firstBio = null;
    lastBio = null;
  }

  /** Sets the start time of a request that was allocated in advance and is used from now on. */
  public final void begin(long now) {
    startNanos = now;
  }

  /**
   * Makes a bio the first bio of this request. The request gets the bio's position, length and
   * priority.
   */
  public void carry(CoreBio bio) {
    opAndFlags = bio.opAndFlags();
    if ((opAndFlags & BioFlags.RAHEAD) != 0) {
      opAndFlags |= BioFlags.FAILFAST_MASK;
    }
    file = bio.file();
    sortKey = bio.sortKey();
    offset = bio.offset();
    length = bio.length();
    segments = bio.countedSegments();
    priority = bio.priority();
    if (bio.isAlone()) {
      set(UNMERGEABLE);
    }
    bio.linkNext(null);
    firstBio = bio;
    lastBio = bio;
  }

  /**
   * Returns whether this request is with an elevator, so that the merge functions of the elevator's
   * attachment may change it.
   */
  public boolean isWithElevator(Elevator elevator) {
    return true;
  }

  /**
   * Returns whether this request is in a list of a plugin or in a merge hash. A request that has
   * ended is in none, unless the plugin forgot to remove it.
   */
  public final boolean isLinked() {
    return isInList() || hash != null;
  }

  /**
   * Returns the number of bytes that the driver has moved; {@link Completions#ALL} for all bytes of
   * the request.
   */
  public final long transferred() {
    return transferred;
  }

  /**
   * Sets the number of bytes that the driver has moved. Called if it is less than the length of the
   * request.
   */
  public final void transferred(long value) {
    transferred = value;
  }

  /**
   * Returns the number of sectors that the driver has not moved, although it has completed the
   * request successfully. 0 if the driver has reported the whole length.
   */
  public final long unmovedSectors() {
    return transferred == Completions.ALL || transferred >= length
        ? 0
        : sectors() - ((transferred + 511) >>> 9);
  }

  /** Returns all internal flags that are set. */
  public final int internalFlags() {
    return internalFlags;
  }

  /** Returns whether all internal flags of a mask are set. */
  public final boolean has(int flags) {
    return (internalFlags & flags) == flags;
  }

  /** Sets the internal flags of a mask. */
  public final void set(int flags) {
    internalFlags |= flags;
  }

  /** Clears the internal flags of a mask. */
  public final void clear(int flags) {
    internalFlags &= ~flags;
  }

  /** Sets the icq that the request's task has on this queue. */
  public final void icq(@Nullable Icq value) {
    icq = value;
  }

  /** Removes the first bio of this request. That bio is done, and it is not the last one. */
  public final void dropFirstBio() {
    CoreBio first = firstBio();
    CoreBio second = first == null ? null : first.nextCore();
    if (first == null || second == null) {
      throw new IllegalStateException("the request " + this + " has no bio but its last");
    }
    length -= first.length();
    sortKey = second.sortKey();
    offset = second.offset();
    firstBio = second;
    if (has(MIXED_MERGE)) {
      opAndFlags =
          (opAndFlags & ~BioFlags.FAILFAST_MASK) | (second.opAndFlags() & BioFlags.FAILFAST_MASK);
    }
  }

  /**
   * Removes bytes from the front of the first bio. These bytes are done, and the bio has more
   * bytes.
   *
   * @param done number of bytes
   */
  public final void dropFirstBytes(long done) {
    CoreBio first = firstBio();
    if (first == null) {
      throw new IllegalStateException("the request " + this + " has no bio");
    }
    first.trimFront(done);
    sortKey = first.sortKey();
    offset = first.offset();
    length -= done;
  }

  /** Removes all bios of this request. */
  public final void dropBios() {
    firstBio = null;
    lastBio = null;
  }

  /** Records the time at which this request was first queued. Later calls have no effect. */
  public final void inserted(long now) {
    if (insertedNanos == 0) {
      insertedNanos = now;
    }
  }

  /** Records the time at which a driver starts this request. */
  public final void issued(long now) {
    issuedNanos = now;
    statsSectors = sectors();
  }

  /** Marks this request as started. It takes part in no merge any more. */
  public final void markStarted() {
    started = true;
  }

  /**
   * Lets an elevator create its own data for this request. Called when the elevator is attached.
   */
  public final void bindElevator(Elevator elevator) {
    elevatorData = elevator.newRequestData(this);
  }

  /**
   * Clears the elevator's own data of this request, so that the classes of the plugin can be
   * unloaded.
   */
  public final void unbindElevator() {
    elevatorData = null;
    icq = null;
  }

  /**
   * Clears the links of this request to the lists and the merge hash of an elevator that is
   * detached by force.
   */
  public final void leaveElevator() {
    forgetLinks();
    hashPrev = null;
    hashNext = null;
    hash = null;
  }

  /** Returns whether this request may take part in a merge. */
  public final boolean isMergeable() {
    if (started || (internalFlags & NO_MERGE) != 0 || !BioFlags.mayMerge(opAndFlags)) {
      return false;
    }
    int code = opAndFlags & BioFlags.OPERATION_MASK;
    return code == Operation.READ.code()
        || code == Operation.WRITE.code()
        || code == Operation.DISCARD.code()
        || code == Operation.SECURE_ERASE.code();
  }

  /** Adds a bio at the end of this request. */
  final void append(CoreBio bio, int addedSegments) {
    bio.linkNext(null);
    CoreBio last = lastBio();
    if (last == null) {
      throw new IllegalStateException("request " + this + " has no bio to append to");
    }
    noteFailFast(bio);
    last.linkNext(bio);
    lastBio = bio;
    length += bio.length();
    segments += addedSegments;
  }

  /** Adds a bio at the front of this request. The request then begins where the bio begins. */
  final void prepend(CoreBio bio, int addedSegments) {
    if (firstBio == null) {
      throw new IllegalStateException("request " + this + " has no bio to prepend to");
    }
    noteFailFast(bio);
    bio.linkNext(firstBio());
    firstBio = bio;
    sortKey = bio.sortKey();
    offset = bio.offset();
    length += bio.length();
    segments += addedSegments;
    opAndFlags =
        (opAndFlags & ~BioFlags.FAILFAST_MASK) | (bio.opAndFlags() & BioFlags.FAILFAST_MASK);
  }

  /**
   * Offers work on this request to the thread that waits for its end.
   *
   * @return whether the waiting thread will do the work
   */
  public final boolean leaveToWaiter(Runnable work) {
    CoreBio bio = firstBio();
    EndWaiter waiter = bio == null ? null : bio.waiter();
    return waiter != null && waiter.takeOver(work);
  }

  /**
   * Moves all bios of another request, which follows this one, into this request. Takes over the
   * other's start time if that is earlier.
   */
  final void absorb(CoreRequest other) {
    CoreBio last = lastBio();
    CoreBio first = other.firstBio();
    if (last == null || first == null) {
      throw new IllegalStateException("uniting " + this + " with " + other + ": one has no bio");
    }
    noteFailFast(first);
    if (other.has(MIXED_MERGE)) {
      set(MIXED_MERGE);
    }
    last.linkNext(first);
    lastBio = other.lastBio;
    length += other.length;
    segments += other.segments;
    // The comparison is right because no clock of this library wraps around.
    startNanos = Math.min(startNanos, other.startNanos);
    other.dropBios();
  }

  private void noteFailFast(CoreBio bio) {
    if ((bio.opAndFlags() & BioFlags.FAILFAST_MASK) != (opAndFlags & BioFlags.FAILFAST_MASK)) {
      set(MIXED_MERGE);
    }
  }
}
