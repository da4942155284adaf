package io.elevator.core.queue.path;

import io.elevator.api.BioStatus;
import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.queue.tags.TagSource;
import io.elevator.core.queue.tags.TagSpace;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.FailureCause;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One hardware queue as the driver knows it: driver tags, the dispatch list in front of the driver,
 * and the marks that decide when it is run.
 *
 * <p>The dispatch list is guarded by {@link #lock}, a leaf; {@code dispatchable} says without the
 * lock whether it holds anything. The restart mark pairs with the dispatch list: the runner sets
 * it, puts leftovers into the list and then reads it (all volatile or under the lock), a completion
 * gives back its tag (a full fence) and then reads and clears it, so either the completion sees the
 * list or the runner sees the mark gone. Pool, software queues and whether it is in use change only
 * while the queue is frozen and quiesced. The busy average is a hint.
 */
public final class CoreHardwareQueue extends DriverQueue {
  /** Pause before a retry that no completion will bring, in nanoseconds. */
  public static final long RETRY_NANOS = 3_000_000;

  private final QueueOfRequests queue;
  private final String queueName;
  private final int index;
  private final boolean blocking;
  private final BooleanSupplier quiesced;
  private final TimeBase time;
  private final Timeouts timeouts;
  private final Completer completer;
  private final Requeues requeues;
  private final QueueErrors errors;
  private final HardwareTags tags;
  private final ShortLock lock = new ShortLock();
  private final RequestList dispatchList = new RequestList();
  private final Dispatcher dispatcher;
  private final RunWord runWord = new RunWord();
  private final Runnable job = this::runAsJob;
  private final AtomicBoolean jobQueued = new AtomicBoolean();
  private final Runnable handedOverJob = this::takeOverIfNobodyHas;
  private final AtomicBoolean handedOverJobQueued = new AtomicBoolean();
  private final FlushMachine flushes;
  private final DelayedRuns delayedRuns;
  private RequestPool pool;
  private final Staging software;
  private volatile int dispatchable;
  private volatile boolean restart;
  private volatile boolean stopped;
  private volatile boolean inactive;
  private int busyAverage;

  /**
   * Makes a hardware queue without an elevator.
   *
   * @param quiesced whether runs are forbidden now
   * @param tagRetry how a bio that waited for a tag goes on
   * @param timers makes a timer whose callback is an entry into the library
   * @param flushMachines makes the flushes of the hardware queue
   * @param dispatchers makes the runs of the hardware queue
   * @param first the queue's first hardware queue, if it and this one have one supply of tags
   */
  public CoreHardwareQueue(
      QueueOfRequests queue,
      String queueName,
      int index,
      TagSource source,
      @Nullable CoreHardwareQueue first,
      Staging.Stripes stripes,
      BlockDriver driver,
      boolean blocking,
      BooleanSupplier quiesced,
      TimeBase time,
      Timeouts timeouts,
      Completer completer,
      Requeues requeues,
      QueueErrors errors,
      ParkedBios.Retry tagRetry,
      Function<Timer.Callback, Timer> timers,
      Function<CoreHardwareQueue, FlushMachine> flushMachines,
      Function<CoreHardwareQueue, Dispatcher> dispatchers) {
    this.queue = queue;
    this.queueName = queueName;
    this.blocking = blocking;
    this.quiesced = quiesced;
    this.time = time;
    this.timeouts = timeouts;
    this.completer = completer;
    this.requeues = requeues;
    this.errors = errors;
    this.index = index;
    this.tags =
        new HardwareTags(this, source, timeouts, time, tagRetry, first == null ? null : first.tags);
    this.pool =
        first == null ? new RequestPool(this, driver, tags) : new RequestPool(this, first.pool);
    this.software = new Staging(this, runWord, timers, stripes);
    this.flushes = flushMachines.apply(this);
    this.dispatcher = dispatchers.apply(this);
    this.delayedRuns = new DelayedRuns(this, timers);
    // Links the access, for which the JVM needs memory when it is first executed.
    boolean ignored = jobQueued.getAndSet(false);
  }

  // The queue's side.

  QueueOfRequests queue() {
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

  public FlushMachine flushes() {
    return flushes;
  }

  public Dispatcher dispatcher() {
    return dispatcher;
  }

  public RunWord runWord() {
    return runWord;
  }

  /** Takes a driver tag for a request that has none. */
  public boolean takeDriverTag(QueueRequest rq) {
    int tag = tags.take(rq.stripe(), rq.has(CoreRequest.RESERVED));
    if (tag < 0) {
      return false;
    }
    rq.driverTag(tag);
    return true;
  }

  /** Gives the driver tag back, if the request has a scheduler tag to live with. */
  public void releaseDriverTag(QueueRequest rq) {
    if (rq.pool().hasElevator() && rq.hasDriverTag()) {
      int tag = rq.driverTag();
      rq.driverTag(-1);
      tags.release(tag);
    }
  }

  /** A request waits for a driver tag: whoever frees one runs this. The caller tries once more. */
  void awaitDriverTag(QueueRequest rq) {
    markRestart();
    tags.await(rq.has(CoreRequest.RESERVED));
  }

  /** Goes on after a wait in the line for shared tags. The thread is inside. */
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

  boolean hasDispatchable() {
    return dispatchable != 0;
  }

  void addDispatch(QueueRequest rq, boolean atHead) {
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

  void addDispatch(RequestList all) {
    lock.lock();
    try {
      dispatchList.moveAllFrom(all);
      dispatchable = dispatchList.size();
    } finally {
      lock.unlock();
    }
  }

  /** Moves the whole dispatch list to the end of another list. */
  void takeDispatch(RequestList into) {
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

  /** Returns the states of the requests in a list, whose lock the caller holds. */
  static List<RequestState> statesOf(RequestList list) {
    List<RequestState> states = new ArrayList<>(list.size());
    for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
      states.add(RequestState.of((QueueRequest) rq));
    }
    return states;
  }

  /** Returns how many requests are in the dispatch list; a moving picture. */
  public int dispatchSize() {
    return dispatchable;
  }

  /** Whether the calling thread holds one of its locks; for checks of hooks. */
  public boolean isLockHeld() {
    return lock.isHeldByCurrentThread()
        || software.isLockHeld()
        || flushes.isLockHeld()
        || tags.isLockHeld();
  }

  // Marks.

  void markRestart() {
    restart = true;
  }

  public boolean isMarkedRestart() {
    return restart;
  }

  /** Something was freed: runs if somebody waits for that. The thread is inside. */
  void restartIfMarked(Activation activation) {
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

  /** Whether it may not be run. */
  public boolean isHalted() {
    return stopped || inactive || quiesced.getAsBoolean();
  }

  /** Puts it to use for these stripes; the queue is frozen and quiesced. */
  void activate(Staging.Stripes stripes) {
    software.use(stripes);
    inactive = false;
  }

  /**
   * It is not in use any more: a run that was asked for before does nothing. The queue is frozen
   * and quiesced.
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

  void updateBusy(boolean busy) {
    int old = busyAverage;
    if (old != 0 || busy) {
      busyAverage = (7 * old + (busy ? 16 : 0)) / 8;
    }
  }

  // Runs.

  /** Runs, or leaves that to whoever runs. The thread is inside, with no lock held. */
  void run(Activation activation) {
    if (blocking) {
      deferRun();
    } else {
      dispatcher.run(activation);
    }
  }

  private void runAsJob() {
    jobQueued.set(false);
    deferredRun();
  }

  private void deferredRun() {
    try (Activation activation = Activation.enter(time)) {
      dispatcher.run(activation);
    }
  }

  /** Leaves a run to a worker, unless one that has not begun is to do it already. */
  public void deferRun() {
    if (!jobQueued.getAndSet(true) && !defer(job)) {
      jobQueued.set(false);
      runWithin(RETRY_NANOS);
    }
  }

  /** Defers a job; returns false if it was not taken, as memory is out or time has ended. */
  private boolean defer(Runnable task) {
    try {
      time.defer(task);
      return true;
    } catch (Throwable e) {
      errors.report("leaving a run to a worker", e);
      return false;
    }
  }

  /**
   * Leaves the rest of a run to whoever comes by next, who is mostly one of those it is for; a
   * worker looks whether nobody came.
   */
  void handOverRun() {
    runWord.handOver();
    if (!handedOverJobQueued.getAndSet(true) && !defer(handedOverJob)) {
      handedOverJobQueued.set(false);
      runWithin(RETRY_NANOS);
    }
  }

  private void takeOverIfNobodyHas() {
    handedOverJobQueued.set(false);
    if (runWord.isHandedOver()) {
      deferredRun();
    }
  }

  /**
   * Closes the timers.
   *
   * @param nanos limit of the wait for a callback in progress, in nanoseconds
   * @return whether none is in progress
   */
  public boolean closeTimer(long nanos) {
    boolean still = delayedRuns.close(nanos);
    return software.close(nanos) && still;
  }

  // DriverQueue.

  @Override
  public int index() {
    return index;
  }

  @Override
  public void run() {
    Activation activation = Activation.current();
    if (activation.isInside()) {
      activation.requestRun(this);
    } else {
      // The caller may hold a lock, which this call cannot see; a worker holds none.
      deferRun();
    }
  }

  @Override
  public void runAfter(long nanos) {
    // A driver's or an elevator's own figure, which may be any.
    delayedRuns.ask(time.now() + Math.min(nanos, TimeBase.LONGEST_NANOS));
  }

  /** Asks for a run after some time, or before: one that is to come earlier will do. */
  void runWithin(long nanos) {
    delayedRuns.askBy(time.now() + nanos);
  }

  @Override
  public void complete(long cookie, BioStatus status, int errno, @Nullable Throwable cause) {
    completer.complete(this, cookie, status, FailureCause.of(errno, cause), Completions.ALL);
  }

  @Override
  public void completeShort(long cookie, long transferred) {
    if (transferred < 0) {
      throw new IllegalArgumentException(
          this + ": " + transferred + " bytes are reported as moved; expected 0 or more");
    }
    completer.complete(this, cookie, BioStatus.OK, null, transferred);
  }

  @Override
  public void completePart(
      long cookie, long bytes, BioStatus status, int errno, @Nullable Throwable cause) {
    completer.completePart(this, cookie, bytes, status, FailureCause.of(errno, cause));
  }

  @Override
  public void complete(Completions batch) {
    completer.complete(this, batch);
  }

  @Override
  public void requeue(long cookie, boolean kick) {
    requeues.requeue(this, cookie, false, kick);
  }

  @Override
  public void requeuePrepared(long cookie, boolean kick) {
    requeues.requeue(this, cookie, true, kick);
  }

  @Override
  public void kickRequeue() {
    requeues.kick();
  }

  @Override
  public void expire(long cookie) {
    QueueRequest rq = tags.slot(cookie);
    if (rq != null && rq.isInFlight(cookie)) {
      timeouts.expire(rq, cookie, time.now());
    }
  }

  @Override
  public @Nullable DriverRequest started(long cookie) {
    QueueRequest rq = tags.slot(cookie);
    return rq != null && rq.isInFlight(cookie) ? rq : null;
  }

  @Override
  public String toString() {
    return "hardware queue " + index + " of " + queueName;
  }
}
