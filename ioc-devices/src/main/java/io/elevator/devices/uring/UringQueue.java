package io.elevator.devices.uring;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.defects.ThreadEnd;
import io.elevator.devices.linux.Errno;
import io.elevator.devices.linux.IoUring;
import io.elevator.devices.linux.IoUring.Entrance;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver.TimeoutAnswer;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A hardware queue on a ring of its own, with a thread that waits for completions ({@link
 * RingCompleter}).
 *
 * <p>Any thread submits: it fills an entry and, at the end of a burst, has the kernel take what is
 * there, which does not wait for the I/O. Requests submitted from inside the callbacks of a batch
 * of completions are left to the next call of the completing thread, which submits and waits at
 * once: a task that submits its next I/O when one ends costs one system call for several of them.
 * Not for all of a large batch, as the drive would run dry while its callbacks run.
 *
 * <p><b>Memory.</b> From {@link DriverRequest#start} until the completion is taken from the ring,
 * the kernel reads or writes the caller's memory and the slot's list of pieces behind the JVM's
 * back. The caller has to keep the memory open until its callback; the JDK lets only a thread that
 * waits hold an arena open. So it is checked where it can be: a request whose memory is closed when
 * it is submitted is refused, and one whose memory is closed when it ends is reported, counted and
 * ended with an error; memory of automatic arenas cannot go wrong, as the bio keeps it reachable,
 * and bios take no heap memory. Memory that is not aligned is never the kernel's: such data goes
 * through bounce buffers, which are the ring's, and with option {@code bounce} all data does. A
 * request cannot be taken from the kernel again: when its time is up, it gets its time again.
 * Closing waits until the ring has given back every request; only then are rings and buffers
 * unmapped. After {@value #CLOSE_LIMIT_SECONDS} s the completing thread is left to do that.
 *
 * <p><b>Death.</b> When the kernel takes no entries any more or the completing thread has ended,
 * the queue is declared dead ({@link DriverContext#declareDead}): entries that the kernel has not
 * taken end at once, the others when they are reaped, by the completing thread, by the timer's that
 * finds a request late, or by the thread that closes the drive. What cannot be reaped is given up
 * as {@link BioStatus#MEMORY_IN_USE}, and then rings and buffers stay mapped for good.
 *
 * <p><b>Threads.</b> {@link #lock} guards the submission ring, writes of {@link #dead} and {@link
 * #closed}, {@link #taken}, {@link #freed}, {@link #freesItself}, {@link #completerEnded}, {@link
 * #submitting} and what {@link #reports} holds; the system call is inside it, as it does not wait.
 * The completing thread looks without the lock whether entries are left to submit and whether the
 * ring was closed: an entry that it misses is submitted by the thread that published it, and
 * closing sends an entry that ends its wait.
 */
final class UringQueue implements RingCompleter.SubmissionSide, AutoCloseable {
  /** Most pieces of memory of a request: short lists for the kernel to copy. */
  static final int MOST_PIECES = 128;

  /** How long closing waits for I/O in the kernel, in seconds. */
  static final int CLOSE_LIMIT_SECONDS = 30;

  /** Requests of callbacks held back for the next wait; more would leave the drive idle. */
  private static final int MOST_HELD_BACK = 8;

  private static final long RETRY_NANOS = 1_000_000;

  private final DriverContext context;
  private final UringFile file;
  private final UringStatistics statistics;
  private final IoUring ring;
  private final Arena arena = Arena.ofShared();
  private final RingBounces bounces;
  private final RegisteredMemory registered;
  private final UringSlots slots;
  private final RingCompleter completer;
  private final Entrance submitting;
  private final Timer retry;
  private final DriveDefects memoryDefects;
  private final DriveDefects defects;
  private final ReentrantLock lock = new ReentrantLock();
  private final RingReports reports;

  /** Requests that were taken, less those that the kernel refused to begin; counts around. */
  private int taken;

  private boolean freed;
  private volatile boolean dead;
  private volatile boolean closed;

  /** Whether the completing thread gives everything back when it ends. */
  private boolean freesItself;

  private boolean completerEnded;
  private @Nullable DriverQueue hctx;
  private volatile @Nullable Thread thread;

  /** Sets up the ring. */
  UringQueue(
      DriverContext context, UringFile file, UringOptions options, UringStatistics statistics)
      throws IOException {
    this.context = context;
    this.file = file;
    this.statistics = statistics;
    memoryDefects = new DriveDefects(context, "I/O on " + file.path());
    defects = new DriveDefects(context, "ring of " + file.path());
    reports = new RingReports(lock, defects);
    int depth = options.depth();
    IoUring made = null;
    try {
      // Each request has one entry at most, and closing needs one.
      made = new IoUring(depth + 1);
      made.registerFile(file.file());
      ring = made;
      submitting = ring.newEntrance();
      String noTable = RegisteredMemory.makeTable(ring, options.buffers());
      registered =
          new RegisteredMemory(ring, options.buffers(), RegisteredMemory.MOST_BYTES, noTable);
      bounces = RingBounces.of(arena, ring, file, options, noTable.isEmpty());
      slots =
          new UringSlots(
              arena,
              file,
              bounces,
              registered,
              ring.offers(IoUring.READV_FIXED),
              options.bouncesAll(),
              depth,
              MOST_PIECES);
      completer = new RingCompleter(this, context, ring, slots, file, statistics, depth);
      retry = context.newTimer(now -> commit());
    } catch (Throwable t) {
      if (made != null) {
        made.close();
      }
      arena.close();
      throw t;
    }
  }

  /** Starts the completing thread. */
  void start(DriverQueue hardwareQueue) {
    hctx = hardwareQueue;
    Thread made = context.threads().newThread(completer);
    thread = made;
    made.start();
  }

  @Override
  public DriverQueue hctx() {
    DriverQueue started = hctx;
    if (started == null) {
      throw new IllegalStateException("the drive was not started");
    }
    return started;
  }

  /** Takes a request, see {@link io.elevator.spi.driver.BlockDriver#queueRequest}. */
  BioStatus queueRequest(DriverRequest rq, boolean last) {
    int operation = rq.opAndFlags() & BioFlags.OPERATION_MASK;
    if (file.isReadOnly() && operation != 0 && operation != 2) {
      return BioStatus.TARGET;
    }
    if (operation == 5 || operation > 9) {
      return BioStatus.NOTSUPP;
    }
    if (closed || dead) {
      return BioStatus.OFFLINE;
    }
    int slot = rq.driverTag();
    if (slots.request(slot) != null) {
      return BioStatus.RESOURCE;
    }
    String wrong = slots.describe(slot, rq);
    if (wrong != null) {
      return refuse(rq, wrong);
    }
    boolean isPublished = false;
    try {
      slots.count(slot, statistics);
      long cookie = rq.start();
      slots.occupy(slot, rq, cookie);
      isPublished = publish(slot, rq, last);
      if (!isPublished) {
        completer.delivery().complete(hctx(), cookie, BioStatus.OFFLINE);
      }
    } finally {
      if (!isPublished) {
        slots.free(slot);
      }
    }
    settle();
    return BioStatus.OK;
  }

  private BioStatus refuse(DriverRequest rq, String wrong) {
    if (wrong.equals(UringSlots.NO_BUFFER) && bounces.anyTaken()) {
      // One comes back when its request ends.
      return BioStatus.RESOURCE;
    }
    statistics.memoryRefused.increment();
    memoryDefects.report(rq, new IllegalStateException(wrong));
    return BioStatus.IOERR;
  }

  /** Publishes the entry of a new request and may submit; false if the ring takes none. */
  private boolean publish(int slot, DriverRequest rq, boolean last) {
    boolean isOurs = Thread.currentThread() == thread && completer.isDelivering();
    lock.lock();
    try {
      if (dead || closed) {
        return false;
      }
      slots.publish(ring, slot, rq);
      taken++;
      if (isOurs ? ring.unsubmitted() >= MOST_HELD_BACK : last) {
        submit();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The burst is over: has the kernel take what is there. */
  void commit() {
    if (Thread.currentThread() == thread && completer.isDelivering()) {
      return;
    }
    lock.lock();
    try {
      if (!freed) {
        submit();
      }
    } finally {
      lock.unlock();
    }
    settle();
  }

  @Override
  public boolean publishAgain(int slot, DriverRequest rq, boolean here) {
    lock.lock();
    try {
      if (dead) {
        return false;
      }
      slots.publish(ring, slot, rq);
      completer.published();
      if (here) {
        submit();
      }
    } finally {
      lock.unlock();
    }
    settle();
    return true;
  }

  /**
   * Has the kernel take entries without waiting; with the lock. Never throws, as the kernel may use
   * the memory of published requests: the timer tries again, or closing, or a time limit.
   */
  private void submit() {
    try {
      for (int left = ring.unsubmitted(); left > 0; left = ring.unsubmitted()) {
        statistics.submits.increment();
        int answer = submitting.enter(left, false);
        if (answer == -Errno.EAGAIN || answer == -Errno.EBUSY || answer == -Errno.ENOMEM) {
          // The kernel is out of something; the completing thread or the timer tries again.
          submitLater();
          return;
        }
        if (answer < 0 && answer != -Errno.EINTR) {
          recordDeath(new IOException("the kernel takes no more I/O: " + Errno.text(-answer)));
          return;
        }
      }
    } catch (Throwable t) {
      defects.report(t);
      submitLater();
    }
  }

  private void submitLater() {
    try {
      retry.arm(context.clock().now() + RETRY_NANOS);
    } catch (Throwable t) {
      defects.report(t);
    }
  }

  /**
   * Records the death of the ring and ends the entries that the kernel has not taken; with the
   * lock. While the completing thread may be submitting them, that thread ends them when it is
   * back.
   */
  private void recordDeath(Throwable cause) {
    reports.add(dead ? null : cause);
    dead = true;
    if (!completer.submits() || Thread.currentThread() == thread) {
      withdrawEntries();
    }
  }

  private void withdrawEntries() {
    int count = slots.withdraw(ring, reports.refused());
    taken -= count;
    if (count > 0) {
      reports.add(null);
    }
  }

  @Override
  public void withdraw() {
    lock.lock();
    try {
      withdrawEntries();
    } finally {
      lock.unlock();
    }
    settle();
  }

  private void settle() {
    DriverQueue started = hctx;
    if (started != null) {
      reports.tell(started, completer.delivery());
    }
  }

  @Override
  public void declareDead(Throwable cause) {
    lock.lock();
    try {
      recordDeath(cause);
    } finally {
      lock.unlock();
    }
    settle();
  }

  @Override
  public boolean isDead() {
    return dead;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public int taken() {
    lock.lock();
    try {
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Handles a request whose time is up, see {@link io.elevator.spi.driver.BlockDriver#timedOut}.
   */
  TimeoutAnswer timedOut() {
    Thread completing = thread;
    boolean isServed = completing != null && completing.isAlive();
    lock.lock();
    try {
      if (!closed && !dead && !isServed) {
        recordDeath(new IllegalStateException("the thread that takes completions has ended"));
      } else if (!closed && !dead) {
        submit();
        if (!dead && ring.unsubmitted() > 0) {
          recordDeath(new IOException("the kernel has taken no I/O for the time of a request"));
        }
      }
    } finally {
      lock.unlock();
    }
    settle();
    if (isServed || closed) {
      return TimeoutAnswer.RESET;
    }
    completer.takeOver(RingCompleter.LOOKS_IN_A_SECOND);
    return TimeoutAnswer.DONE;
  }

  /** Returns what of users' memory is registered. */
  RegisteredMemory registered() {
    return registered;
  }

  /** Returns its bounce buffers. */
  RingBounces bounces() {
    return bounces;
  }

  /** Waits for I/O in the kernel, ends the thread and gives everything back. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (!dead) {
        ring.publish(IoUring.NOP, 0, 0, 0, 0, 0, RingCompleter.WAKE);
        submit();
      }
    } finally {
      lock.unlock();
    }
    settle();
    retry.close();
    Thread completing = thread;
    if (completing == null || completing.getState() == Thread.State.NEW) {
      free();
      return;
    }
    if (completing == Thread.currentThread()) {
      // A callback closes the drive: the ring is still in use below it.
      boolean _ = leaveToCompleter();
      return;
    }
    // The thread of a dead ring may sleep in the kernel, where nothing wakes it any more.
    int seconds = dead ? 1 : CLOSE_LIMIT_SECONDS;
    if (!awaitEnd(completing, seconds)) {
      defects.report(
          "closing",
          new IllegalStateException(
              "the kernel has not answered for "
                  + seconds
                  + " s; memory of I/O that was given up must stay open"));
      if (leaveToCompleter()) {
        return;
      }
    }
    completer.takeOver(RingCompleter.LOOKS_IN_A_SECOND);
    free();
  }

  /**
   * Waits for the end of a thread, and submits the entry that ends it if it could not be before.
   */
  private boolean awaitEnd(Thread completing, int seconds) {
    boolean hasEnded = ThreadEnd.await(completing, 1000);
    for (int left = seconds - 1; !hasEnded && left > 0; left--) {
      commit();
      hasEnded = ThreadEnd.await(completing, 1000);
    }
    return hasEnded;
  }

  /** Leaves the unmapping of ring and buffers to the completing thread; false if it has ended. */
  private boolean leaveToCompleter() {
    lock.lock();
    try {
      freesItself = !completerEnded;
      return freesItself;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void completerEnded() {
    boolean frees;
    lock.lock();
    try {
      completerEnded = true;
      frees = freesItself;
    } finally {
      lock.unlock();
    }
    if (frees) {
      try {
        free();
      } catch (IOException e) {
        defects.report(e);
      }
    }
  }

  /** Unmaps ring and buffers once, unless the kernel may use them. */
  private void free() throws IOException {
    lock.lock();
    try {
      if (freed || completer.leaks()) {
        return;
      }
      freed = true;
    } finally {
      lock.unlock();
    }
    registered.close();
    ring.close();
    arena.close();
  }
}
