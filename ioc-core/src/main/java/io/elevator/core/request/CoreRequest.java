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
 * The one kind of {@link io.elevator.spi.Request}. Lives as long as its tag; one place at a time
 * owns it, and the hand-over between places orders memory: the elevator's lock from insertion to
 * dispatch, the state word between driver and core.
 */
public abstract class CoreRequest extends RequestDescription {
  /** Allocated while the queue had an elevator. */
  public static final int ELV = 1;

  /** The prepare hook has run: finish, and requeue, are due. */
  public static final int ELVPRIV = 1 << 1;

  /** Given back by the driver and to be inserted at the head; blocks merging. */
  public static final int SOFTBARRIER = 1 << 2;

  /** Under control of the flush machine; blocks merging. */
  public static final int FLUSH_SEQ = 1 << 3;

  /** Contains bios with different fail-fast flags. */
  public static final int MIXED_MERGE = 1 << 4;

  /** The driver has private state in it: on requeue it goes straight to the dispatch list. */
  public static final int DONTPREP = 1 << 5;

  /** Disk statistics were on at allocation. */
  public static final int IO_STAT = 1 << 6;

  /** The time-out handler was called. */
  public static final int TIMED_OUT = 1 << 7;

  /** Allocated from the reserved tags. */
  public static final int RESERVED = 1 << 8;

  /** Refused a merge for a limit: takes part in none any more. */
  public static final int UNMERGEABLE = 1 << 9;

  /**
   * Handed out by the elevator and not back yet; blocks merging even where the elevator does not.
   */
  public static final int HANDED_OUT = 1 << 10;

  private static final int NO_MERGE = SOFTBARRIER | FLUSH_SEQ | UNMERGEABLE | HANDED_OUT;

  /** Number of bytes that the driver has moved; {@link Completions#ALL} for all. */
  protected long transferred;

  /** Time limit in the device that the driver has set, in milliseconds; 0 for the queue's. */
  protected long timeoutMillis;

  /** Internal flags, of the constants above. */
  protected int internalFlags;

  // The merge hash, under the elevator's lock.
  @Nullable CoreRequest hashPrev;
  @Nullable CoreRequest hashNext;
  long hashKey;
  long hashEnd;
  @Nullable MergeHash hash;

  /** For the core's subclasses: with tags in a queue, without in a replay. */
  protected CoreRequest() {}

  /** Starts a new life for a task's I/O; position and bio come with {@link #carry}. */
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

  /** It was made ahead and is used from now on. */
  public final void begin(long now) {
    startNanos = now;
  }

  /** Takes its first bio, which gives it position, length and priority. */
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
   * Whether an elevator has this request, so that the merge functions of its attachment may change
   * it.
   */
  public boolean isWithElevator(Elevator elevator) {
    return true;
  }

  /**
   * Whether a list of a plugin or a merge hash has this request. Once the request has ended none
   * does, unless the plugin forgot to take it out.
   */
  public final boolean isLinked() {
    return isInList() || hash != null;
  }

  /** Returns how many bytes the driver has moved; {@link Completions#ALL} for all. */
  public final long transferred() {
    return transferred;
  }

  /** Sets how many bytes the driver has moved, if these are fewer than the length. */
  public final void transferred(long value) {
    transferred = value;
  }

  /**
   * Returns the number of sectors that the driver has not moved although it has completed the
   * request successfully; 0 unless it has reported fewer bytes than the length.
   */
  public final long unmovedSectors() {
    return transferred == Completions.ALL || transferred >= length
        ? 0
        : sectors() - ((transferred + 511) >>> 9);
  }

  /** Returns the flags that are set. */
  public final int internalFlags() {
    return internalFlags;
  }

  /** Returns whether all flags of a mask are set. */
  public final boolean has(int flags) {
    return (internalFlags & flags) == flags;
  }

  /** Sets flags. */
  public final void set(int flags) {
    internalFlags |= flags;
  }

  /** Clears flags. */
  public final void clear(int flags) {
    internalFlags &= ~flags;
  }

  /** Gives it the task's icq for this queue. */
  public final void icq(@Nullable Icq value) {
    icq = value;
  }

  /** Takes the first bio away, which is done and not the last. */
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
   * Takes bytes off the front of the first bio, which are done and not all it has.
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

  /** Removes all bios. */
  public final void dropBios() {
    firstBio = null;
    lastBio = null;
  }

  /** Notes that it is queued; the first time counts. */
  public final void inserted(long now) {
    if (insertedNanos == 0) {
      insertedNanos = now;
    }
  }

  /** Notes that a driver starts it. */
  public final void issued(long now) {
    issuedNanos = now;
    statsSectors = sectors();
  }

  /** Marks it handed out, which ends all merging. */
  public final void markStarted() {
    started = true;
  }

  /** Makes the elevator's part of it, at attachment. */
  public final void bindElevator(Elevator elevator) {
    elevatorData = elevator.newRequestData(this);
  }

  /** Forgets the elevator's part of it, so that the plugin's classes can go. */
  public final void unbindElevator() {
    elevatorData = null;
    icq = null;
  }

  /**
   * Clears the links of this request to the structures and the merge hash of an elevator detached
   * by force.
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

  /** Appends a bio to this request. */
  final void append(CoreBio bio, int addedSegments) {
    bio.linkNext(null);
    CoreBio last = lastBio();
    if (last == null) {
      throw new IllegalStateException("request " + this + " has no bio to append to");
    }
    noteFailFast(bio);
    bio.withdrawOffer();
    last.linkNext(bio);
    lastBio = bio;
    length += bio.length();
    segments += addedSegments;
  }

  /** Puts a bio before the first; the start moves. */
  final void prepend(CoreBio bio, int addedSegments) {
    if (firstBio == null) {
      throw new IllegalStateException("request " + this + " has no bio to prepend to");
    }
    noteFailFast(bio);
    bio.withdrawOffer();
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
   * Offers the work of this request to the thread that waits for it.
   *
   * @return whether that thread will do the work
   */
  public final boolean leaveToWaiter(Runnable work) {
    CoreBio bio = firstBio();
    EndWaiter waiter = bio == null ? null : bio.waiter();
    return waiter != null && waiter.takeOver(work);
  }

  /** Takes the bios and the older start of a request that follows it. */
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
    // Instants may not be compared as plain numbers where a clock wraps; none here does.
    startNanos = Math.min(startNanos, other.startNanos);
    other.dropBios();
  }

  private void noteFailFast(CoreBio bio) {
    if ((bio.opAndFlags() & BioFlags.FAILFAST_MASK) != (opAndFlags & BioFlags.FAILFAST_MASK)) {
      set(MIXED_MERGE);
    }
  }
}
