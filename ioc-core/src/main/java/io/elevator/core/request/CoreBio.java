package io.elevator.core.request;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The one kind of {@link Bio}. Its submitter and the queue hand it to each other; whoever has it
 * may touch all of it, and the hand-over (a lock of the elevator, a tag, the callback) orders
 * memory.
 */
public final class CoreBio extends Bio {
  private static final VarHandle PIECES;

  static {
    try {
      PIECES = MethodHandles.lookup().findVarHandle(CoreBio.class, "pieces", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private boolean submitted;
  private @Nullable BioTarget target;

  /** Who waits for the end; read before the bio is given back, woken after the callback. */
  private @Nullable EndWaiter waiter;

  // While it waits: guarded by the lock of the place where it waits, except that parkedIn may be
  // read without.
  volatile @Nullable BioFifo parkedIn;
  @Nullable CoreBio parkedPrevious;
  private long parkedUntil;

  // While it is split. The front pieces end on any thread; whoever takes pieces to 0 ends the
  // whole.
  private @Nullable CoreBio parent;
  private volatile int pieces;
  private boolean split;

  /** Whether it waits as the rest of a split bio that is to be cut further. */
  private boolean uncut;

  /** Whether sectors at its front are done while the rest is not. */
  private boolean trimmed;

  /** Segments as a request counts them, −1 for as many as pieces of memory. */
  private int countedSegments = -1;

  private int stripe;
  private boolean command;
  private boolean commandAtHead;
  private boolean reserved;

  // What the last submission took from the task, to be taken anew by the next.
  private boolean derived;
  private int derivedPriority;
  private @Nullable Group derivedGroup;
  private long wholeSector;
  private long wholeBytes;
  private long wholeOffset;
  private int wholeSegments;
  private int wholeVectorStart;
  private long wholeLastSegmentBytes;

  /** Makes an empty bio that belongs to its submitter. */
  public CoreBio() {}

  @Override
  protected void requireOwned() {
    if (submitted) {
      throw new IllegalStateException("the bio " + this + " is submitted and has not ended");
    }
  }

  /** Whether the queue has it. */
  public boolean isSubmitted() {
    return submitted;
  }

  /**
   * Takes it from its submitter.
   *
   * @throws IllegalStateException if it is submitted already
   */
  public void take(long now) {
    requireOwned();
    submitted = true;
    status = BioStatus.OK;
    submittedNanos = now;
    issuedNanos = 0;
    endedNanos = 0;
    countedSegments = -1;
    uncut = false;
    command = false;
    reserved = false;
    next = null;
  }

  /** Gives it back to its submitter, whole again, before the callback. */
  public void giveBack() {
    if (split || trimmed) {
      makeWhole();
    }
    next = null;
    target = null;
    submitted = false;
  }

  /** Sets when it ended. */
  public void ended(long now) {
    endedNanos = now;
  }

  /** Returns how many segments a request counts for it. */
  public int countedSegments() {
    return countedSegments < 0 ? segmentCount : countedSegments;
  }

  /** Sets how many segments a request counts for it. */
  public void countedSegments(int value) {
    countedSegments = value;
  }

  /** Returns the stripe that it was submitted on. */
  public int stripe() {
    return stripe;
  }

  /** Sets the stripe that it is submitted on. */
  public void stripe(int value) {
    stripe = value;
  }

  /** Returns the queue that has it, or null. */
  public @Nullable BioTarget target() {
    return target;
  }

  /** Sets the queue that has it. */
  public void target(BioTarget value) {
    target = value;
  }

  /** Returns who waits for its end, or null. */
  public @Nullable EndWaiter waiter() {
    return waiter;
  }

  /** Sets who waits for its end. */
  public void waiter(@Nullable EndWaiter value) {
    waiter = value;
  }

  /** Returns when it has waited long enough for a request, 0 for never. */
  public long parkedUntil() {
    return parkedUntil;
  }

  /** Sets when it has waited long enough for a request, 0 for never. */
  public void parkedUntil(long nanos) {
    parkedUntil = nanos;
  }

  // Splitting.

  /** Whether it waits as a rest that is to be cut further. */
  public boolean isUncut() {
    return uncut;
  }

  /** Sets whether it waits as a rest that is to be cut further. */
  public void uncut(boolean value) {
    uncut = value;
  }

  /** Returns the bio that this one is a front piece of, or null. */
  public @Nullable CoreBio parent() {
    return parent;
  }

  /** Whether front pieces were cut off it since its submission. */
  public boolean isSplit() {
    return split;
  }

  /**
   * Cuts a front piece off: the piece gets the same task, operation, flags and priority, and is
   * never merged; this bio goes on behind it and ends when all its pieces have.
   *
   * @param front an empty bio of the library's own
   * @param sectors length of the piece, less than this bio's
   * @param frontSegments data segments of the piece, as a request counts them
   * @return number of data segments looked at, which are those of the piece: a bio of many segments
   *     is cut to its end in one pass over them
   */
  public int cut(CoreBio front, long sectors, int frontSegments) {
    if (!split) {
      noteWhole();
      split = true;
      pieces = 1;
    }
    int before = (int) PIECES.getAndAdd(this, 1);
    if (before < 1) {
      throw new IllegalStateException("the bio " + this + " is split after its end");
    }
    long cutBytes = sectors << 9;
    front.stripe = stripe;
    front.submitted = true;
    front.parent = this;
    front.target = target;
    front.task = task;
    front.group = group;
    front.opAndFlags = opAndFlags | BioFlags.NOMERGE;
    front.priority = priority;
    front.sector = sector;
    front.bytes = cutBytes;
    front.segmentCount = segmentCount;
    front.countedSegments = frontSegments;
    front.memory = memory;
    front.memoryOffset = memoryOffset;
    front.vector = vector;
    front.vectorStart = vectorStart;
    front.status = BioStatus.OK;
    front.submittedNanos = submittedNanos;
    front.issuedNanos = 0;
    front.endedNanos = 0;
    front.parkedUntil = parkedUntil;
    front.next = null;
    return advance(sectors, front);
  }

  /** Takes sectors off the front that the device has done; its end makes it whole again. */
  void trimFront(long sectors) {
    if (!split && !trimmed) {
      noteWhole();
    }
    trimmed = true;
    int ignored = advance(sectors, null);
  }

  private void noteWhole() {
    wholeSector = sector;
    wholeBytes = bytes;
    wholeOffset = memoryOffset;
    wholeSegments = segmentCount;
    wholeVectorStart = vectorStart;
    wholeLastSegmentBytes = lastSegmentBytes;
  }

  /**
   * One of its pieces, or the rest, has ended.
   *
   * @return whether it was the last, so that the whole ends now
   */
  public boolean pieceEnded() {
    return (int) PIECES.getAndAdd(this, -1) == 1;
  }

  private void makeWhole() {
    split = false;
    trimmed = false;
    sector = wholeSector;
    bytes = wholeBytes;
    memoryOffset = wholeOffset;
    segmentCount = wholeSegments;
    vectorStart = wholeVectorStart;
    lastSegmentBytes = wholeLastSegmentBytes;
  }

  /** Forgets everything, so that a piece of the library's own can be used again. */
  public void recycle() {
    trimmed = false;
    submitted = false;
    target = null;
    parent = null;
    task = null;
    group = null;
    memory = null;
    vector = null;
    next = null;
  }

  /** Returns what to call at its end. */
  public @Nullable BioCallback callback() {
    return callback;
  }

  /** Returns the next bio of the list or request. */
  public @Nullable CoreBio nextCore() {
    return (CoreBio) next;
  }

  /** Links the next one. */
  public void linkNext(@Nullable CoreBio bio) {
    next = bio;
  }

  /** Sets how it ended, unless an error was set before. */
  public void end(BioStatus value) {
    if (status == BioStatus.OK) {
      status = value;
    }
  }

  /** Sets when a driver took it. */
  public void issued(long now) {
    issuedNanos = now;
  }

  /**
   * Whether priority and group are to be taken from the task: none was set since the last
   * submission derived them.
   */
  public boolean followsTask() {
    return IoPriority.classOf(priority) == 0 || (derived && priority == derivedPriority);
  }

  /** Sets the priority in effect, as it follows from the task's. */
  public void effectivePriority(int value) {
    priority = value;
    derivedPriority = value;
    derived = true;
  }

  /** Sets operation and flags. */
  public void opAndFlags(int value) {
    opAndFlags = value;
  }

  /** Charges it to its task's group unless another was set. */
  public void chargeTo(Group taskGroup) {
    if (group == null || group == derivedGroup) {
      group = taskGroup;
      derivedGroup = taskGroup;
    }
  }

  /** Returns how long it may wait for a request, 0 for ever. */
  public long timeLimitNanos() {
    return timeLimitNanos;
  }

  /**
   * Goes on behind sectors and data at the front. Segments are passed by, not copied: what the bio
   * and its pieces have of one vector are windows on it.
   *
   * @param front the bio that gets the data at the front, or null
   * @return number of data segments looked at
   */
  private int advance(long sectors, @Nullable CoreBio front) {
    long cutBytes = sectors << 9;
    int looked = 1;
    if (vector == null) {
      memoryOffset += cutBytes;
    } else {
      int passed = 0;
      long left = cutBytes;
      long length = segmentBytes(0);
      while (length < left) {
        left -= length;
        length = segmentBytes(++passed);
      }
      looked = passed + 1;
      if (front != null) {
        front.segmentCount = passed + 1;
        front.lastSegmentBytes = left;
      }
      if (passed > 0) {
        memoryOffset = 0;
      }
      memoryOffset += left;
      if (left == length) {
        memoryOffset = 0;
        passed++;
      } else if (passed == segmentCount - 1) {
        lastSegmentBytes -= left;
      }
      vectorStart += passed;
      segmentCount -= passed;
    }
    sector += sectors;
    bytes -= cutBytes;
    return looked;
  }

  // Commands of a driver's own.

  /** Says that it is such a command, where in the dispatch list it goes, and what tag it takes. */
  public void execute(boolean atHead, boolean reservedTag) {
    command = true;
    commandAtHead = atHead;
    reserved = reservedTag;
  }

  /** Whether it takes one of the tags that are kept for such commands. */
  public boolean isReserved() {
    return reserved;
  }

  /** Whether it is a command of a driver's own, rightly submitted. */
  public boolean isCommand() {
    return command;
  }

  /** Whether it goes before what waits for the driver. */
  public boolean isCommandAtHead() {
    return commandAtHead;
  }

  /** Describes an I/O without memory, for replays and simulations that move no data. */
  public void describe(
      Task newTask,
      Group newGroup,
      int newOpAndFlags,
      int newPriority,
      long newSector,
      long newSectors,
      int newSegments) {
    requireOwned();
    Operation.of(newOpAndFlags);
    task = newTask;
    group = newGroup;
    opAndFlags = newOpAndFlags;
    priority = newPriority;
    sector = newSector;
    bytes = newSectors << 9;
    segmentCount = newSegments;
    countedSegments = -1;
    memory = null;
    vector = null;
  }

  /** Returns the address of its first data byte, or 0 without data. */
  long firstAddress() {
    if (segmentCount == 0 || !hasMemory()) {
      return 0;
    }
    return segment(0).address() + segmentOffset(0);
  }

  /** Returns the address after its last data byte, or 0 without data. */
  long endAddress() {
    if (segmentCount == 0 || !hasMemory()) {
      return 0;
    }
    int last = segmentCount - 1;
    return segment(last).address() + segmentOffset(last) + segmentBytes(last);
  }

  /** Whether memory that it carries refuses writes. */
  public boolean hasReadOnlyMemory() {
    return readOnlyMemory;
  }

  /** Whether it carries memory at all. */
  public boolean hasMemory() {
    return memory != null || vector != null;
  }
}
