package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The bounded set of platform threads that perform a drive's I/O. Threads are started when work
 * finds none idle; an idle one is parked, and the one that parked last is woken first, as its stack
 * and channel are warm. Nothing is allocated for a command.
 *
 * <p>The lock guards the work queue, the stack of idle threads and the counts; it is a leaf, and a
 * monitor, as those who wait for one allocate nothing. A command is handed to an idle thread
 * through its volatile field, written under the lock by the submitter that took the thread off the
 * idle stack, so there is one writer until the thread has taken it, and one that closes sees every
 * command handed over before. A worker that was borrowed is neither idle nor handed anything until
 * it is given back.
 */
final class DriveThreads {
  private final Object lock = new Object();
  private final Worker[] workers;
  private final ThreadFactory factory;
  private int started;
  private int failed;
  private boolean closed;
  private @Nullable Worker idle;
  private @Nullable FileCommand head;
  private @Nullable FileCommand tail;

  /** Performs commands, one thread at a time. */
  interface Performer extends AutoCloseable {
    /** Performs a command and says how it ended; never throws. */
    BioStatus perform(FileCommand command);

    /** The same, but null without an end if the thread was interrupted in the middle. */
    @Nullable BioStatus performUninterrupted(FileCommand command);

    /** Whether the thread was interrupted meanwhile, which is forgotten with the answer. */
    boolean takeInterrupt();

    /** Completes what it has performed; never throws. */
    void complete(long cookie, int hardwareQueue, BioStatus status);

    @Override
    void close();
  }

  /** Makes a set of as many threads as there are performers; starts none. */
  DriveThreads(ThreadFactory factory, Performer[] performers) {
    this.factory = factory;
    workers = new Worker[performers.length];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(performers[i]);
    }
  }

  /** Takes a command; false if the drive is closed or no thread can be had. */
  boolean submit(FileCommand command) {
    Worker taken = null;
    Worker fresh = null;
    synchronized (lock) {
      if (closed) {
        return false;
      }
      taken = idle;
      if (taken != null) {
        idle = taken.nextIdle;
        taken.nextIdle = null;
        taken.handed = command;
      } else if (started < workers.length && failed == 0) {
        fresh = workers[started++];
        fresh.handed = command;
      } else {
        FileCommand last = tail;
        if (last == null) {
          head = command;
        } else {
          last.next = command;
        }
        tail = command;
      }
    }
    if (taken != null) {
      return wake(taken, command);
    }
    return fresh == null || begin(fresh, command);
  }

  /** Has a worker see what it was handed; it has a thread unless it was only lent out so far. */
  private boolean wake(Worker taken, FileCommand command) {
    Thread thread = taken.thread;
    if (thread == null) {
      return begin(taken, command);
    }
    LockSupport.unpark(thread);
    return true;
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
        idle = taken.nextIdle;
        taken.nextIdle = null;
      } else if (started < workers.length && failed == 0) {
        taken = workers[started++];
      }
      return taken;
    }
  }

  /** Gives a worker back; what waits meanwhile is its. */
  void giveBack(Worker borrowed) {
    FileCommand command = nextOrIdle(borrowed);
    if (command != null) {
      borrowed.handed = command;
      if (!wake(borrowed, command)) {
        borrowed.performer.complete(command.cookie, command.hardwareQueue, BioStatus.OFFLINE);
      }
    }
  }

  private boolean begin(Worker fresh, FileCommand command) {
    try {
      fresh.begin(factory);
      return true;
    } catch (OutOfMemoryError e) {
      // The system has no more threads: those there are go on alone, and no others are tried.
      fresh.handed = null;
      boolean isAlone;
      synchronized (lock) {
        failed++;
        isAlone = failed == started;
      }
      return !isAlone && submit(command);
    }
  }

  /** Returns how many threads were started. */
  int started() {
    synchronized (lock) {
      int count = 0;
      for (int i = 0; i < started; i++) {
        count += workers[i].thread == null ? 0 : 1;
      }
      return count;
    }
  }

  /** Takes the next command, or joins the idle ones: null. */
  private @Nullable FileCommand nextOrIdle(Worker worker) {
    synchronized (lock) {
      FileCommand command = head;
      if (command != null) {
        head = command.next;
        if (head == null) {
          tail = null;
        }
        command.next = null;
      } else if (!closed) {
        worker.nextIdle = idle;
        idle = worker;
      }
      return command;
    }
  }

  /** Ends all threads once the work queue is empty, and waits for them unless called by one. */
  void close() {
    synchronized (lock) {
      closed = true;
      idle = null;
    }
    boolean interrupted = false;
    for (int i = 0; i < started; i++) {
      Thread thread = workers[i].thread;
      if (thread == null || thread == Thread.currentThread()) {
        continue;
      }
      LockSupport.unpark(thread);
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          // The wait is bounded by I/O in progress, and the channels must not close under it.
          interrupted = true;
        }
      }
    }
    for (Worker worker : workers) {
      worker.performer.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
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
    private @Nullable Worker nextIdle;

    private Worker(Performer performer) {
      this.performer = performer;
    }

    /** What performs, for whoever has borrowed the worker. */
    Performer performer() {
      return performer;
    }

    private void begin(ThreadFactory threads) {
      Thread made = threads.newThread(this);
      thread = made;
      try {
        made.start();
      } catch (OutOfMemoryError e) {
        thread = null;
        throw e;
      }
    }

    @Override
    public void run() {
      while (true) {
        FileCommand command = handed;
        if (command != null) {
          handed = null;
        } else {
          command = nextOrIdle(this);
        }
        if (command == null) {
          command = park();
          if (command == null) {
            return;
          }
        }
        long cookie = command.cookie;
        int hardwareQueue = command.hardwareQueue;
        BioStatus status = performer.perform(command);
        // The command is not touched after this: with its request it may be anybody's.
        performer.complete(cookie, hardwareQueue, status);
      }
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
        // Nobody interrupts this thread on purpose; a pending interrupt would make parking spin.
        boolean _ = Thread.interrupted();
      }
    }
  }
}
