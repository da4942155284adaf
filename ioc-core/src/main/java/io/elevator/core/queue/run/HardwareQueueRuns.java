package io.elevator.core.queue.run;

import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueTimers;
import io.elevator.core.queue.state.RunWord;
import io.elevator.core.queue.state.Runs;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The runs of one hardware queue: admits one runner at a time ({@link RunWord}), has it run {@link
 * Dispatcher} until no thread requests another run, and performs the runs that were requested for a
 * worker or for a later instant.
 *
 * <p>One timer serves the later runs. It is armed for the earliest instant, and afterwards for the
 * latest one if that is later. So no run comes later than requested, and a run follows the latest
 * requested instant. {@link #lock} guards the fields of the later runs; while it is held, only the
 * timer is armed.
 */
public final class HardwareQueueRuns implements Runs {
  private final CoreHardwareQueue hctx;
  private final RunWord word;
  private final Dispatcher dispatcher;
  private final boolean blocking;
  private final QueueMarks marks;
  private final TimeBase time;
  private final QueueErrors errors;
  private final Runnable runEnded;
  private final Runnable job = this::runAsJob;
  private final AtomicBoolean jobQueued = new AtomicBoolean();
  private final Runnable handedOverJob = this::takeOverIfNobodyHas;
  private final AtomicBoolean handedOverJobQueued = new AtomicBoolean();
  private final Timer timer;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean asked;
  private long earliest;
  private long latest;

  /**
   * Creates the runs of a hardware queue.
   *
   * @param blocking whether the driver may block, so that a worker performs all runs
   * @param runEnded called after a run of a quiesced queue
   */
  public HardwareQueueRuns(
      CoreHardwareQueue hctx,
      Dispatcher dispatcher,
      boolean blocking,
      QueueMarks marks,
      TimeBase time,
      QueueTimers timers,
      QueueErrors errors,
      Runnable runEnded) {
    this.hctx = hctx;
    this.word = hctx.runWord();
    this.dispatcher = dispatcher;
    this.blocking = blocking;
    this.marks = marks;
    this.time = time;
    this.errors = errors;
    this.runEnded = runEnded;
    this.timer = timers.make(this::due);
    // Links the access, for which the JVM needs memory when it is first executed.
    boolean ignored = jobQueued.getAndSet(false);
  }

  @Override
  public void perform(Activation activation) {
    if (blocking) {
      defer();
    } else {
      runNow(activation);
    }
  }

  /** Runs until nothing more can be done or another thread is to go on. */
  private void runNow(Activation activation) {
    if (!word.acquire(activation)) {
      return;
    }
    dispatcher.begin();
    boolean begins = true;
    do {
      try {
        dispatcher.pass(activation, begins);
        begins = false;
      } catch (Throwable e) {
        failed(e);
      }
      if (dispatcher.hasServedMost()) {
        handOver();
        ended();
        return;
      }
      if (word.release()) {
        ended();
        return;
      }
    } while (true);
  }

  /** A defect must not keep the word for ever, nor what the pass has collected. */
  private void failed(Throwable defect) {
    try {
      errors.report("run", defect);
      dispatcher.passFailed();
      requestWithin(CoreHardwareQueue.RETRY_NANOS);
    } catch (Throwable e) {
      // Without a timer armed for the next run the runner makes that run itself.
      word.again();
      errors.report("run", e);
    }
  }

  private void ended() {
    if (marks.isQuiesced()) {
      runEnded.run();
    }
  }

  private void runAsJob() {
    jobQueued.set(false);
    deferredRun();
  }

  private void deferredRun() {
    try (Activation activation = Activation.enter(time)) {
      runNow(activation);
    }
  }

  @Override
  public void defer() {
    if (!jobQueued.getAndSet(true) && !isDeferred(job)) {
      jobQueued.set(false);
      requestWithin(CoreHardwareQueue.RETRY_NANOS);
    }
  }

  /** Defers a job; returns false if it was not taken, as memory is out or time has ended. */
  private boolean isDeferred(Runnable task) {
    try {
      time.defer(task);
      return true;
    } catch (Throwable e) {
      errors.report("leaving a run to a worker", e);
      return false;
    }
  }

  /**
   * Hands the rest of a run to the next thread that enters, which is usually one of the submitters
   * that the run serves. A worker runs the hardware queue if no thread enters.
   */
  private void handOver() {
    word.handOver();
    if (!handedOverJobQueued.getAndSet(true) && !isDeferred(handedOverJob)) {
      handedOverJobQueued.set(false);
      requestWithin(CoreHardwareQueue.RETRY_NANOS);
    }
  }

  private void takeOverIfNobodyHas() {
    handedOverJobQueued.set(false);
    if (word.isHandedOver()) {
      deferredRun();
    }
  }

  @Override
  public void request() {
    Activation activation = Activation.current();
    if (activation.isInside()) {
      activation.requestRun(hctx);
    } else {
      // The caller may hold a lock, which this call cannot see; a worker holds none.
      defer();
    }
  }

  @Override
  public void requestAfter(long nanos) {
    // A driver's or an elevator's own figure, which may be any.
    long at = time.now() + Math.min(nanos, TimeBase.LONGEST_NANOS);
    ask(at, at);
  }

  @Override
  public void requestWithin(long nanos) {
    ask(time.now() + nanos, Long.MIN_VALUE);
  }

  private void ask(long at, long notBefore) {
    lock.lock();
    try {
      latest = asked ? Math.max(latest, notBefore) : at;
      if (!asked || at < earliest) {
        timer.arm(at);
        asked = true;
        earliest = at;
      }
    } finally {
      lock.unlock();
    }
  }

  private void due(long now) {
    lock.lock();
    try {
      asked = latest > now;
      if (asked) {
        earliest = latest;
        timer.arm(latest);
      }
    } finally {
      lock.unlock();
    }
    Activation.current().requestRun(hctx);
  }

  @Override
  public long count() {
    return dispatcher.runs();
  }

  @Override
  public long driverCalls() {
    return dispatcher.calls();
  }

  @Override
  public boolean close(long nanos) {
    return timer.close(nanos);
  }
}
