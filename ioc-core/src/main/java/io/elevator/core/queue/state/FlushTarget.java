package io.elevator.core.queue.state;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.core.request.CoreRequest;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A target of flushes: the device, or one file with all its handles. Holds the requests of one
 * hardware queue that are in a flush sequence for it. A target has at most one flush in flight, for
 * which it has a request of its own; flushes of several targets are in flight at once. A target of
 * a file serves another file after the last request has left it.
 *
 * <p>The lock of the flush machine guards all fields. The flush request belongs to its owner, as
 * any request does.
 */
public final class FlushTarget {
  /**
   * Longest time that waiting requests are delayed by data steps of other requests before a flush
   * is issued nevertheless, in nanoseconds.
   */
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final QueueRequest flush;
  private final RequestList[] waiting = {new RequestList(), new RequestList()};
  private int pendingIndex;
  private int runningIndex;
  private int inData;
  private long pendingSince;

  /** {@link BioFlags#META} if a request that waits for the next flush has it, else 0. */
  private int pendingMeta;

  /** Number of requests in a sequence for the file; not counted for the device. */
  private int members;

  /** The handle by which a request first named the file; null for the device and while unused. */
  private @Nullable DriverFile file;

  /** Next target in the list of the flush machine that has this target. */
  public @Nullable FlushTarget next;

  /**
   * The state of a target at one moment, for the debug state.
   *
   * @param file name of the file; the empty string for the device
   * @param inData number of requests whose data the drive has
   * @param pending requests that wait for the next flush
   * @param running requests that the flush in flight serves
   * @param ownFlush the flush in flight, or no element
   */
  public record State(
      String file,
      int inData,
      List<RequestState> pending,
      List<RequestState> running,
      List<RequestState> ownFlush) {}

  /** Creates a target without a file, which has no request. Calls the driver. */
  public FlushTarget(CoreHardwareQueue hctx, BlockDriver driver) {
    this.flush = new QueueRequest(hctx, hctx.pool(), 0);
    flush.bindDriver(driver);
    flush.flushTarget = this;
  }

  /** Returns the request that flushes this target. */
  public QueueRequest flush() {
    return flush;
  }

  /** Returns the handle by which a request first named the file, or null. */
  public @Nullable DriverFile file() {
    return file;
  }

  /** Returns whether this target has the file of a handle; calls {@code equals} of its identity. */
  public boolean isOf(DriverFile handle) {
    DriverFile own = file;
    return own == handle
        || (own != null
            && own.sortKeyBase() == handle.sortKeyBase()
            && own.inode().equals(handle.inode()));
  }

  /** Makes this unused target the target of a file. */
  public void use(DriverFile handle) {
    file = handle;
  }

  /** Counts a request that begins a sequence for the file. */
  public void join() {
    members++;
  }

  /**
   * Counts a request off that has ended its sequence.
   *
   * @return whether it was the last one; this target is then unused, and keeps no handle
   */
  public boolean leave() {
    members--;
    if (members > 0) {
      return false;
    }
    file = null;
    flush.forgetFile();
    return true;
  }

  /** Returns the number of requests in a sequence. */
  public int size() {
    return inData + waiting[0].size() + waiting[1].size();
  }

  /** Counts a request whose data step begins. */
  public void beginData() {
    inData++;
  }

  /** Counts a request off whose data step has ended. */
  public void endData() {
    inData--;
  }

  /** Adds a request that waits for the next flush. */
  public void await(QueueRequest rq, long now) {
    if (waiting[pendingIndex].isEmpty()) {
      pendingSince = now;
    }
    rq.place = Place.FLUSH;
    pendingMeta |= rq.opAndFlags() & BioFlags.META;
    waiting[pendingIndex].addLast(rq);
  }

  /**
   * Prepares the flush request if a flush is due: a request waits, no flush is in flight, and the
   * drive has no data of a sequence, or the first request has waited long enough. The flush request
   * gets tag and file of the request that has waited longest.
   *
   * @param trigger operation and flags of the request at whose step this is called
   * @param accounting whether the flush is counted in the disk statistics
   * @return whether the caller has to issue the flush request
   */
  public boolean beginIfDue(int trigger, boolean accounting, long now) {
    QueueRequest first = (QueueRequest) waiting[pendingIndex].first();
    if (pendingIndex != runningIndex
        || first == null
        || (inData > 0 && now - pendingSince < PATIENCE_NANOS)) {
      return false;
    }
    pendingIndex ^= 1;
    int inherited = trigger & (BioFlags.FAILFAST_MASK | BioFlags.DRV);
    // A device has no attributes that a flush could leave out.
    int meta = first.file() == null ? 0 : pendingMeta;
    pendingMeta = 0;
    flush.allocate(
        first.hardwareQueue(),
        Operation.FLUSH.code() | BioFlags.PREFLUSH | inherited | meta,
        null,
        null,
        first.stripe(),
        accounting ? CoreRequest.FLUSH_SEQ | CoreRequest.IO_STAT : CoreRequest.FLUSH_SEQ,
        now);
    flush.givenBack = 0;
    flush.borrowFrom(first);
    return true;
  }

  /** Ends the flush in flight: moves the requests that it served to the end of a list. */
  public void end(RequestList served) {
    flush.place = Place.FREE;
    served.moveAllFrom(waiting[runningIndex]);
    runningIndex ^= 1;
  }

  /** Returns the state of this target. */
  public State state() {
    DriverFile named = file;
    boolean inFlight = pendingIndex != runningIndex;
    return new State(
        named == null ? "" : named.name(),
        inData,
        CoreHardwareQueue.statesOf(waiting[pendingIndex]),
        inFlight ? CoreHardwareQueue.statesOf(waiting[runningIndex]) : List.of(),
        inFlight ? List.of(RequestState.of(flush)) : List.of());
  }
}
