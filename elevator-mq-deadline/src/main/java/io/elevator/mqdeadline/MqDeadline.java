package io.elevator.mqdeadline;

import io.elevator.spi.Attachment;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import io.elevator.spi.SubmittedBio;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The elevator of one queue: {@link DeadlinePolicy} behind one lock, with statistics of each task.
 *
 * <p>The lock belongs to the elevator. No other lock is taken while it is held, and it is not
 * entered twice. Each hook that reads or changes requests holds it, and then calls only methods of
 * the attachment and of its hardware queues. The merge functions of the attachment call back into
 * hooks of {@link DeadlinePolicy}, so those hooks take no lock. These hooks run without the lock:
 * {@link #hasWork} and {@link #finish} (see {@link DeadlinePolicy}), {@link #limitDepth}, which
 * reads one volatile number, and {@link #prepare}, which touches only the submitter's request.
 *
 * <p>The statistics of tasks are written under the lock; no decision depends on them.
 */
final class MqDeadline extends DeadlinePolicy {
  /**
   * Number of attempts to take the lock before the thread parks. The lock is held for a fraction of
   * a microsecond, whereas parking and waking a thread takes about 50 µs.
   */
  private static final int SPINS = 100;

  private final ReentrantLock lock = new ReentrantLock();
  private final Attachment attachment;

  MqDeadline(Attachment attachment) {
    super(attachment);
    this.attachment = attachment;
  }

  private void lock() {
    assert !lock.isHeldByCurrentThread() : "mq-deadline's lock is entered twice";
    for (int i = 0; i < SPINS; i++) {
      if (lock.tryLock()) {
        return;
      }
      Thread.onSpinWait();
    }
    lock.lock();
  }

  @Override
  public void depthUpdated(HardwareQueue hctx) {
    lock();
    try {
      super.depthUpdated(hctx);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void exit() {
    lock();
    try {
      super.exit();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
    lock();
    try {
      return super.bioMerge(bio, absorbed, now);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void insert(
      HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
    lock();
    try {
      super.insert(hctx, list, atHead, absorbed, now);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Request dispatch(HardwareQueue hctx, long now) {
    Request rq;
    Sweep.Step step;
    boolean aged;
    boolean writesForced;
    lock();
    try {
      rq = super.dispatch(hctx, now);
      if (rq == null) {
        return null;
      }
      step = sweep.step();
      aged = sweep.isAged();
      writesForced = sweep.isWritesForced();
      if (rq.icq() instanceof DeadlineIcq icq) {
        // The deadline of a request inserted at the head is the tick of its insertion, so it does
        // not tell whether the request is late.
        boolean overdue = step != Sweep.Step.HEAD && isOverdue(rq);
        try {
          icq.countDispatch(now - rq.startNanos(), overdue, step.beginsBatch());
        } catch (OutOfMemoryError e) {
          // The first dispatch of a task allocates the task's histogram. If there is no memory, the
          // request is dispatched without being counted.
          attachment.report("dispatch", e);
        }
      }
    } finally {
      lock.unlock();
    }
    if ((step.beginsBatch() || aged) && attachment.isListening()) {
      reportDecisions(rq, step, aged, writesForced, now);
    }
    return rq;
  }

  private void reportDecisions(
      Request rq, Sweep.Step step, boolean aged, boolean writesForced, long now) {
    if (aged) {
      attachment.decided(
          DeadlineDecisions.AGED,
          DeadlineDecisions.WAITED_TOO_LONG,
          rq.icq(),
          now - rq.startNanos(),
          now);
    }
    if (writesForced) {
      attachment.decided(
          DeadlineDecisions.WRITES_FORCED,
          DeadlineDecisions.STARVED,
          rq.icq(),
          now - rq.startNanos(),
          now);
    }
    if (step.beginsBatch()) {
      boolean write = Level.directionOf(rq) == Level.WRITE;
      attachment.decided(
          write ? DeadlineDecisions.WRITE_BATCH : DeadlineDecisions.READ_BATCH,
          step.reason(),
          rq.icq(),
          rq.sortKey(),
          now);
    }
  }

  @Override
  public String show(String attribute) {
    lock();
    try {
      return super.show(attribute);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void store(String attribute, String text, long now) {
    lock();
    try {
      super.store(attribute, text, now);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void describe(StateWriter out) {
    DeadlineState state;
    lock();
    try {
      state = DeadlineState.of(this);
    } finally {
      lock.unlock();
    }
    // The state is written outside the lock, because the writer is code of the application and may
    // block.
    state.describe(out);
  }
}
