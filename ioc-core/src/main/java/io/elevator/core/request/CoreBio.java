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
 * The only implementation of {@link Bio}. The submitter and the queue hand a bio to each other.
 * Only its current owner may access it, and the hand-over (a lock of the elevator, a tag, the
 * callback) orders memory.
 */
public final class CoreBio extends OfferedBio {
  private boolean submitted;

  private @Nullable BioTarget target;

  /**
   * Waiter for the end of this bio. It is read before the bio is given back to its submitter, and
   * woken after the callback.
   */
  private @Nullable EndWaiter waiter;

  // The fields below are used while the bio is parked. They are guarded by the lock of its FIFO,
  // except that parkedIn may be read without the lock.
  volatile @Nullable BioFifo parkedIn;
  @Nullable CoreBio parkedPrevious;
  private long parkedAt;
  private long parkedUntil;

  /**
   * Whether this bio is parked as the rest of a split bio, from which further pieces are to be cut
   * off.
   */
  private boolean uncut;

  /**
   * Whether this bio must be issued in a request of its own, because a request that it shared with
   * other bios has failed.
   */
  private boolean alone;

  /**
   * Number of segments that a request counts for this bio; −1 for the number of its memory
   * segments.
   */
  private int countedSegments = -1;

  /** File that the bio's offset refers to; null for the device. */
  private @Nullable DriverFile file;

  private int stripe;
  private boolean command;
  private boolean commandAtHead;
  private boolean reserved;

  /** Creates an empty bio that belongs to its submitter. */
  public CoreBio() {}

  static {
    // Executes the access of the pieces' counter once, because the JVM needs memory for the first
    // execution. A bio whose piece could not be counted would never end.
    var linked = new CoreBio();
    boolean ignored = linked.pieceEnded();
    link(linked);
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
   * Makes the queue the owner of this bio, which its submitter owned.
   *
   * @throws IllegalStateException if the bio is already submitted
   */
  public void take(long now) {
    requireOwned();
    submitted = true;
    beginSubmission();
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
   * Sets the file that this bio's offset refers to, and with it the bio's sort key.
   *
   * @param value file of the queue's driver, or null for the device
   */
  public void place(@Nullable DriverFile value) {
    file = value;
    moveTo(offset);
  }

  /** Returns the file that this bio's offset refers to; null for the device. */
  public @Nullable DriverFile file() {
    return file;
  }

  @Override
  void moveTo(long newOffset) {
    DriverFile known = file;
    offset = newOffset;
    sortKey = (known == null ? 0 : known.sortKeyBase()) + (newOffset >>> DriverFile.SORT_KEY_SHIFT);
  }

  /**
   * Gives this bio back to its submitter, with the offset, length and data that it had at its
   * submission. Called before the callback.
   */
  public void giveBack() {
    makeWhole();
    next = null;
    target = null;
    submitted = false;
  }

  /** Returns the number of segments that a request counts for this bio. */
  public int countedSegments() {
    return countedSegments < 0 ? memory.count() : countedSegments;
  }

  /** Sets the number of segments that a request counts for this bio. */
  public void countedSegments(int value) {
    countedSegments = value;
  }

  /** Returns the stripe on which this bio was submitted. */
  public int stripe() {
    return stripe;
  }

  /** Sets the stripe on which this bio is submitted. */
  public void stripe(int value) {
    stripe = value;
  }

  /** Returns the queue that this bio is in, or null if it is in none. */
  public @Nullable BioTarget target() {
    return target;
  }

  /** Sets the queue that this bio is in. */
  public void target(BioTarget value) {
    target = value;
  }

  /** Returns the waiter for the end of this bio, or null if there is none. */
  public @Nullable EndWaiter waiter() {
    return waiter;
  }

  /** Sets the waiter for the end of this bio. */
  public void waiter(@Nullable EndWaiter value) {
    waiter = value;
  }

  /**
   * Returns the time until which this bio may be parked for a request, in nanoseconds; 0 for no
   * limit.
   */
  public long parkedUntil() {
    return parkedUntil;
  }

  /**
   * Sets the time until which this bio may be parked for a request, in nanoseconds; 0 for no limit.
   */
  public void parkedUntil(long nanos) {
    parkedUntil = nanos;
  }

  /** Returns when this bio was parked, in nanoseconds. */
  public long parkedAt() {
    return parkedAt;
  }

  /** Sets when this bio was parked, in nanoseconds. */
  public void parkedAt(long nanos) {
    parkedAt = nanos;
  }

  /** Returns whether this bio must be issued in a request of its own. */
  public boolean isAlone() {
    return alone;
  }

  /** Requires that this bio is issued in a request of its own until it ends. */
  public void issueAlone() {
    alone = true;
  }

  // The methods below split a bio.

  /**
   * Returns whether this bio is parked as the rest of a split bio, from which further pieces are to
   * be cut off.
   */
  public boolean isUncut() {
    return uncut;
  }

  /**
   * Sets whether this bio is parked as the rest of a split bio, from which further pieces are to be
   * cut off.
   */
  public void uncut(boolean value) {
    uncut = value;
  }

  /**
   * Cuts a piece off the front of this bio. The piece gets the same task, operation, flags and
   * priority, and is never merged. This bio is then the rest behind the piece, and ends when all
   * its pieces and the rest have ended.
   *
   * @param front an empty bio of the library's own
   * @param cutBytes length of the piece in bytes, less than this bio's
   * @param frontSegments data segments of the piece, as a request counts them
   * @return number of data segments that were visited, which are those of the piece: so cutting a
   *     bio of many segments into pieces visits each segment about once
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

  /** Clears all fields, so that a bio that the library uses for pieces can be used again. */
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

  /** Returns the callback that is called at the end of this bio. */
  public @Nullable BioCallback callback() {
    return callback;
  }

  /**
   * Returns the bio that follows this one in a list or request, or null if this is the last one.
   */
  public @Nullable CoreBio nextCore() {
    return (CoreBio) next;
  }

  /** Returns whether the submitter has set an operation. */
  public boolean hasOperation() {
    return operationState != NO_OPERATION;
  }

  /** Returns whether the submitter has set a task. */
  public boolean namesTask() {
    return task != null && (derived & TASK_DERIVED) == 0;
  }

  /** Sets the task of this bio to the one that the submitting thread carries. */
  public void takeTask(Task value) {
    task = value;
    derived |= TASK_DERIVED;
  }

  /** Returns whether the submitter has set a priority for this bio. */
  public boolean hasOwnPriority() {
    return priority != IoPriority.NONE_VALUE && (derived & PRIORITY_DERIVED) == 0;
  }

  /** Sets the priority of this bio that follows from its task. */
  public void takePriority(int value) {
    priority = value;
    derived |= PRIORITY_DERIVED;
  }

  /** Sets the operation and the flags of this bio. */
  public void opAndFlags(int value) {
    opAndFlags = value;
  }

  /** Charges this bio to its task's group, unless the submitter has set another group. */
  public void chargeTo(Group taskGroup) {
    if (group == taskGroup) {
      return;
    }
    if (group == null || (derived & GROUP_DERIVED) != 0) {
      group = taskGroup;
      derived |= GROUP_DERIVED;
    }
  }

  /**
   * Returns the longest time that this bio may wait for a request, in nanoseconds; 0 for no limit.
   */
  public long timeLimitNanos() {
    return timeLimitNanos;
  }

  // The methods below are for commands that are specific to a driver.

  /**
   * Marks this bio as a command that is specific to a driver.
   *
   * @param atHead whether the command goes to the head of the dispatch list
   * @param reservedTag whether the command takes one of the reserved tags
   */
  public void execute(boolean atHead, boolean reservedTag) {
    command = true;
    commandAtHead = atHead;
    reserved = reservedTag;
  }

  /** Returns whether this bio takes one of the tags that are reserved for commands. */
  public boolean isReserved() {
    return reserved;
  }

  /**
   * Returns whether this bio is a command that is specific to a driver and was submitted as such.
   */
  public boolean isCommand() {
    return command;
  }

  /**
   * Returns whether this command goes to the head of the dispatch list, before the requests that
   * wait there for the driver.
   */
  public boolean isCommandAtHead() {
    return commandAtHead;
  }

  /**
   * Sets the fields of this bio to an I/O without memory, for replays and simulations that move no
   * data.
   */
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

  /** Returns whether any memory segment of this bio is read-only. */
  public boolean hasReadOnlyMemory() {
    return memory.isReadOnly();
  }

  /** Returns whether the arenas of all data segments are open. */
  public boolean hasOpenMemory() {
    return memory.isOpen();
  }

  /** Returns whether this bio has memory for data. */
  public boolean hasMemory() {
    return memory.isPresent();
  }
}
