package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import io.elevator.devices.defects.ThreadEnd;
import io.elevator.spi.Clock;
import io.elevator.spi.driver.Completions;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The bounded set of platform threads that perform a drive's I/O. A thread is started when a
 * command finds no idle thread. Idle threads are parked, and the thread that parked last is woken
 * first, because its stack and channel may still be in the CPU's cache. Handling a command
 * allocates nothing.
 *
 * <p>A thread survives every exception of a command. If no thread can be started (a limit on
 * processes, no memory), the running threads perform all commands; if no thread runs, submitters
 * perform their commands themselves. Starting a thread is tried again after a pause, so that the
 * drive recovers when the shortage ends.
 *
 * <p>The lock guards the work queue, the stacks of idle and unstarted workers, the counts and
 * {@link #nextStartNanos}. It is a monitor, because waiting for a monitor allocates nothing, and no
 * other lock is taken while it is held. A command is handed to an idle thread through the volatile
 * field of its worker. The submitter that took the worker off the idle stack writes that field
 * under the lock. So there is one writer until the thread has taken the command, and a thread that
 * ends on close sees every command handed over before. A borrowed worker is in no stack and
 * receives no command until it is given back. Commands wait in the work queue only while a thread
 * runs or a worker is borrowed: both take waiting commands before they return to a stack.
 */
final class DriveThreads {
  /** Pause between a failed attempt to start a thread and the next attempt, in nanoseconds. */
  static final long START_PAUSE_NANOS = 100_000_000;

  /**
   * Longest time for which closing the drive waits for a thread that is in the middle of an I/O, in
   * milliseconds.
   */
  private static final int CLOSE_LIMIT_MILLIS = 30_000;

  private static final int MOMENT_MILLIS = 100;

  private final Object lock = new Object();
  private final Worker[] workers;
  private final ThreadFactory factory;
  private final Clock clock;
  private boolean closed;
  private int running;
  private long nextStartNanos = Long.MIN_VALUE;
  private @Nullable Worker idle;
  private @Nullable Worker unstarted;
  private @Nullable FileCommand head;
  private @Nullable FileCommand tail;

  /** The result of submitting a command. */
  enum Answer {
    /** A thread of the drive performs the command. */
    TAKEN,
    /** No thread is available: the caller must borrow a worker and perform the command itself. */
    NO_THREAD,
    /** The command was refused because the drive is closed. */
    CLOSED
  }

  /** The part of a worker that performs commands. Only one thread at a time uses it. */
  interface Performer extends AutoCloseable {
    /**
     * Performs a command, repeatedly if interrupts disturb it, and returns the status of its
     * request.
     */
    BioStatus perform(FileCommand command);

    /**
     * Performs a command and returns the status of its request. If the thread is interrupted during
     * the I/O, returns null, and the request has not ended.
     */
    @Nullable BioStatus performUninterrupted(FileCommand command);

    /**
     * Returns whether the thread was interrupted since the last call of this method, and clears the
     * record of the interrupt.
     */
    boolean takeInterrupt();

    /**
     * Completes the request of a command that has been performed; never throws.
     *
     * @param transferred number of bytes of a read that met the end of its file, else {@link
     *     Completions#ALL}
     */
    void complete(
        long cookie,
        int hardwareQueue,
        BioStatus status,
        long transferred,
        int errno,
        @Nullable Throwable cause);

    /** Reports a defect of a worker; never throws. */
    void failed(Throwable defect);

    @Override
    void close();
  }

  /** Creates one worker for each performer; starts no thread. */
  DriveThreads(ThreadFactory factory, Clock clock, Performer[] performers) {
    this.factory = factory;
    this.clock = clock;
    workers = new Worker[performers.length];
    for (int i = workers.length - 1; i >= 0; i--) {
      workers[i] = new Worker(performers[i]);
      workers[i].next = unstarted;
      unstarted = workers[i];
    }
  }

  /**
   * Submits a command. Refuses it if the drive is closed, or has no thread and cannot start one.
   */
  Answer submit(FileCommand command) {
    Worker woken;
    synchronized (lock) {
      if (closed) {
        return Answer.CLOSED;
      }
      woken = idle;
      if (woken != null) {
        idle = woken.next;
        woken.next = null;
        woken.handed = command;
      } else if (unstarted == null || !mayStart()) {
        return queueOrRefuse(command);
      }
    }
    if (woken != null) {
      LockSupport.unpark(woken.thread);
      return Answer.TAKEN;
    }
    return submitToNew(command);
  }

  /**
   * Submits a command when no thread is idle: starts a new thread for it, or queues or refuses it
   * if no thread can be started.
   */
  private Answer submitToNew(FileCommand command) {
    Worker fresh;
    synchronized (lock) {
      if (closed) {
        return Answer.CLOSED;
      }
      fresh = unstarted;
      if (fresh == null || !mayStart()) {
        return queueOrRefuse(command);
      }
      unstarted = fresh.next;
      fresh.next = null;
      fresh.handed = command;
      running++;
    }
    Throwable refusal = fresh.begin(factory);
    if (refusal == null) {
      return Answer.TAKEN;
    }
    synchronized (lock) {
      undoStart(fresh);
      fresh.next = unstarted;
      unstarted = fresh;
      if (closed) {
        return Answer.CLOSED;
      }
      return queueOrRefuse(command);
    }
  }

  /**
   * Returns whether a new thread may be started now; false for a pause after a failed start. Called
   * with the lock held.
   */
  private boolean mayStart() {
    return nextStartNanos == Long.MIN_VALUE || clock.now() >= nextStartNanos;
  }

  /**
   * Makes a worker startable again after its thread could not be started. Called with the lock
   * held.
   */
  private void undoStart(Worker fresh) {
    fresh.handed = null;
    running--;
    nextStartNanos = clock.now() + START_PAUSE_NANOS;
  }

  /**
   * Queues a command if a running thread or the borrower of a worker will take it from the work
   * queue; refuses it otherwise. Called with the lock held.
   */
  private Answer queueOrRefuse(FileCommand command) {
    if (running == 0 && unstarted != null && head == null) {
      return Answer.NO_THREAD;
    }
    FileCommand last = tail;
    if (last == null) {
      head = command;
    } else {
      last.next = command;
    }
    tail = command;
    return Answer.TAKEN;
  }

  /**
   * Lends a worker to the calling thread, which uses its performer until it gives the worker back.
   * Returns null if no worker is free, if commands wait in the work queue, or if the drive is
   * closed.
   */
  @Nullable Worker borrow() {
    synchronized (lock) {
      if (closed || head != null) {
        return null;
      }
      Worker taken = idle;
      if (taken != null) {
        idle = taken.next;
      } else {
        taken = unstarted;
        if (taken == null) {
          return null;
        }
        unstarted = taken.next;
      }
      taken.next = null;
      return taken;
    }
  }

  /**
   * Gives a borrowed worker back. If a command waits and no thread is available for it, the calling
   * thread keeps the worker and must perform that command.
   *
   * @return the command to perform with the worker, which is still borrowed; null if the worker was
   *     given back
   */
  @Nullable FileCommand returnBorrowed(Worker borrowed) {
    FileCommand command;
    Thread parked = borrowed.thread;
    synchronized (lock) {
      command = nextOrIdle(borrowed);
      if (command == null || (parked == null && !mayStart())) {
        return command;
      }
      borrowed.handed = command;
      if (parked == null) {
        running++;
      }
    }
    if (parked != null) {
      LockSupport.unpark(parked);
      return null;
    }
    if (borrowed.begin(factory) == null) {
      return null;
    }
    synchronized (lock) {
      undoStart(borrowed);
    }
    return command;
  }

  /** Returns the number of running threads. */
  int started() {
    synchronized (lock) {
      return running;
    }
  }

  /**
   * Takes the next command of the work queue for a worker. If there is none, moves the worker to
   * the idle or unstarted workers and returns null.
   */
  private @Nullable FileCommand nextOrIdle(Worker worker) {
    synchronized (lock) {
      FileCommand command = head;
      if (command != null) {
        head = command.next;
        if (head == null) {
          tail = null;
        }
        command.next = null;
      } else if (!closed && worker.thread == null) {
        worker.next = unstarted;
        unstarted = worker;
      } else if (!closed) {
        worker.next = idle;
        idle = worker;
      }
      return command;
    }
  }

  /**
   * Closes the set: ends all threads once the work queue is empty, and waits for them, except for
   * the calling thread.
   *
   * @return false if a thread is still in the middle of an I/O after 30 s: its channel stays open,
   *     and the memory that the I/O may use must stay allocated
   */
  boolean close() {
    synchronized (lock) {
      closed = true;
      idle = null;
      unstarted = null;
    }
    boolean all = true;
    for (Worker worker : workers) {
      Thread thread = worker.thread;
      boolean ended = thread == null || thread == Thread.currentThread();
      if (thread != null && !ended) {
        LockSupport.unpark(thread);
        // If one thread hangs, the wait for each further thread is short: the further threads had
        // the same time to end.
        ended = ThreadEnd.await(thread, all ? CLOSE_LIMIT_MILLIS : MOMENT_MILLIS);
      }
      if (ended) {
        worker.performer.close();
      }
      all &= ended;
    }
    return all;
  }

  /**
   * Finds a command that was handed to a thread that ended without performing it, for instance
   * because there was no memory when the thread started. Makes the worker of that thread startable
   * again.
   *
   * @return the command, which the caller submits again, or null if there is none
   */
  @Nullable FileCommand takeFromEndedThread() {
    synchronized (lock) {
      for (Worker worker : workers) {
        Thread thread = worker.thread;
        FileCommand command = worker.handed;
        if (thread != null && !thread.isAlive() && command != null && !worker.isStarting) {
          worker.thread = null;
          worker.handed = null;
          running--;
          worker.next = unstarted;
          unstarted = worker;
          return command;
        }
      }
      return null;
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /** A performer together with the thread that uses it, if such a thread is running. */
  final class Worker implements Runnable {
    private final Performer performer;
    private volatile @Nullable FileCommand handed;
    private volatile @Nullable Thread thread;
    private @Nullable Worker next;

    /** Whether a thread was created for this worker and is not alive yet. */
    private volatile boolean isStarting;

    private Worker(Performer performer) {
      this.performer = performer;
    }

    /** Returns the performer of this worker. Called by the thread that has borrowed the worker. */
    Performer performer() {
      return performer;
    }

    /** Starts the worker's thread; returns the reason if that failed, or null. */
    private @Nullable Throwable begin(ThreadFactory threads) {
      isStarting = true;
      try {
        Thread made =
            Objects.requireNonNull(
                threads.newThread(this), "the thread factory of the block layer returned null");
        thread = made;
        made.start();
        if (handed != null && !made.isAlive()) {
          // The command is still there and the thread is not alive, so the thread has never run.
          throw new IllegalStateException(
              "the thread " + made + " of the block layer's factory does not run after its start");
        }
        return null;
      } catch (Throwable t) {
        // The JVM throws an OutOfMemoryError here if the system cannot create another thread.
        thread = null;
        performer.failed(t);
        return t;
      } finally {
        isStarting = false;
      }
    }

    @Override
    public void run() {
      boolean isServing = true;
      while (isServing) {
        try {
          isServing = serveNext();
        } catch (Throwable t) {
          // The exception must not end this thread: commands may be handed to the thread at any
          // time.
          performer.failed(t);
        }
      }
    }

    /** Takes and performs a command; returns false if the drive is closed and no command waits. */
    private boolean serveNext() {
      FileCommand command = handed;
      if (command != null) {
        handed = null;
      } else {
        command = nextOrIdle(this);
      }
      if (command == null) {
        command = park();
        if (command == null) {
          return false;
        }
      }
      long cookie = command.cookie;
      int hardwareQueue = command.hardwareQueue;
      BioStatus status = BioStatus.IOERR;
      long transferred = Completions.ALL;
      int errno = 0;
      Throwable cause = null;
      try {
        status = performer.perform(command);
        transferred = command.transferred;
        errno = command.errno;
        cause = command.cause;
      } catch (Throwable t) {
        performer.failed(t);
        cause = t;
      }
      // The command must not be read after this call: it may already serve the next I/O of its
      // request object.
      performer.complete(cookie, hardwareQueue, status, transferred, errno, cause);
      return true;
    }

    /** Waits for a command; returns null when the drive is closed. */
    private @Nullable FileCommand park() {
      while (true) {
        // The flag must be read before the check for a command: waiting for the lock may consume
        // the parking permit of a hand-over, and the thread would then park although it has a
        // command. A command that was handed over before the close is still performed.
        boolean closing = isClosed();
        FileCommand command = handed;
        if (command != null) {
          handed = null;
          return command;
        }
        if (closing) {
          return null;
        }
        LockSupport.park(this);
        // A callback may have interrupted this thread; with a pending interrupt, park would return
        // at once again and again.
        boolean _ = Thread.interrupted();
      }
    }
  }
}
