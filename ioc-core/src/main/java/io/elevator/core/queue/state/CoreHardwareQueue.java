package io.elevator.core.queue.state;

import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.queue.tags.TagSource;
import io.elevator.core.queue.tags.TagSpace;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One hardware queue: tags, the software queues of its stripes, the dispatch list in front of the
 * driver, the run word, and the marks that decide when it is run. This object only holds these:
 * {@link Runs} dispatches the requests, and the driver and the elevator each have an object of
 * their own for the hardware queue.
 *
 * <p>{@link #lock}, which is taken last, guards the dispatch list; {@code dispatchable} tells
 * without the lock whether the list has requests. The restart mark and the dispatch list form a
 * pair: the runner sets the mark, puts remaining requests into the list and then reads the mark; a
 * completion gives back its tag (a full fence) and then reads and clears the mark. All these
 * accesses are volatile or under the lock. So either the completion sees the list or the runner
 * sees that the mark was cleared. Pool, software queues, and whether the hardware queue is in use,
 * change only while the queue is frozen and quiesced. The busy average is a hint.
 */
public final class CoreHardwareQueue {
  /** Delay before a retry that no completion will cause, in nanoseconds. */
  public static final long RETRY_NANOS = 3_000_000;

  private final QueueOfRequests queue;
  private final String queueName;
  private final QueueMarks marks;
  private final int index;
  private final TimeBase time;
  private final HardwareTags tags;
  private final ShortLock lock = new ShortLock();
  private final RequestList dispatchList = new RequestList();
  private final RunWord runWord = new RunWord();
  private final Runs runs;
  private final DriverQueue driverQueue;
  private final AtomicLong stale = new AtomicLong();
  private RequestPool pool;
  private final Staging software;
  private volatile int dispatchable;
  private volatile boolean restart;
  private volatile boolean stopped;
  private volatile boolean inactive;
  private int busyAverage;

  /**
   * Creates a hardware queue without an elevator.
   *
   * @param tagRetry how a bio that waited for a tag continues
   * @param runs creates the runs of the hardware queue
   * @param driverQueues creates the object by which the driver knows the hardware queue
   * @param first the queue's first hardware queue if it shares its driver tags with this one, else
   *     null
   */
  public CoreHardwareQueue(
      QueueOfRequests queue,
      String queueName,
      int index,
      TagSource source,
      @Nullable CoreHardwareQueue first,
      Staging.Stripes stripes,
      BlockDriver driver,
      QueueMarks marks,
      TimeBase time,
      RequestWatch watch,
      ParkedBios.Retry tagRetry,
      QueueTimers timers,
      Function<CoreHardwareQueue, Runs> runs,
      Function<CoreHardwareQueue, DriverQueue> driverQueues) {
    this.queue = queue;
    this.queueName = queueName;
    this.marks = marks;
    this.time = time;
    this.index = index;
    this.tags =
        new HardwareTags(this, source, watch, time, tagRetry, first == null ? null : first.tags);
    this.pool =
        first == null ? new RequestPool(this, driver, tags) : new RequestPool(this, first.pool);
    this.software = new Staging(this, runWord, timers, stripes);
    this.runs = runs.apply(this);
    this.driverQueue = driverQueues.apply(this);
  }

  // The queue's side.

  public QueueOfRequests queue() {
    return queue;
  }

  public RequestPool pool() {
    return pool;
  }

  public void pool(RequestPool value) {
    pool = value;
  }

  public HardwareTags tags() {
    return tags;
  }

  public TagSpace driverTags() {
    return tags.space();
  }

  public Staging software() {
    return software;
  }

  /** Returns the runs of this hardware queue. */
  public Runs runs() {
    return runs;
  }

  /** Returns the object by which the driver knows this hardware queue. */
  public DriverQueue driverQueue() {
    return driverQueue;
  }

  public int index() {
    return index;
  }

  /** Counts a report of the driver that named no I/O in flight. */
  public void countStaleReport() {
    stale.incrementAndGet();
  }

  /** Returns the number of reports of the driver that named no I/O in flight. */
  public long staleReports() {
    return stale.get();
  }

  public RunWord runWord() {
    return runWord;
  }

  /** Takes a driver tag for a request that has none; returns false if no driver tag is free. */
  public boolean takeDriverTag(QueueRequest rq) {
    int tag = tags.take(rq.stripe(), rq.has(CoreRequest.RESERVED));
    if (tag < 0) {
      return false;
    }
    rq.driverTag(tag);
    return true;
  }

  /** Gives back the driver tag of a request that also has a scheduler tag. */
  public void releaseDriverTag(QueueRequest rq) {
    if (rq.pool().hasElevator() && rq.hasDriverTag()) {
      int tag = rq.driverTag();
      rq.driverTag(-1);
      tags.release(tag);
    }
  }

  /**
   * Records that a request waits for a driver tag, so that the thread that frees one runs this
   * hardware queue. The caller must then try once more to take a tag.
   */
  public void awaitDriverTag(QueueRequest rq) {
    markRestart();
    tags.await(rq.has(CoreRequest.RESERVED));
  }

  /**
   * Continues with waiting bios and requests after a wait in the line for shared tags. The thread
   * has entered the library.
   */
  void goOnWithTags(ParkedBios parked, SharedTags.Place place, int free) {
    Activation activation = Activation.current();
    if (!parked.isEmpty() && !pool.hasElevator()) {
      activation.beginStep(time);
      boolean resumed = parked.resume(free, activation);
      if (resumed && !parked.isEmpty()) {
        place.await();
      }
    }
    activation.requestRun(this);
  }

  // The dispatch list.

  public boolean hasDispatchable() {
    return dispatchable != 0;
  }

  public void addDispatch(QueueRequest rq, boolean atHead) {
    lock.lock();
    try {
      rq.place = Place.DISPATCH;
      if (atHead) {
        dispatchList.addFirst(rq);
      } else {
        dispatchList.addLast(rq);
      }
      dispatchable = dispatchList.size();
    } finally {
      lock.unlock();
    }
  }

  public void addDispatch(RequestList all) {
    lock.lock();
    try {
      dispatchList.moveAllFrom(all);
      dispatchable = dispatchList.size();
    } finally {
      lock.unlock();
    }
  }

  /** Moves all requests of the dispatch list to the end of another list. */
  public void takeDispatch(RequestList into) {
    lock.lock();
    try {
      into.moveAllFrom(dispatchList);
      dispatchable = 0;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the states of the requests in the dispatch list. */
  public List<RequestState> dispatchStates() {
    lock.lock();
    try {
      return statesOf(dispatchList);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the states of the requests in a list. The caller holds the lock that guards the list.
   */
  public static List<RequestState> statesOf(RequestList list) {
    List<RequestState> states = new ArrayList<>(list.size());
    for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
      states.add(RequestState.of((QueueRequest) rq));
    }
    return states;
  }

  /** Returns the number of requests in the dispatch list; a snapshot. */
  public int dispatchSize() {
    return dispatchable;
  }

  /**
   * Returns whether the calling thread holds a lock of this hardware queue; for checks of hooks.
   */
  public boolean isLockHeld() {
    return lock.isHeldByCurrentThread() || software.isLockHeld() || tags.isLockHeld();
  }

  // Marks.

  public void markRestart() {
    restart = true;
  }

  public boolean isMarkedRestart() {
    return restart;
  }

  /**
   * Runs this hardware queue if a request waits for a resource. Called after a resource such as a
   * tag was freed. The thread has entered the library.
   */
  public void restartIfMarked(Activation activation) {
    if (restart) {
      restart = false;
      activation.requestRun(this);
    }
  }

  public boolean isStopped() {
    return stopped;
  }

  public void stopped(boolean value) {
    stopped = value;
  }

  /**
   * Returns whether runs are forbidden: the queue is quiesced or this hardware queue is stopped.
   */
  public boolean isHalted() {
    return stopped || inactive || marks.isQuiesced();
  }

  /** Begins to use this hardware queue for the given stripes. The queue is frozen and quiesced. */
  void activate(Staging.Stripes stripes) {
    software.use(stripes);
    inactive = false;
  }

  /**
   * Ends the use of this hardware queue: runs requested earlier do nothing. The queue is frozen and
   * quiesced.
   */
  void deactivate() {
    inactive = true;
    stopped = false;
    busyAverage = 0;
    SharedTags.User user = tags.user();
    if (user != null) {
      boolean ignored = user.rest();
    }
  }

  public int busyAverage() {
    return busyAverage;
  }

  public void updateBusy(boolean busy) {
    int old = busyAverage;
    if (old != 0 || busy) {
      busyAverage = (7 * old + (busy ? 16 : 0)) / 8;
    }
  }

  /**
   * Closes the timers of this hardware queue.
   *
   * @param nanos limit of the wait for a callback in progress, in nanoseconds
   * @return whether no callback is in progress
   */
  public boolean closeTimers(long nanos) {
    boolean still = runs.close(nanos);
    return software.close(nanos) && still;
  }

  @Override
  public String toString() {
    return "hardware queue " + index + " of " + queueName;
  }
}
