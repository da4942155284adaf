package io.elevator.core.queue.admin;

import io.elevator.api.QueueLimits;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.defects.Suppressed;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.run.QueueRuns;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.ElevatorHardwareQueue;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.Gate;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.QueueTimers;
import io.elevator.core.queue.state.RequestPool;
import io.elevator.core.queue.state.TagSet;
import io.elevator.core.queue.submit.BioMerges;
import io.elevator.core.request.AttachmentHost;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.ElevatorAttachment;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One attachment of an elevator to the queue, with its own tags and requests. A new attachment is
 * complete before the old one is dismantled. The number of tags changes only while the queue is
 * frozen.
 */
public final class AttachedElevator implements AttachmentHost {
  /** Creates the object through which the queue calls the hooks of an attached elevator. */
  @FunctionalInterface
  public interface MakeCalls {
    /**
     * Creates the object through which the queue calls the hooks of an elevator of the given kind.
     */
    ElevatorCalls of(ElevatorAttachment attachment, ElevatorKind kind);
  }

  private final BioMerges merges;
  private final Gate gate;
  private final QueueMarks marks;
  private final TimeBase time;
  private final Entrance entrance;
  private final Listeners listeners;
  private final DiskStatistics diskStatistics;
  private final TagSet tagSet;
  private final QueueIcqs icqs;
  private final int stripes;
  private final QueueErrors errors;
  private final ElevatorInUse elevatorInUse;
  private final QueueRuns runs;
  private final QueueTimers timers;
  private final ElevatorKind kind;
  private final ElevatorHardwareQueue[] facing;
  private final ElevatorCalls calls;

  /**
   * Lock that serialises reading and writing of the elevator's attributes; taken before the
   * elevator's own lock.
   */
  private final ReentrantLock attributes = new ReentrantLock();

  /**
   * Whether the elevator was detached. Written under {@link #attributes}; timers read it without a
   * lock.
   */
  private volatile boolean detached;

  private int nrRequests;

  /** Timers that the elevator created; guarded by the monitor of this list. */
  private final List<Timer> ownTimers = new ArrayList<>();

  /**
   * Whether callbacks of timers wait, because a change is about to detach the elevator, whose exit
   * hook waits for a callback in progress. A callback sets {@link #inTimer} before it reads this
   * field, and the change sets this field before it reads the other, both volatile.
   */
  private volatile boolean timersHeld;

  /** Whether a callback of a timer is in progress. Written by the timer thread. */
  private volatile boolean inTimer;

  /** The elevator that replaces this one after its quarantine; written before {@link #calls}. */
  private volatile @Nullable ArrivalOrder successor;

  /**
   * Starts an elevator for a frozen and quiesced queue.
   *
   * @param cores hardware queues that the elevator serves
   * @param nrRequests number of scheduler tags of each hardware queue
   */
  public AttachedElevator(
      BioMerges merges,
      Gate gate,
      QueueMarks marks,
      TimeBase time,
      Entrance entrance,
      Listeners listeners,
      DiskStatistics diskStatistics,
      TagSet tagSet,
      BlockDriver driver,
      QueueIcqs icqs,
      int stripes,
      QueueErrors errors,
      ElevatorInUse elevatorInUse,
      QueueRuns runs,
      QueueTimers timers,
      MakeCalls makeCalls,
      ElevatorKind kind,
      CoreHardwareQueue[] cores,
      int nrRequests) {
    this.merges = merges;
    this.gate = gate;
    this.marks = marks;
    this.time = time;
    this.entrance = entrance;
    this.listeners = listeners;
    this.diskStatistics = diskStatistics;
    this.tagSet = tagSet;
    this.icqs = icqs;
    this.stripes = stripes;
    this.errors = errors;
    this.elevatorInUse = elevatorInUse;
    this.runs = runs;
    this.timers = timers;
    this.kind = kind;
    this.nrRequests = nrRequests;
    this.facing = new ElevatorHardwareQueue[cores.length];
    for (int i = 0; i < cores.length; i++) {
      int reserved = cores[i].driverTags().reserved();
      RequestPool pool;
      if (!tagSet.isCommon()) {
        pool = new RequestPool(cores[i], driver, nrRequests, reserved);
      } else if (i == 0) {
        // All hardware queues use one tag bitmap of the largest size, which is never replaced.
        pool = new RequestPool(cores[i], driver, ElevatorSwitch.MOST_REQUESTS, reserved);
        pool.use(pool.sized(nrRequests));
      } else {
        pool = new RequestPool(cores[i], facing[0].pool());
      }
      facing[i] = new ElevatorHardwareQueue(cores[i], pool);
    }
    ElevatorAttachment attachment = ElevatorAttachment.attach(kind.type(), this);
    this.calls = makeCalls.of(attachment, kind);
    try {
      for (ElevatorHardwareQueue hctx : facing) {
        hctx.pool().bind(attachment.elevator(), hctx);
      }
    } catch (Throwable e) {
      try {
        attachment.detach();
      } catch (Throwable f) {
        Suppressed.add(e, f);
      }
      throw e;
    }
  }

  public ElevatorKind kind() {
    return kind;
  }

  public ElevatorCalls calls() {
    return calls;
  }

  public ReentrantLock attributeLock() {
    return attributes;
  }

  /** Returns whether the elevator was detached. The caller holds {@link #attributeLock}. */
  boolean isDetached() {
    return detached;
  }

  RequestPool pool(int hardwareQueue) {
    return facing[hardwareQueue].pool();
  }

  /**
   * Changes the number of scheduler tags of all hardware queues and then informs the elevator. The
   * queue is frozen. If tags cannot be created or the elevator throws, the old number stays in
   * effect.
   */
  void resize(int value) {
    int old = nrRequests;
    RequestPool.Size[] before = new RequestPool.Size[facing.length];
    RequestPool.Size[] after = new RequestPool.Size[facing.length];
    for (int i = 0; i < facing.length; i++) {
      before[i] = facing[i].pool().inUse();
      after[i] = facing[i].pool().sized(value);
    }
    use(after, value);
    int told = 0;
    try {
      for (ElevatorHardwareQueue hctx : facing) {
        told++;
        calls.elevator().depthUpdated(hctx);
      }
    } catch (Throwable e) {
      use(before, old);
      for (int i = 0; i < told; i++) {
        try {
          calls.elevator().depthUpdated(facing[i]);
        } catch (Throwable again) {
          Suppressed.add(e, again);
        }
      }
      throw e;
    }
  }

  private void use(RequestPool.Size[] sizes, int value) {
    for (int i = 0; i < facing.length; i++) {
      facing[i].pool().use(sizes[i]);
    }
    nrRequests = value;
    elevatorInUse.requests(value);
  }

  /**
   * Detaches the elevator. The queue is frozen and quiesced, and the elevator's icqs have been
   * destroyed.
   */
  void detach() {
    attributes.lock();
    try {
      detached = true;
      if (successor == null) {
        calls.attachment().detach();
      } else {
        calls.attachment().forget();
      }
    } finally {
      attributes.unlock();
      // The elevator's exit hook should have closed its timers; after this call none fires.
      boolean ignored = closeTimers();
      for (ElevatorHardwareQueue hctx : facing) {
        hctx.pool().unbind();
      }
    }
  }

  @Override
  public QueueIdentity queue() {
    return icqs;
  }

  @Override
  public String name() {
    return errors.queue();
  }

  @Override
  public QueueLimits limits() {
    return marks.limits();
  }

  @Override
  public boolean isRotational() {
    return marks.isRotational();
  }

  @Override
  public int nrRequests() {
    return nrRequests;
  }

  @Override
  public int stripes() {
    return stripes;
  }

  @Override
  public TimeBase time() {
    return time;
  }

  @Override
  public Timer newTimer(Timer.Callback callback) {
    Timer[] made = new Timer[1];
    Timer timer = timers.make(now -> fire(made[0], callback, now));
    made[0] = timer;
    synchronized (ownTimers) {
      ownTimers.add(timer);
    }
    if (successor != null || detached) {
      timer.close(0);
    }
    return timer;
  }

  private void fire(Timer timer, Timer.Callback callback, long now) {
    if (successor != null) {
      return;
    }
    inTimer = true;
    try {
      if (timersHeld) {
        timer.arm(now + CoreHardwareQueue.RETRY_NANOS);
      } else {
        callback.fired(now);
      }
    } catch (Throwable e) {
      calls.report("timer", e);
    } finally {
      inTimer = false;
    }
    if (entrance.isShut()) {
      gate.changed();
    }
  }

  /**
   * Holds the callbacks of the timers back, or lets them go on. A timer that is due meanwhile fires
   * later.
   */
  void holdTimers(boolean held) {
    timersHeld = held;
  }

  /** Returns whether no callback of a timer is in progress. */
  boolean isOutOfTimers() {
    return !inTimer;
  }

  // Quarantine.

  /** Returns all requests of this elevator, used and free ones. */
  List<QueueRequest> requests() {
    if (tagSet.isCommon() || facing.length == 1) {
      return facing[0].pool().all();
    }
    List<QueueRequest> all = new ArrayList<>();
    for (ElevatorHardwareQueue hctx : facing) {
      all.addAll(hctx.pool().all());
    }
    return all;
  }

  boolean isTimerArmed() {
    synchronized (ownTimers) {
      for (int i = 0; i < ownTimers.size(); i++) {
        if (ownTimers.get(i).isArmed()) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Begins to detach the elevator by force: later calls go to a successor, and calls that the old
   * elevator makes have no effect. Threads may still execute hooks of the old elevator.
   */
  void condemn() {
    // Allocates first, because nothing has to be undone if memory is out.
    var next = new ArrivalOrder(requests().size());
    successor = next;
    calls.attachment().abandon();
    calls.replace(next);
    icqs.replace(next);
    for (ElevatorHardwareQueue hctx : facing) {
      hctx.pool().replace(next);
    }
    boolean ignored = closeTimers();
  }

  /**
   * Closes the elevator's timers without waiting; returns whether no callback of a timer is in
   * progress.
   */
  private boolean closeTimers() {
    return closeTimers(0);
  }

  /**
   * Closes the timers.
   *
   * @param nanos limit of the wait for a callback in progress, in nanoseconds
   * @return whether no callback is in progress
   */
  boolean closeTimers(long nanos) {
    boolean still = true;
    synchronized (ownTimers) {
      for (int i = 0; i < ownTimers.size(); i++) {
        still &= ownTimers.get(i).close(nanos);
      }
    }
    return still;
  }

  /**
   * Returns whether no thread executes a timer of the elevator or a hook that belongs to no
   * request.
   */
  boolean isUnused() {
    if (!closeTimers() || !attributes.tryLock()) {
      return false;
    }
    attributes.unlock();
    return true;
  }

  /**
   * Returns whether none of the threads that gave requests to the elevator executes its insert
   * hook.
   */
  boolean isNoneInserting() {
    for (QueueRequest rq : requests()) {
      Activation inserter = rq.placeAcquired() == Place.ELEVATOR ? rq.inserter : null;
      if (inserter != null && inserter.isInserting(calls)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Moves the requests that the elevator holds to its successor. No thread executes a hook of the
   * elevator.
   */
  void moveHeld() {
    ArrivalOrder next = successor;
    if (next != null) {
      next.takeOver(requests());
    }
  }

  @Override
  public void runHardwareQueues() {
    runs.runAll();
  }

  @Override
  public @Nullable Icq lookupIcq(SubmittedBio bio) {
    return icqs.lookup(bio.task());
  }

  @Override
  public boolean isMergingOff() {
    return marks.isMergingOff();
  }

  @Override
  public boolean isExtendedMergingOff() {
    return marks.isExtendedMergingOff();
  }

  @Override
  public void bioMerged(CoreRequest rq, CoreBio bio) {
    merges.countMerge((QueueRequest) rq, bio);
  }

  @Override
  public void requestAbsorbed(CoreRequest survivor, CoreRequest absorbed) {
    if (absorbed.has(CoreRequest.IO_STAT)) {
      diskStatistics.absorbed(absorbed.stripe(), absorbed.opAndFlags());
    }
    Activation.current().scratch.addAbsorbed((QueueRequest) absorbed);
  }

  @Override
  public boolean isListening() {
    return listeners.isAny();
  }

  @Override
  public void decided(String decision, String reason, @Nullable Icq icq, long value, long now) {
    listeners.decided(decision, reason, icq == null ? null : icq.context(), value, now);
  }

  @Override
  public void report(String where, Throwable defect) {
    errors.report("elevator " + kind.name(), where, defect);
  }

  @Override
  public HardwareQueue[] hardwareQueues() {
    return facing.clone();
  }
}
