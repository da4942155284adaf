package io.elevator.devices.uring;

import io.elevator.api.BioStatus;
import io.elevator.devices.defects.Delivery;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.linux.Errno;
import io.elevator.devices.linux.IoUring;
import io.elevator.devices.linux.IoUring.Entrance;
import io.elevator.devices.linux.LinuxException;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.io.EOFException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The completion side of a ring. It takes completions, as many as there are, and hands them on as
 * one batch. It also submits entries again that the kernel returned for reasons other than the I/O.
 *
 * <p><b>Returned entries.</b> Queued I/O uses the memory map of the thread that submitted it, so
 * the kernel ends I/O of a thread that exits with {@code EFAULT} or {@code ECANCELED}. The
 * completing thread submits such an entry again, because it does not exit. If the memory itself is
 * bad, the repeated attempts end with the same error, which then ends the request.
 *
 * <p><b>Defects.</b> The completing thread survives every exception, including a fault of memory
 * that the JVM raises late: a completion is taken from the ring before it is handled, {@link
 * #current} has its slot until it is settled, and the next round ends a slot that is not settled
 * with an error. If every round fails for a while, or the kernel permanently refuses to be entered,
 * the queue is declared dead. From then on, completions are polled without system calls, and
 * requests that do not complete within {@value #GIVE_UP_SECONDS} s are given up with {@link
 * BioStatus#MEMORY_IN_USE}.
 *
 * <p><b>Threads.</b> All fields except {@link #delivering}, {@link #leaks} and {@link #submits}
 * belong to the completing thread while it is alive, and afterwards to the thread that holds {@link
 * #rescue}. A thread reads {@link #delivering} only after it has checked that it is the completing
 * thread. {@link #leaks} and {@link #submits} are volatile, because other threads read them.
 */
final class RingCompleter implements Runnable {
  /** User data of the entry whose completion ends the wait of the completing thread. */
  static final long WAKE = -1;

  /** Time without a completion after which the requests of a dead ring are given up, in seconds. */
  static final int GIVE_UP_SECONDS = 30;

  private static final int NONE = -1;
  private static final int MOST_FAILURES = 100;
  private static final int MOST_REPEATS = 4;
  private static final int MOST_BUSY_REPEATS = 1000;
  private static final long BACK_OFF_NANOS = 100_000;

  /** Number of polls per second for completions without a call that waits for them. */
  static final int LOOKS_IN_A_SECOND = 1000;

  private static final long LOOK_NANOS = 1_000_000_000 / LOOKS_IN_A_SECOND;

  private final SubmissionSide queue;
  private final IoUring ring;
  private final UringSlots slots;
  private final UringFile file;
  private final UringStatistics statistics;
  private final Delivery delivery;
  private final DriveDefects defects;
  private final DriveDefects memoryDefects;
  private final Entrance waiting;
  private final Completions batch;
  private final ReentrantLock rescue = new ReentrantLock();

  /** Number of requests of this ring that have ended; wraps around. */
  private int finished;

  /**
   * Slot whose completion was taken from the ring and whose request has not ended yet, or {@link
   * #NONE}.
   */
  private int current = NONE;

  /** Number of rounds in a row that threw an exception or could not enter the kernel. */
  private int failures;

  /**
   * Exception of the last round that failed, because it threw or could not enter the kernel; or
   * null.
   */
  private @Nullable Throwable failure;

  /** Number of polls of a dead ring since its last completion. */
  private int vainLooks;

  private boolean delivering;
  private volatile boolean submits;
  private volatile boolean leaks;

  /**
   * The submission side of the ring, as the completion side sees it. Any thread may call its
   * methods.
   */
  interface SubmissionSide {
    /** Returns the hardware queue through which requests are completed. */
    DriverQueue hctx();

    /** Returns whether the ring is being closed. */
    boolean isClosed();

    /**
     * Returns the cause of the queue's death: the kernel takes no more entries, or no thread serves
     * the queue. Returns null while the queue is served.
     */
    @Nullable Throwable death();

    /**
     * Returns whether the queue is dead: the kernel takes no more entries, or no thread serves the
     * queue.
     */
    default boolean isDead() {
      return death() != null;
    }

    /**
     * Returns the number of requests that the ring has accepted, less those that the kernel refused
     * to begin.
     */
    int taken();

    /**
     * Publishes the entry of a request again and calls {@link #published}.
     *
     * @param here whether the calling thread makes the system call that hands the entry to the
     *     kernel
     * @return false if the ring takes no entries
     */
    boolean publishAgain(int slot, DriverRequest rq, boolean here);

    /** Declares the queue dead, because no thread can serve it any more. */
    void declareDead(Throwable cause);

    /**
     * Ends the requests whose entries the kernel has not taken from a dead ring. Called by the
     * completing thread.
     */
    void withdraw();

    /** Called by the completing thread as its last action. */
    void completerEnded();
  }

  /** Creates the completion side of a ring that has no request yet. */
  RingCompleter(
      SubmissionSide queue,
      DriverContext context,
      IoUring ring,
      UringSlots slots,
      UringFile file,
      UringStatistics statistics,
      int depth) {
    this.queue = queue;
    this.ring = ring;
    this.slots = slots;
    this.file = file;
    this.statistics = statistics;
    delivery = new Delivery(context, "completion of " + file.path());
    defects = new DriveDefects(context, "ring of " + file.path());
    memoryDefects = new DriveDefects(context, "I/O on " + file.path());
    waiting = ring.newEntrance();
    batch = new Completions(depth);
  }

  /**
   * Returns whether the completing thread is running the callbacks of a batch. Only the completing
   * thread may call this.
   */
  boolean isDelivering() {
    return delivering;
  }

  /** Returns whether the completing thread may be in a call in which the kernel takes entries. */
  boolean submits() {
    return submits;
  }

  /**
   * Returns whether requests were given up, so that their memory and the ring's must stay
   * allocated.
   */
  boolean leaks() {
    return leaks;
  }

  /** Returns the object through which completions are delivered. */
  Delivery delivery() {
    return delivery;
  }

  @Override
  public void run() {
    boolean isServing = true;
    boolean isKept = false;
    while (isServing) {
      try {
        if (!isKept) {
          isKept = true;
          waiting.keep();
        }
        isServing = serve();
      } catch (Throwable t) {
        handleFailedRound(t);
      }
    }
    queue.completerEnded();
  }

  /**
   * Performs one round of the completing thread. Returns false when the thread must end: the ring
   * is closed or dead, and the kernel has completed every request.
   */
  private boolean serve() {
    settleCurrent();
    int count = ring.completions();
    if (count > 0 || batch.size() > 0) {
      collect(count);
      deliver();
      failures = 0;
      vainLooks = 0;
      return true;
    }
    if ((queue.isClosed() || queue.isDead()) && queue.taken() == finished) {
      return false;
    }
    if (queue.isDead()) {
      queue.withdraw();
      poll();
      return true;
    }
    statistics.waits.increment();
    int entries = ring.unsubmitted();
    if (entries > 0) {
      // The flag is set before the check for death. So a thread that declares the ring dead
      // afterwards sees the flag and does not withdraw the entries.
      submits = true;
      if (queue.isDead()) {
        submits = false;
        return true;
      }
    }
    int answer = waiting.enter(entries, true);
    if (entries > 0) {
      submits = false;
    }
    if (answer >= 0 || answer == -Errno.EINTR) {
      failures = 0;
    } else if (answer == -Errno.EAGAIN || answer == -Errno.EBUSY || answer == -Errno.ENOMEM) {
      pause(BACK_OFF_NANOS);
    } else {
      handleFailedRound(new LinuxException("the kernel refuses to be entered", -answer));
    }
    return true;
  }

  /**
   * Handles a round of the completing thread that threw or could not enter the kernel; never
   * throws.
   */
  private void handleFailedRound(Throwable defect) {
    failure = defect;
    defects.report(defect);
    if (++failures == MOST_FAILURES) {
      queue.declareDead(defect);
    }
    pause(BACK_OFF_NANOS);
  }

  private void pause(long nanos) {
    LockSupport.parkNanos(this, nanos);
    boolean _ = Thread.interrupted();
  }

  /** Waits a moment for completions of a dead ring. The kernel still writes completions into it. */
  private void poll() {
    pause(LOOK_NANOS);
    if (++vainLooks > GIVE_UP_SECONDS * LOOKS_IN_A_SECOND) {
      giveUp();
    }
  }

  /**
   * Takes over the completions of a ring whose thread has ended, until all requests have completed
   * or no completion has come for a while; then gives up the remaining requests.
   *
   * @param looks number of polls without a completion before giving up, one millisecond apart
   */
  void takeOver(int looks) {
    rescue.lock();
    try {
      vainLooks = 0;
      while (queue.taken() != finished) {
        try {
          settleCurrent();
          int count = ring.completions();
          if (count > 0 || batch.size() > 0) {
            collect(count);
            deliver();
            vainLooks = 0;
          } else if (++vainLooks > looks) {
            giveUp();
          } else {
            // The call must return without waiting in the kernel, because a wait there has no
            // limit.
            int _ = waiting.enter(0, false);
            pause(LOOK_NANOS);
          }
        } catch (Throwable t) {
          failure = t;
          defects.report(t);
        }
      }
    } finally {
      rescue.unlock();
    }
  }

  /** Ends all requests that the kernel has not completed. The kernel may still use their memory. */
  private void giveUp() {
    leaks = true;
    Throwable death = queue.death();
    for (int slot = 0; slot < slots.depth(); slot++) {
      if (slots.request(slot) != null) {
        batch.add(
            slots.cookie(slot), BioStatus.MEMORY_IN_USE, LinuxException.errnoOf(death), death);
        slots.abandon(slot);
        finished++;
      }
    }
    deliver();
  }

  /** Takes completions from the ring and adds them to the batch. */
  private void collect(int count) {
    for (int i = 0; i < count; i++) {
      long data = ring.userData(0);
      int result = ring.result(0);
      current = data == WAKE ? NONE : (int) data;
      ring.take(1);
      if (current != NONE) {
        completed(current, result);
        current = NONE;
      }
    }
  }

  /**
   * Ends the request whose completion was taken from the ring and whose handling threw an
   * exception.
   */
  private void settleCurrent() {
    int slot = current;
    if (slot != NONE) {
      current = NONE;
      DriverRequest rq = slots.request(slot);
      if (rq != null) {
        conclude(slot, BioStatus.IOERR, LinuxException.errnoOf(failure), failure);
      }
    }
  }

  private void completed(int slot, int result) {
    DriverRequest rq = slots.request(slot);
    if (rq == null) {
      if (!leaks) {
        defects.report(
            new IllegalStateException("a completion of slot " + slot + ", which has no request"));
      }
      return;
    }
    if (result < 0 && isRepeated(slot, result)) {
      statistics.repeated.increment();
      repeat(slot, rq, result != -Errno.EAGAIN && result != -Errno.EINTR);
      return;
    }
    BioStatus status = statusOf(result);
    if (result >= 0 && UringSlots.movesData(rq)) {
      long left = slots.advance(slot, rq, result);
      if (left > 0) {
        if (result > 0 && (left & (slots.unitOf(rq) - 1)) == 0) {
          statistics.partial.increment();
          repeat(slot, rq, true);
          return;
        }
        if (rq.handle() instanceof RingFile && !rq.isWrite()) {
          endAtEndOfFile(slot, rq);
          return;
        }
        end(slot, rq, BioStatus.IOERR, 0, fileBecameShorterException(left));
        return;
      }
    }
    end(slot, rq, status, Math.max(0, -result), null);
  }

  /**
   * Returns whether an error does not concern the I/O itself. The entry of such a request is
   * submitted again.
   */
  private boolean isRepeated(int slot, int result) {
    return switch (result) {
      case -Errno.EAGAIN, -Errno.EINTR -> slots.countRepeat(slot) <= MOST_BUSY_REPEATS;
      case -Errno.ECANCELED -> slots.countRepeat(slot) <= MOST_REPEATS;
      case -Errno.EFAULT -> {
        // A possible cause is that the registration of the memory was closed before the kernel took
        // the entry. So the next attempt uses the memory as unregistered.
        boolean _ = slots.forgetRegistered(slot);
        yield slots.countRepeat(slot) <= MOST_REPEATS;
      }
      default -> false;
    };
  }

  /**
   * Submits the entry of a request again. If a part of the data was already transferred, the new
   * entry transfers the rest.
   *
   * @param slot slot of the request
   * @param rq request
   * @param here whether this thread submits the entry; otherwise the next submitting call of any
   *     thread
   */
  private void repeat(int slot, DriverRequest rq, boolean here) {
    if (queue.publishAgain(slot, rq, here)) {
      return;
    }
    Throwable death = queue.death();
    end(slot, rq, BioStatus.OFFLINE, LinuxException.errnoOf(death), death);
  }

  /**
   * Called when the entry of a request was published again. Records that the completing thread no
   * longer handles the slot.
   */
  void published() {
    current = NONE;
  }

  private EOFException fileBecameShorterException(long missing) {
    return new EOFException(
        file.path() + " became shorter: " + missing + " bytes of an I/O are behind its end");
  }

  private void end(
      int slot, DriverRequest rq, BioStatus status, int errno, @Nullable Throwable cause) {
    BioStatus ended = status;
    Throwable wrong = slots.finish(slot, rq, status == BioStatus.OK);
    if (wrong != null) {
      statistics.memoryClosed.increment();
      memoryDefects.report(rq, wrong);
      ended = BioStatus.IOERR;
    }
    conclude(slot, ended, errno, wrong == null ? cause : wrong);
  }

  /** Ends a read that has met the end of its file. */
  private void endAtEndOfFile(int slot, DriverRequest rq) {
    if (slots.finish(slot, rq, true) == null) {
      batch.addShort(slots.cookie(slot), slots.done(slot));
      slots.free(slot);
      finished++;
    } else {
      // The memory cannot be used, whatever the number of bytes.
      end(slot, rq, BioStatus.OK, 0, null);
    }
  }

  private void conclude(int slot, BioStatus status, int errno, @Nullable Throwable cause) {
    // The slot is freed only after the request is in the batch. An exception in between then ends
    // the request twice, which is better than never.
    batch.add(slots.cookie(slot), status, errno, cause);
    slots.free(slot);
    finished++;
  }

  private void deliver() {
    delivering = true;
    try {
      delivery.complete(queue.hctx(), batch);
    } finally {
      delivering = false;
    }
    batch.clear();
  }

  private static BioStatus statusOf(int result) {
    return switch (result) {
      case -Errno.ENOSPC, -Errno.EDQUOT -> BioStatus.NOSPC;
      case -Errno.EOPNOTSUPP, -Errno.ENOSYS -> BioStatus.NOTSUPP;
      case -Errno.EAGAIN -> BioStatus.AGAIN;
      default -> result < 0 ? BioStatus.IOERR : BioStatus.OK;
    };
  }
}
