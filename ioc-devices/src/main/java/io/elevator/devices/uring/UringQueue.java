package io.elevator.devices.uring;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.defects.ThreadEnd;
import io.elevator.devices.linux.Errno;
import io.elevator.devices.linux.IoUring;
import io.elevator.devices.linux.IoUring.Entrance;
import io.elevator.devices.linux.LinuxException;
import io.elevator.devices.linux.NativeFile;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver.TimeoutAnswer;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileSystemException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A hardware queue with its own ring and a thread that waits for completions ({@link
 * RingCompleter}).
 *
 * <p>Any thread submits: it fills an entry and, at the end of a batch of requests, makes the kernel
 * take all published entries, which does not wait for the I/O. A request that is submitted by a
 * callback of a batch of completions is held back for the next call of the completing thread, which
 * submits and waits in one system call; so tasks that submit their next I/O when one ends cost one
 * system call for several I/Os. Not all requests of a large batch are held back, because the drive
 * would become idle while the callbacks run.
 *
 * <p><b>Memory.</b> From {@link DriverRequest#start} until the completion is taken from the ring,
 * the kernel reads or writes the caller's memory and the slot's list of memory ranges without a
 * check by the JVM. The caller must keep the memory open until its callback; the JDK offers only a
 * waiting thread a way to hold an arena open. So this class checks where it can. A request whose
 * memory is closed at submission is refused. A request whose memory is closed at its end is
 * reported, counted and ended with an error. Memory of automatic arenas stays valid, because the
 * bio keeps it reachable, and bios take no heap memory. Memory that is not aligned is never passed
 * to the kernel: such data goes through the ring's bounce buffers, and with option {@code bounce}
 * all data does. The kernel cannot give a request back, so a request whose time limit has passed
 * gets a new time limit. Closing waits until the ring has completed every request; only then are
 * rings and buffers unmapped. After {@value #CLOSE_LIMIT_SECONDS} s, closing leaves the unmapping
 * to the completing thread.
 *
 * <p><b>Death.</b> When the kernel takes no more entries or the completing thread has ended, the
 * queue is declared dead ({@link DriverContext#declareDead}). Entries that the kernel has not taken
 * end immediately. The other requests end when their completions are taken: by the completing
 * thread, by the timer thread that finds a request late, or by the thread that closes the drive. A
 * request without a completion is given up with {@link BioStatus#MEMORY_IN_USE}; then rings and
 * buffers stay mapped forever.
 *
 * <p><b>Threads.</b> {@link #lock} guards the submission ring, writes of {@link #death} and {@link
 * #closed}, {@link #taken}, {@link #submitting} and the contents of {@link #reports} and {@link
 * #release}. It is held during the submitting system call, which does not wait. The completing
 * thread checks without the lock whether there are entries to submit and whether the ring was
 * closed: the thread that published an entry submits it if the completing thread misses it, and
 * closing publishes an entry that ends the completing thread's wait.
 */
final class UringQueue implements RingCompleter.SubmissionSide, AutoCloseable {
  /**
   * Largest number of memory ranges of a request. It is small so that the kernel has only short
   * lists to copy.
   */
  static final int MOST_PIECES = 128;

  /** Time that closing waits for I/O in the kernel, in seconds. */
  static final int CLOSE_LIMIT_SECONDS = 30;

  /** Most requests of callbacks held back for the next wait; with more, the drive could be idle. */
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
  private final RingFiles files;
  private final RingCompleter completer;
  private final Entrance submitting;
  private final Timer retry;
  private final DriveDefects memoryDefects;
  private final DriveDefects defects;
  private final ReentrantLock lock = new ReentrantLock();
  private final FileSystemException noDevice;
  private final RingReports reports;
  private final RingRelease release;

  /**
   * Number of requests that the ring has accepted, less those that the kernel refused to begin;
   * wraps around.
   */
  private int taken;

  /** Cause of the ring's death; null while the ring is alive. */
  private volatile @Nullable Throwable death;

  private volatile boolean closed;

  private @Nullable DriverQueue hctx;
  private volatile @Nullable Thread thread;

  /**
   * Creates the ring of a hardware queue.
   *
   * @param index index of the ring in the drive
   */
  UringQueue(
      DriverContext context,
      UringFile file,
      UringOptions options,
      UringStatistics statistics,
      int index)
      throws IOException {
    this.context = context;
    this.file = file;
    this.statistics = statistics;
    memoryDefects = new DriveDefects(context, "I/O on " + file.path());
    defects = new DriveDefects(context, "ring of " + file.path());
    noDevice =
        new FileSystemException(
            file.path().toString(),
            null,
            "is a folder, whose drive has no device; name an open file");
    int depth = options.depth();
    reports = new RingReports(lock, depth, defects);
    IoUring made = null;
    try {
      // The ring has one entry for each request and one more for closing.
      made = new IoUring(depth + 1);
      NativeFile device = file.file();
      if (device != null) {
        made.registerFile(device);
      }
      ring = made;
      files = new RingFiles(ring, index, device == null ? RingFiles.PLACES : 0);
      submitting = ring.newEntrance();
      String noTable = RegisteredMemory.makeTable(ring, options.buffers());
      registered =
          new RegisteredMemory(ring, options.buffers(), RegisteredMemory.MOST_BYTES, noTable);
      release = new RingRelease(lock, ring, registered, arena);
      bounces = RingBounces.of(arena, ring, file, options, noTable.isEmpty());
      slots =
          new UringSlots(
              arena,
              file,
              bounces,
              registered,
              defects,
              ring.offers(IoUring.READV_FIXED),
              options.bouncing(),
              files,
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

  /**
   * Accepts or refuses a request, as {@link io.elevator.spi.driver.BlockDriver#queueRequest}
   * requires.
   */
  BioStatus queueRequest(DriverRequest rq, boolean last) {
    int operation = rq.opAndFlags() & BioFlags.OPERATION_MASK;
    boolean isReadOnly = rq.handle() instanceof RingFile own ? own.isReadOnly() : file.isReadOnly();
    if (isReadOnly && operation != 0 && operation != 2) {
      return BioStatus.TARGET;
    }
    if (file.file() == null && !(rq.handle() instanceof RingFile)) {
      return rq.refuse(BioStatus.NOTSUPP, 0, noDevice);
    }
    if (operation == 5 || operation > 9) {
      return BioStatus.NOTSUPP;
    }
    if (closed || isDead()) {
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
        Throwable cause = death;
        completer
            .delivery()
            .complete(hctx(), cookie, BioStatus.OFFLINE, LinuxException.errnoOf(cause), cause);
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
      // All bounce buffers are taken. The queue offers the request again after a request has ended
      // and put its buffer back.
      return BioStatus.RESOURCE;
    }
    statistics.memoryRefused.increment();
    memoryDefects.report(rq, new IllegalStateException(wrong));
    return BioStatus.IOERR;
  }

  /**
   * Publishes the entry of a new request. Makes the kernel take the published entries if this is
   * the last request of a series or enough entries wait. Returns false if the ring takes no
   * entries.
   */
  private boolean publish(int slot, DriverRequest rq, boolean last) {
    boolean isOurs = Thread.currentThread() == thread && completer.isDelivering();
    lock.lock();
    try {
      if (isDead() || closed) {
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

  /** Makes the kernel take all published entries. Called at the end of a series of requests. */
  void commit() {
    if (Thread.currentThread() == thread && completer.isDelivering()) {
      return;
    }
    lock.lock();
    try {
      if (!release.isFreed()) {
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
      if (isDead()) {
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
   * Makes the kernel take entries, without waiting for I/O. Called with the lock held. Never
   * throws, because the kernel may already use the memory of published requests. If the call fails,
   * the timer, closing the drive or the time limit of a request causes the next attempt.
   */
  private void submit() {
    try {
      for (int left = ring.unsubmitted(); left > 0; left = ring.unsubmitted()) {
        statistics.submits.increment();
        int answer = submitting.enter(left, false);
        if (answer == -Errno.EAGAIN || answer == -Errno.EBUSY || answer == -Errno.ENOMEM) {
          // The kernel lacks a resource at the moment; the completing thread or the timer submits
          // again later.
          submitLater();
          return;
        }
        if (answer < 0 && answer != -Errno.EINTR) {
          recordDeath(new LinuxException("the kernel takes no more I/O", -answer));
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
   * Records the death of the ring and ends the entries that the kernel has not taken. Called with
   * the lock held. If the completing thread may be in a call that submits entries, that thread ends
   * them after its call.
   */
  private void recordDeath(Throwable cause) {
    if (isDead()) {
      reports.add(null);
    } else {
      reports.add(cause);
      death = cause;
    }
    if (!completer.submits() || Thread.currentThread() == thread) {
      withdrawEntries();
    }
  }

  private void withdrawEntries() {
    int count = slots.withdraw(ring, reports.refused(), death);
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
  public @Nullable Throwable death() {
    return death;
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
   * Handles a request whose time limit has passed, as {@link
   * io.elevator.spi.driver.BlockDriver#timedOut} requires.
   */
  TimeoutAnswer timedOut() {
    Thread completing = thread;
    boolean isServed = completing != null && completing.isAlive();
    lock.lock();
    try {
      if (!closed && !isDead() && !isServed) {
        recordDeath(new IllegalStateException("the thread that takes completions has ended"));
      } else if (!closed && !isDead()) {
        submit();
        if (!isDead() && ring.unsubmitted() > 0) {
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

  /**
   * Removes a file that is being closed from the table of registered files. The file has no entry
   * in flight.
   */
  void remove(RingFile own) throws LinuxException {
    lock.lock();
    try {
      if (!release.isFreed()) {
        files.remove(own);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of registered files. */
  int registeredFiles() {
    lock.lock();
    try {
      return files.registered();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the memory of applications that is registered with the ring. */
  RegisteredMemory registered() {
    return registered;
  }

  /** Returns the bounce buffers of the ring. */
  RingBounces bounces() {
    return bounces;
  }

  /**
   * Waits for I/O in the kernel, ends the completing thread and unmaps the ring and its buffers.
   */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (!isDead()) {
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
      release.free(completer);
      return;
    }
    if (completing == Thread.currentThread()) {
      // A callback closes the drive on the completing thread. That thread still uses the ring, so
      // it unmaps the ring when it ends.
      boolean _ = release.leaveToCompleter();
      return;
    }
    // The completing thread of a dead ring may sleep in the kernel, where it cannot be woken any
    // more. So the wait for it is short.
    int seconds = isDead() ? 1 : CLOSE_LIMIT_SECONDS;
    if (!awaitEnd(completing, seconds)) {
      defects.report(
          "closing",
          new IllegalStateException(
              "the kernel has not answered for "
                  + seconds
                  + " s; memory of I/O that was given up must stay open"));
      if (release.leaveToCompleter()) {
        return;
      }
    }
    completer.takeOver(RingCompleter.LOOKS_IN_A_SECOND);
    release.free(completer);
  }

  /**
   * Waits for the end of the completing thread. While waiting, repeatedly submits the entry that
   * makes the thread end.
   */
  private boolean awaitEnd(Thread completing, int seconds) {
    boolean hasEnded = ThreadEnd.await(completing, 1000);
    for (int left = seconds - 1; !hasEnded && left > 0; left--) {
      commit();
      hasEnded = ThreadEnd.await(completing, 1000);
    }
    return hasEnded;
  }

  @Override
  public void completerEnded() {
    try {
      release.completerEnded(completer);
    } catch (IOException e) {
      defects.report(e);
    }
  }
}
