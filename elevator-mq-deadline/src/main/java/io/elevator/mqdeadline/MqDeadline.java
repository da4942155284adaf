package io.elevator.mqdeadline;

import io.elevator.api.Bio;
import io.elevator.spi.Attachment;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * mq-deadline for one queue: {@link DeadlinePolicy} behind one lock, and an account of each task.
 *
 * <p>The lock is the elevator's own and innermost: held over each hook that reads or changes
 * requests, never while anything but the attachment's merge functions is called, and entered once.
 * The merge functions call back into hooks of the policy, which therefore lock nothing. Without the
 * lock run {@link #hasWork} and {@link #finish} (see the policy), {@link #limitDepth}, which reads
 * one volatile number, and {@link #prepare}, which touches the submitter's request alone.
 *
 * <p>Accounts are written under the lock and read by nobody who decides.
 */
final class MqDeadline extends DeadlinePolicy {
  /**
   * How often to look again before parking: the lock is held for a fraction of a microsecond, while
   * to be parked and woken takes fifty.
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
  public boolean bioMerge(Bio bio, RequestList absorbed, long now) {
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
        // The deadline of one inserted at the head is the instant of that, which is no lateness.
        boolean overdue = step != Sweep.Step.HEAD && isOverdue(rq);
        try {
          icq.handedOut(now - rq.startNanos(), overdue, step.beginsBatch());
        } catch (OutOfMemoryError e) {
          // The first of a task allocates its figures; the request goes out without.
          attachment.report("dispatch", e);
        }
      }
    } finally {
      lock.unlock();
    }
    if ((step.beginsBatch() || aged) && attachment.isListening()) {
      tell(rq, step, aged, writesForced, now);
    }
    return rq;
  }

  private void tell(Request rq, Sweep.Step step, boolean aged, boolean writesForced, long now) {
    if (aged) {
      attachment.decided(Told.AGED, Told.WAITED_TOO_LONG, rq.icq(), now - rq.startNanos(), now);
    }
    if (writesForced) {
      attachment.decided(Told.WRITES_FORCED, Told.STARVED, rq.icq(), now - rq.startNanos(), now);
    }
    if (step.beginsBatch()) {
      boolean write = Level.directionOf(rq) == Level.WRITE;
      attachment.decided(
          write ? Told.WRITE_BATCH : Told.READ_BATCH, step.reason(), rq.icq(), rq.sector(), now);
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
    // The writer is somebody else's code.
    state.describe(out);
  }
}
