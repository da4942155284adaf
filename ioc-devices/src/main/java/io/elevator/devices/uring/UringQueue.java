package io.elevator.devices.uring;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.devices.linux.Errno;
import io.elevator.devices.linux.IoUring;
import io.elevator.devices.linux.IoUring.Entrance;
import io.elevator.devices.linux.LinuxException;
import io.elevator.devices.linux.NativeFile;
import io.elevator.spi.Completions;
import io.elevator.spi.DriverContext;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.Timer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A hardware queue on a ring of its own, with a thread that waits for completions.
 *
 * <p>Any thread submits: it fills an entry and, at the end of a burst, has the kernel take what is
 * there, which does not wait for the I/O. Completions are taken as many as there are and handed on
 * as one batch. Requests submitted from inside the callbacks of that batch are left to the next
 * call of the completing thread, which submits and waits at once: a task that submits its next I/O
 * when one ends costs one system call for several of them. Not for all of a large batch, as the
 * drive would run dry while its callbacks run.
 *
 * <p><b>Memory.</b> From {@link Request#start} until the completion is taken from the ring, the
 * kernel reads or writes the caller's memory and the slot's list of pieces behind the JVM's back.
 * The caller has to keep the memory open until its callback; the JDK lets nobody else hold an arena
 * open without a thread that waits. So it is checked where it can be: a request whose memory is
 * closed when it is submitted is refused, and one whose memory is closed when it ends is reported,
 * counted and ended with an error; memory of automatic arenas cannot go wrong, as the bio keeps it
 * reachable, and bios take no heap memory. Memory that is not aligned is never the kernel's: such
 * data goes through bounce buffers, which are the ring's. A request cannot be taken from the kernel
 * again: when its time is up, it gets its time again. Closing waits until the ring has given back
 * every request; only then are rings and buffers unmapped.
 *
 * <p><b>Threads.</b> {@link #lock} guards the submission ring, {@link #broken}, writes of {@link
 * #closed}, {@link #taken}, {@link #failed} and {@link #submitting}; the system call is inside it,
 * as it does not wait. The completing thread alone touches the completion ring, {@link #batch},
 * {@link #freesItself}, {@link #finished} and {@link #waiting}, and writes {@link #delivering},
 * which is looked at by others only after they have seen to be that thread. It looks without the
 * lock whether entries are left to submit and whether the ring was closed: what it misses is
 * submitted by whoever published it, and closing sends an entry that ends its wait. A request that
 * the kernel gives up because the thread that submitted it ended is submitted again by the
 * completing thread.
 */
final class UringQueue implements AutoCloseable {
  /** Most pieces of memory of a request: short lists for the kernel to copy. */
  static final int MOST_PIECES = 128;

  /**
   * Requests of callbacks that are held back for the next wait; more would leave the drive idle.
   */
  private static final int MOST_HELD_BACK = 8;

  private static final long WAKE = -1;
  private static final long RETRY_NANOS = 1_000_000;
  private static final long BACK_OFF_NANOS = 100_000;

  private final DriverContext context;
  private final UringFile file;
  private final UringStatistics statistics;
  private final IoUring ring;
  private final Arena arena = Arena.ofShared();
  private final RingBounces bounces;
  private final RegisteredMemory registered;
  private final UringSlots slots;
  private final Entrance submitting;
  private final Entrance waiting;
  private final Completions batch;
  private Completions failed;
  private final Timer retry;
  private final ReentrantLock lock = new ReentrantLock();

  /** Requests that were taken, less those that the kernel refused to begin; counts around. */
  private int taken;

  /** Those of them that have ended. */
  private int finished;

  private boolean broken;
  private volatile boolean closed;
  private boolean delivering;
  private boolean freesItself;
  private @Nullable HardwareQueue hctx;
  private volatile @Nullable Thread thread;

  /** Sets up the ring. */
  UringQueue(
      DriverContext context, UringFile file, UringOptions options, UringStatistics statistics)
      throws IOException {
    this.context = context;
    this.file = file;
    this.statistics = statistics;
    int depth = options.depth();
    // Each request has one entry at most, and closing needs one.
    ring = new IoUring(depth + 1);
    try {
      ring.registerFile(file.file());
    } catch (IOException e) {
      ring.close();
      arena.close();
      throw e;
    }
    submitting = ring.newEntrance();
    waiting = ring.newEntrance();
    String noTable = makeTable(ring, options.buffers());
    registered =
        new RegisteredMemory(ring, options.buffers(), RegisteredMemory.MOST_BYTES, noTable);
    bounces =
        new RingBounces(
            arena,
            ring,
            (long) file.limits().maxSectors() << 9,
            Math.max(4096, file.unit()),
            depth,
            options.buffers(),
            noTable.isEmpty());
    slots =
        new UringSlots(
            arena, file, bounces, registered, ring.offers(IoUring.READV_FIXED), depth, MOST_PIECES);
    batch = new Completions(depth);
    failed = new Completions(1);
    retry = context.newTimer(now -> commit());
  }

  /** Makes the ring's table of registered buffers; returns why it cannot, or the empty string. */
  private static String makeTable(IoUring ring, int bounces) {
    try {
      ring.makeBufferTable(bounces + RegisteredMemory.MOST);
      return "";
    } catch (LinuxException e) {
      return "the kernel has no table of registered buffers, as before Linux 5.19: "
          + e.getMessage();
    }
  }

  /** Starts the completing thread. */
  void start(HardwareQueue hardwareQueue) {
    hctx = hardwareQueue;
    Thread made = context.threads().newThread(this::run);
    thread = made;
    made.start();
  }

  private HardwareQueue hctx() {
    HardwareQueue started = hctx;
    if (started == null) {
      throw new IllegalStateException("the drive was not started");
    }
    return started;
  }

  /** Takes a request, see {@link io.elevator.spi.BlockDriver#queueRequest}. */
  BioStatus queueRequest(Request rq, boolean last) {
    int operation = rq.opAndFlags() & BioFlags.OPERATION_MASK;
    if (file.isReadOnly() && operation != 0 && operation != 2) {
      return BioStatus.TARGET;
    }
    if (operation == 5 || operation > 9) {
      return BioStatus.NOTSUPP;
    }
    if (closed) {
      return BioStatus.OFFLINE;
    }
    int slot = rq.driverTag();
    if (slots.request(slot) != null) {
      return BioStatus.RESOURCE;
    }
    String wrong = slots.describe(slot, rq);
    if (wrong != null) {
      context.report(rq + " on " + file.path(), new IllegalStateException(wrong));
      return BioStatus.IOERR;
    }
    count(slot);
    slots.occupy(slot, rq, rq.start());
    boolean isOurs = Thread.currentThread() == thread && delivering;
    boolean isBroken;
    lock.lock();
    try {
      isBroken = broken || closed;
      if (!isBroken) {
        taken++;
        publish(slot, rq);
        if (isOurs ? ring.unsubmitted() >= MOST_HELD_BACK : last) {
          submit();
        }
      }
    } finally {
      lock.unlock();
    }
    if (isBroken) {
      long cookie = slots.cookie(slot);
      boolean _ = slots.release(slot, rq, false);
      hctx().complete(cookie, BioStatus.OFFLINE);
    }
    return BioStatus.OK;
  }

  private void count(int slot) {
    if (slots.isBounced(slot)) {
      statistics.bounced.increment();
    } else if (slots.pieces(slot) > 1) {
      statistics.vectored.increment();
    }
    if (slots.isRegistered(slot)) {
      statistics.registered.increment();
    }
  }

  /** The burst is over: has the kernel take what is there. */
  void commit() {
    if (Thread.currentThread() == thread && delivering) {
      return;
    }
    Completions ended = null;
    lock.lock();
    try {
      if (!closed) {
        submit();
      }
      if (failed.size() > 0) {
        ended = failed;
        failed = new Completions(1);
      }
    } finally {
      lock.unlock();
    }
    if (ended != null) {
      hctx().complete(ended);
    }
  }

  /** Publishes the entry of a request; with the lock. */
  private void publish(int slot, Request rq) {
    long offset = rq.sector() << 9;
    long bytes = (long) rq.sectors() << 9;
    switch (rq.opAndFlags() & BioFlags.OPERATION_MASK) {
      case 2 -> ring.publish(IoUring.FSYNC, 0, 0, 0, IoUring.DATASYNC, 0, slot);
      case 3 -> ring.publish(IoUring.FALLOCATE, offset, bytes, NativeFile.PUNCH_HOLE, 0, 0, slot);
      case 9 -> ring.publish(IoUring.FALLOCATE, offset, bytes, NativeFile.ZERO_RANGE, 0, 0, slot);
      default -> slots.publishTransfer(ring, slot, rq);
    }
  }

  /** Has the kernel take entries without waiting; with the lock. */
  private void submit() {
    for (int left = ring.unsubmitted(); left > 0; left = ring.unsubmitted()) {
      statistics.submits.increment();
      int taken = submitting.enter(left, false);
      if (taken == -Errno.EAGAIN || taken == -Errno.EBUSY || taken == -Errno.ENOMEM) {
        // The kernel is out of something; the completing thread or the timer tries again.
        retry.arm(context.clock().now() + RETRY_NANOS);
        return;
      }
      if (taken < 0 && taken != -Errno.EINTR) {
        breakDown(taken);
        return;
      }
    }
  }

  /** The kernel takes no entries any more: ends those it has not taken; with the lock. */
  private void breakDown(int answer) {
    if (!broken) {
      broken = true;
      context.report(
          "ring of " + file.path(),
          new IOException("the kernel takes no more I/O: " + Errno.text(-answer)));
    }
    int count = ring.withdraw();
    for (int i = 0; i < count; i++) {
      long data = ring.userDataBack(-i);
      if (data != WAKE) {
        end((int) data, BioStatus.OFFLINE, failed);
        taken--;
      }
    }
    if (failed.size() > 0) {
      // Not from here, where the lock is held.
      retry.arm(context.clock().now());
    }
  }

  // The completing thread.

  private void run() {
    waiting.keep();
    complete();
    if (freesItself) {
      try {
        free();
      } catch (IOException e) {
        context.report("closing the ring of " + file.path(), e);
      }
    }
  }

  private void complete() {
    while (true) {
      int count = ring.completions();
      if (count > 0) {
        if (collect(count)) {
          deliver();
        }
        continue;
      }
      if (closed && isIdle()) {
        return;
      }
      statistics.waits.increment();
      int answer = waiting.enter(ring.unsubmitted(), true);
      if (answer < 0 && answer != -Errno.EINTR) {
        // Out of something, or broken for submitters, who say so.
        LockSupport.parkNanos(this, BACK_OFF_NANOS);
        boolean _ = Thread.interrupted();
      }
    }
  }

  private boolean isIdle() {
    lock.lock();
    try {
      return taken == finished;
    } finally {
      lock.unlock();
    }
  }

  /** Takes completions from the ring into the batch; false if there is nothing to deliver. */
  private boolean collect(int count) {
    for (int i = 0; i < count; i++) {
      long data = ring.userData(i);
      int result = ring.result(i);
      if (data != WAKE) {
        completed((int) data, result);
      }
    }
    ring.take(count);
    finished += batch.size();
    return batch.size() > 0;
  }

  private void completed(int slot, int result) {
    Request rq = slots.request(slot);
    if (rq == null) {
      context.report(
          "ring of " + file.path(), new IllegalStateException("a completion of nothing: " + slot));
      return;
    }
    if (result == -Errno.ECANCELED || result == -Errno.EINTR || result == -Errno.EAGAIN) {
      statistics.repeated.increment();
      repeat(slot, rq);
      return;
    }
    if (result == -Errno.EFAULT && slots.forgetRegistered(slot)) {
      // Its registration was closed before the kernel took the entry.
      statistics.repeated.increment();
      repeat(slot, rq);
      return;
    }
    BioStatus status = statusOf(result);
    if (result >= 0 && UringSlots.movesData(rq)) {
      long left = slots.advance(slot, rq, result);
      if (left > 0) {
        if (result > 0 && (left & (file.unit() - 1)) == 0) {
          statistics.partial.increment();
          repeat(slot, rq);
          return;
        }
        // The end of a file that shrank.
        status = BioStatus.IOERR;
      }
    }
    end(slot, status, batch);
  }

  private void repeat(int slot, Request rq) {
    lock.lock();
    try {
      publish(slot, rq);
    } finally {
      lock.unlock();
    }
  }

  private void end(int slot, BioStatus status, Completions into) {
    Request rq = slots.request(slot);
    if (rq == null) {
      return;
    }
    long cookie = slots.cookie(slot);
    BioStatus ended = status;
    if (!slots.release(slot, rq, status == BioStatus.OK)) {
      statistics.memoryClosed.increment();
      context.report(
          rq + " on " + file.path(),
          new IllegalStateException(
              "its memory was closed before it ended, or is confined to another thread; it must stay"
                  + " open, and if not aligned shared, until the callback"));
      ended = BioStatus.IOERR;
    }
    into.add(cookie, ended);
  }

  private void deliver() {
    delivering = true;
    try {
      hctx().complete(batch);
    } catch (RuntimeException | Error e) {
      context.report("completion of " + file.path(), e);
    } finally {
      delivering = false;
      batch.clear();
    }
  }

  private static BioStatus statusOf(int result) {
    return switch (result) {
      case -Errno.ENOSPC, -Errno.EDQUOT -> BioStatus.NOSPC;
      case -Errno.EOPNOTSUPP, -Errno.ENOSYS -> BioStatus.NOTSUPP;
      default -> result < 0 ? BioStatus.IOERR : BioStatus.OK;
    };
  }

  /** Returns what of users' memory is registered. */
  RegisteredMemory registered() {
    return registered;
  }

  /** Returns its bounce buffers. */
  RingBounces bounces() {
    return bounces;
  }

  /** Waits for all I/O in the kernel, ends the thread and gives everything back. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (!broken) {
        ring.publish(IoUring.NOP, 0, 0, 0, 0, 0, WAKE);
        submit();
      }
    } finally {
      lock.unlock();
    }
    retry.close();
    Thread completing = thread;
    if (completing == Thread.currentThread()) {
      // A callback closes the drive: the ring is still in use below it.
      freesItself = true;
      return;
    }
    boolean wasInterrupted = false;
    while (completing != null && completing.isAlive()) {
      try {
        completing.join();
      } catch (InterruptedException e) {
        // The wait is bounded by I/O in the kernel, and memory must not go away under it.
        wasInterrupted = true;
      }
    }
    free();
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void free() throws IOException {
    registered.close();
    ring.close();
    arena.close();
  }
}
