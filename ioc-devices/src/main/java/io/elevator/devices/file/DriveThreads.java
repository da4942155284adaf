package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import io.elevator.devices.defects.ThreadEnd;
import io.elevator.spi.Clock;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The bounded set of platform threads that perform a drive's I/O. Threads are started when work
 * finds none idle; an idle one is parked, and the one that parked last is woken first, as its stack
 * and channel are warm. Nothing is allocated for a command.
 *
 * <p>A thread survives everything that a command throws. Where no thread can be started (a limit on
 * processes, no memory), the threads there are go on alone, and without any the submitters perform
 * their commands themselves; starting one is tried again after a while, so a shortage that ends
 * leaves nothing behind.
 *
 * <p>The lock guards the work queue, the stacks of idle and unstarted workers, the counts and
 * {@link #nextStartNanos}; it is a leaf, and a monitor, as waiting for one allocates nothing. A
 * command is handed to an idle thread through its volatile field, written under the lock by the
 * submitter that took the thread off the idle stack, so there is one writer until the thread has
 * taken it, and a thread that closes sees every command handed over before. A borrowed worker is in
 * no stack and is handed nothing until it is given back. Commands wait in the work queue only while
 * a thread runs or a worker is borrowed: either takes them before it joins a stack.
 */
final class DriveThreads {
  /** How long after a start that failed the next one is tried, in nanoseconds. */
  static final long START_PAUSE_NANOS = 100_000_000;

  /** How long closing waits for threads in the middle of an I/O, in milliseconds. */
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

  /** Results of submitting a command. */
  enum Answer {
    /** A thread performs it. */
    TAKEN,
    /** No thread can be had: the caller borrows a worker and performs it. */
    NO_THREAD,
    /** The drive is closed. */
    CLOSED
  }

  /** Performs commands, one thread at a time. */
  interface Performer extends AutoCloseable {
    /** Performs a command and returns how it ended. */
    BioStatus perform(FileCommand command);

    /** The same, but null without an end if the thread was interrupted in the middle. */
    @Nullable BioStatus performUninterrupted(FileCommand command);

    /** Whether the thread was interrupted meanwhile, which is forgotten with the answer. */
    boolean takeInterrupt();

    /** Completes a command that was performed; never throws. */
    void complete(
        long cookie, int hardwareQueue, BioStatus status, int errno, @Nullable Throwable cause);

    /** Reports a defect; never throws. */
    void failed(Throwable defect);

    @Override
    void close();
  }

  /** Makes a set of as many threads as there are performers; starts none. */
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

  /** Takes a command, unless the drive is closed or has no thread and gets none. */
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

  /** Submits a command when no thread is idle and one can be started. */
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

  /** Whether a thread may be started: no start has failed recently. Called with the lock held. */
  private boolean mayStart() {
    return nextStartNanos == Long.MIN_VALUE || clock.now() >= nextStartNanos;
  }

  /** Undoes the bookkeeping of a start that failed. Called with the lock held. */
  private void undoStart(Worker fresh) {
    fresh.handed = null;
    running--;
    nextStartNanos = clock.now() + START_PAUSE_NANOS;
  }

  /** Queues a command if a running thread or a borrower will take it; with the lock. */
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
   * Takes a worker off the drive, for the calling thread to use its performer until it gives it
   * back; null if none is free, commands wait, or the drive is closed.
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
   * Gives a worker back; it takes a command that waits.
   *
   * @return a command that the caller has to perform by the worker, which it keeps, as no thread
   *     can be had; or null
   */
  @Nullable FileCommand giveBack(Worker borrowed) {
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

  /** Returns how many threads were started. */
  int started() {
    synchronized (lock) {
      return running;
    }
  }

  /** Takes the next command; or joins the idle or unstarted workers and returns null. */
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
   * Ends all threads once the work queue is empty, and waits for them unless called by one.
   *
   * @return false if a thread is still in the middle of an I/O after 30 s: its channel stays open
   *     and the memory that it may use must stay allocated
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
        // Only briefly after one that hangs, as all threads had the same time to end.
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
   * Looks for a thread that has ended with a command in hand, as one that found no memory before it
   * began to work; its worker may be started again.
   *
   * @return the command, to be submitted again, or null if there is none
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

  /** A performer, and the thread that uses it as soon as it has one. */
  final class Worker implements Runnable {
    private final Performer performer;
    private volatile @Nullable FileCommand handed;
    private volatile @Nullable Thread thread;
    private @Nullable Worker next;

    /** Whether a thread is being started, which is not alive yet. */
    private volatile boolean isStarting;

    private Worker(Performer performer) {
      this.performer = performer;
    }

    /** Returns the performer, for the thread that has borrowed the worker. */
    Performer performer() {
      return performer;
    }

    /** Starts the thread; returns why it cannot be, or null. */
    private @Nullable Throwable begin(ThreadFactory threads) {
      isStarting = true;
      try {
        Thread made =
            Objects.requireNonNull(
                threads.newThread(this), "the thread factory of the block layer returned null");
        thread = made;
        made.start();
        if (handed != null && !made.isAlive()) {
          // Only a thread that has not run leaves its command in hand and is not alive.
          throw new IllegalStateException(
              "the thread " + made + " of the block layer's factory does not run after its start");
        }
        return null;
      } catch (Throwable t) {
        // OutOfMemoryError if the system has no more threads.
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
          // This thread must not end: commands may be handed to it at any time.
          performer.failed(t);
        }
      }
    }

    /** Performs a command; false if the drive is closed and there is none. */
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
      int errno = 0;
      Throwable cause = null;
      try {
        status = performer.perform(command);
        errno = command.errno;
        cause = command.cause;
      } catch (Throwable t) {
        performer.failed(t);
        cause = t;
      }
      // The command is not touched after this: its request may belong to another I/O by then.
      performer.complete(cookie, hardwareQueue, status, errno, cause);
      return true;
    }

    /** Waits for a command; null when the drive closes. */
    private @Nullable FileCommand park() {
      while (true) {
        // Asked before the command is looked for: waiting for the lock may use up the permit of a
        // hand-over, which the thread would then sleep through. A command handed over before the
        // close is still performed.
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
        // A pending interrupt, which a callback may have left, would make parking spin.
        boolean _ = Thread.interrupted();
      }
    }
  }
}
