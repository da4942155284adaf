package io.elevator.core.request;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioFlags;
import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import io.elevator.spi.driver.DriverFile;
import org.jspecify.annotations.Nullable;

/**
 * The one kind of {@link Bio}. Its submitter and the queue hand it to each other; whoever has it
 * may touch all of it, and the hand-over (a lock of the elevator, a tag, the callback) orders
 * memory.
 */
public final class CoreBio extends SplitBio {
  /** Set in {@link #offers} while an elevator may join the bio to a request. */
  private static final long ON_OFFER = 1;

  private boolean submitted;

  /**
   * Number of submissions, times 2, plus {@link #ON_OFFER}; 0 before the first. One word, so that
   * the thread which offered the bio can tell afterwards whether a request has it, even if the bio
   * has ended and was submitted again meanwhile.
   */
  private long offers;

  private @Nullable BioTarget target;

  /**
   * Waiter for the end; read before the bio is returned to its submitter, woken after the callback.
   */
  private @Nullable EndWaiter waiter;

  // While it waits: guarded by the lock of the place where it waits, except that parkedIn may be
  // read without.
  volatile @Nullable BioFifo parkedIn;
  @Nullable CoreBio parkedPrevious;
  private long parkedUntil;

  /** Whether it waits as the rest of a split bio that is to be cut further. */
  private boolean uncut;

  /**
   * Whether this bio is issued in a request of its own, because a request that it shared failed.
   */
  private boolean alone;

  /** Segments as a request counts them, −1 for as many as pieces of memory. */
  private int countedSegments = -1;

  /** File that the offset refers to; null for the device. */
  private @Nullable DriverFile file;

  private int stripe;
  private boolean command;
  private boolean commandAtHead;
  private boolean reserved;

  /** Makes an empty bio that belongs to its submitter. */
  public CoreBio() {}

  static {
    // Links the access of the pieces' counter, for which the JVM needs memory when it is first
    // executed: a bio whose piece could not be counted would never end.
    boolean ignored = new CoreBio().pieceEnded();
  }

  @Override
  protected void requireOwned() {
    if (submitted) {
      throw new IllegalStateException("the bio " + this + " is submitted and has not ended");
    }
  }

  /** Returns whether the queue owns this bio. */
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
    offers = (offers | ON_OFFER) + 1;
    beginResult(now);
    countedSegments = -1;
    uncut = false;
    alone = false;
    command = false;
    reserved = false;
    next = null;
    closeDescription();
  }

  /**
   * Offers this bio to an elevator, whose merge functions join it to a request at most once.
   *
   * @return the offer, for {@link #isStillOffered}
   */
  public long offer() {
    offers |= ON_OFFER;
    return offers;
  }

  /**
   * Whether no request took this bio since an offer, so that the caller of {@link #offer} owns it.
   */
  public boolean isStillOffered(long offer) {
    return offers == offer;
  }

  /** Ends an offer that no request took. */
  public void withdrawOffer() {
    offers &= ~ON_OFFER;
  }

  /** Whether a request may take this bio: it is on offer, or never was in a queue (in a replay). */
  boolean isOffered() {
    return offers == 0 || (offers & ON_OFFER) != 0;
  }

  /**
   * Sets the file that the offset refers to, which gives this bio its sort key.
   *
   * @param value file of the queue's driver, or null for the device
   */
  public void place(@Nullable DriverFile value) {
    file = value;
    moveTo(offset);
  }

  /** Returns the file that the offset refers to; null for the device. */
  public @Nullable DriverFile file() {
    return file;
  }

  @Override
  void moveTo(long newOffset) {
    DriverFile known = file;
    offset = newOffset;
    sortKey = (known == null ? 0 : known.sortKeyBase()) + (newOffset >>> DriverFile.SORT_KEY_SHIFT);
  }

  /** Gives it back to its submitter, whole again, before the callback. */
  public void giveBack() {
    makeWhole();
    next = null;
    target = null;
    submitted = false;
  }

  /** Returns how many segments a request counts for it. */
  public int countedSegments() {
    return countedSegments < 0 ? memory.count() : countedSegments;
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

  /** Returns the waiter for the end of this bio, or null. */
  public @Nullable EndWaiter waiter() {
    return waiter;
  }

  /** Sets the waiter for the end of this bio. */
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

  /** Whether this bio is issued in a request of its own. */
  public boolean isAlone() {
    return alone;
  }

  /** Makes this bio be issued in a request of its own until it ends. */
  public void issueAlone() {
    alone = true;
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

  /**
   * Cuts a front piece off: the piece gets the same task, operation, flags and priority, and is
   * never merged; this bio goes on behind it and ends when all its pieces have.
   *
   * @param front an empty bio of the library's own
   * @param cutBytes length of the piece in bytes, less than this bio's
   * @param frontSegments data segments of the piece, as a request counts them
   * @return number of data segments looked at, which are those of the piece: a bio of many segments
   *     is cut to its end in one pass over them
   */
  public int cut(CoreBio front, long cutBytes, int frontSegments) {
    addPiece(front);
    front.stripe = stripe;
    front.submitted = true;
    front.target = target;
    front.task = task;
    front.group = group;
    front.opAndFlags = opAndFlags | BioFlags.NOMERGE;
    front.operationState = SUBMITTED_OPERATION;
    front.priority = priority;
    front.handle = handle;
    front.file = file;
    front.offset = offset;
    front.sortKey = sortKey;
    front.length = cutBytes;
    front.countedSegments = frontSegments;
    front.memory.share(memory);
    front.beginResult(submittedNanos());
    front.parkedUntil = parkedUntil;
    front.next = null;
    return advance(cutBytes, front);
  }

  /** Forgets everything, so that a piece of the library's own can be used again. */
  public void recycle() {
    forgetPieces();
    forgetFailure();
    submitted = false;
    target = null;
    task = null;
    group = null;
    handle = null;
    file = null;
    memory.clear(0);
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

  /** Returns whether an operation was set. */
  public boolean hasOperation() {
    return operationState != NO_OPERATION;
  }

  /** Returns whether the submitter has set a task. */
  public boolean namesTask() {
    return task != null && (derived & TASK_DERIVED) == 0;
  }

  /** Sets the task that the submitting thread carries. */
  public void takeTask(Task value) {
    task = value;
    derived |= TASK_DERIVED;
  }

  /** Returns whether the submitter has set a priority of this bio's own. */
  public boolean hasOwnPriority() {
    return priority != IoPriority.NONE_VALUE && (derived & PRIORITY_DERIVED) == 0;
  }

  /** Sets the priority in effect, which follows from the task's. */
  public void takePriority(int value) {
    priority = value;
    derived |= PRIORITY_DERIVED;
  }

  /** Sets operation and flags. */
  public void opAndFlags(int value) {
    opAndFlags = value;
  }

  /** Charges this bio to its task's group unless the submitter has set another group. */
  public void chargeTo(Group taskGroup) {
    if (group == taskGroup) {
      return;
    }
    if (group == null || (derived & GROUP_DERIVED) != 0) {
      group = taskGroup;
      derived |= GROUP_DERIVED;
    }
  }

  /** Returns how long it may wait for a request, 0 for ever. */
  public long timeLimitNanos() {
    return timeLimitNanos;
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
      long newSortKey,
      long newSectors,
      int newSegments) {
    requireOwned();
    Operation.of(newOpAndFlags);
    task = newTask;
    group = newGroup;
    opAndFlags = newOpAndFlags;
    priority = newPriority;
    handle = null;
    file = null;
    offset = newSortKey << DriverFile.SORT_KEY_SHIFT;
    sortKey = newSortKey;
    length = newSectors << 9;
    countedSegments = -1;
    memory.clear(newSegments);
    operationState = NEW_OPERATION;
  }

  /** Returns the address of the first data byte, or 0 if there is no data. */
  long firstAddress() {
    return memory.firstAddress();
  }

  /** Returns the address behind the last data byte, or 0 if there is no data. */
  long endAddress() {
    return memory.endAddress(length);
  }

  /** Returns whether a data segment refuses writes. */
  public boolean hasReadOnlyMemory() {
    return memory.isReadOnly();
  }

  /** Returns whether the arenas of all data segments are open. */
  public boolean hasOpenMemory() {
    return memory.isOpen();
  }

  /** Returns whether this bio has memory. */
  public boolean hasMemory() {
    return memory.isPresent();
  }
}
