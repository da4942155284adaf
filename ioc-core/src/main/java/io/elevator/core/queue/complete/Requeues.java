package io.elevator.core.queue.complete;

import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.QueueTimers;
import io.elevator.core.queue.state.RequestState;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.Timer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Requests that a driver gave back, until they are queued again. {@link #lock}, which is taken
 * last, guards the list. Source: requeue list of Linux 6.1.
 */
public final class Requeues implements Activation.Kick {
  /** Inserts a request that was given back. */
  @FunctionalInterface
  public interface Reinsertion {
    /** Inserts a request at the head or the tail. */
    void insertAgain(QueueRequest rq, boolean atHead, Activation activation);
  }

  /** Number of times that a request is given to the driver again without a pause. */
  static final int AT_ONCE = 8;

  private final TimeBase time;
  private final Listeners listeners;
  private final QueueErrors errors;
  private final ElevatorInUse elevatorInUse;
  private final Reinsertion reinsertion;

  /**
   * Requests runs of all hardware queues that may have work, when the thread leaves the library.
   */
  private final Consumer<Activation> runWhereDue;

  private final ReentrantLock lock = new ReentrantLock();
  private final RequestList list = new RequestList();
  private final Runnable job = this::queueAgainAsJob;
  private final Timer timer;

  /**
   * Whether the next kick comes after a pause. A driver that gives each request back would
   * otherwise keep its thread in the library for ever, and in virtual time stop the clock.
   */
  private volatile boolean paused;

  public Requeues(
      TimeBase time,
      QueueTimers timers,
      Listeners listeners,
      QueueErrors errors,
      ElevatorInUse elevatorInUse,
      Reinsertion reinsertion,
      Consumer<Activation> runWhereDue) {
    this.time = time;
    this.listeners = listeners;
    this.errors = errors;
    this.elevatorInUse = elevatorInUse;
    this.reinsertion = reinsertion;
    this.runWhereDue = runWhereDue;
    this.timer = timers.make(now -> queueAgain(Activation.current()));
  }

  /**
   * Closes the timer.
   *
   * @param nanos limit of the wait for a callback in progress, in nanoseconds
   * @return whether none is in progress
   */
  public boolean close(long nanos) {
    return timer.close(nanos);
  }

  @Override
  public void failed(Throwable e) {
    errors.report("queueing again what the driver gave back", e);
  }

  @Override
  public void leaveToWorker() {
    try {
      time.defer(job);
    } catch (Throwable e) {
      failed(e);
    }
  }

  /** Returns the number of requests in the list; a snapshot. */
  public int size() {
    lock.lock();
    try {
      return list.size();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the states of the requests in the list. */
  public List<RequestState> states() {
    lock.lock();
    try {
      return CoreHardwareQueue.statesOf(list);
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the calling thread holds the lock. */
  public boolean isLockHeld() {
    return lock.isHeldByCurrentThread();
  }

  /**
   * Lists a request that a driver gave back.
   *
   * @param prepared whether the driver keeps state in the request, so that it goes straight to the
   *     dispatch list
   */
  void givenBack(QueueRequest rq, boolean prepared, Activation activation) {
    // Not HAND: the bios end if the queue is given up while a listener or the elevator does not
    // return.
    rq.place = Place.SUBMITTED;
    CoreHardwareQueue home = rq.home();
    home.releaseDriverTag(rq);
    if (listeners.isAny()) {
      listeners.requeued(rq, activation.now());
    }
    ElevatorCalls elevator = elevatorInUse.calls();
    if (elevator != null && rq.has(CoreRequest.ELVPRIV)) {
      elevator.requeue(rq, activation.now());
    }
    if (prepared) {
      rq.set(CoreRequest.DONTPREP);
    }
    if (++rq.givenBack > AT_ONCE) {
      paused = true;
    }
    add(rq, true);
    home.restartIfMarked(activation);
  }

  /** Adds a request at the head of the list, to be inserted at the head, or at the tail. */
  void add(QueueRequest rq, boolean atHead) {
    lock.lock();
    try {
      rq.place = Place.REQUEUE;
      if (atHead) {
        if (rq.has(CoreRequest.SOFTBARRIER)) {
          throw new IllegalStateException("the request " + rq + " is requeued already");
        }
        rq.set(CoreRequest.SOFTBARRIER);
        list.addFirst(rq);
      } else {
        list.addLast(rq);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Requests that the whole list is queued again, outside this call. */
  public void kick() {
    Activation activation = Activation.current();
    if (paused) {
      timer.arm(time.now() + CoreHardwareQueue.RETRY_NANOS);
    } else if (activation.isInside()) {
      activation.kick(this);
    } else {
      time.defer(job);
    }
  }

  private void queueAgainAsJob() {
    try (Activation activation = Activation.enter(time)) {
      queueAgain(activation);
    }
  }

  @Override
  public void queueAgain(Activation activation) {
    RequestList all = activation.scratch.takeGroupList();
    lock.lock();
    try {
      all.moveAllFrom(list);
      paused = false;
    } finally {
      lock.unlock();
    }
    if (all.isEmpty()) {
      activation.scratch.giveGroupList(all);
      return;
    }
    activation.beginStep(time);
    RequestList behind = activation.scratch.takeGroupList();
    for (Request each = all.removeFirst(); each != null; each = all.removeFirst()) {
      QueueRequest rq = (QueueRequest) each;
      if (rq.has(CoreRequest.DONTPREP)) {
        rq.clear(CoreRequest.SOFTBARRIER | CoreRequest.DONTPREP);
        rq.home().addDispatch(rq, false);
      } else if (rq.has(CoreRequest.SOFTBARRIER)) {
        rq.clear(CoreRequest.SOFTBARRIER);
        reinsertion.insertAgain(rq, true, activation);
      } else {
        behind.addLast(rq);
      }
    }
    for (Request each = behind.removeFirst(); each != null; each = behind.removeFirst()) {
      reinsertion.insertAgain((QueueRequest) each, false, activation);
    }
    activation.scratch.giveGroupList(behind);
    activation.scratch.giveGroupList(all);
    runWhereDue.accept(activation);
  }
}
