package io.elevator.devices.fault;

import io.elevator.api.BioStatus;
import io.elevator.devices.defects.Delivery;
import io.elevator.spi.Clock;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The completions that a {@link FaultDrive} holds back, each until an instant or until {@link
 * #release}. A timer delivers each completion at its instant.
 *
 * <p>Thread-safe. The lock guards all state. While it is held, only the timer is called and no
 * other lock is taken.
 */
final class HeldCompletions {
  private final Clock clock;
  private final Delivery delivery;
  private final Timer timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<HeldCompletion> held = new PriorityQueue<>();
  private long order;

  HeldCompletions(DriverContext context, Delivery delivery) {
    this.delivery = delivery;
    clock = context.clock();
    timer = context.newTimer(this::deliverDue);
  }

  /**
   * Holds the completion of a request back for the time that a rule defines, or until {@link
   * #release} if the rule defines no time.
   *
   * @param errno error number of Linux, or 0
   * @param cause exception that explains a failure, or null
   * @param rule rule that holds the completion back
   */
  void holdBack(
      DriverQueue queue,
      long cookie,
      BioStatus status,
      int errno,
      @Nullable Throwable cause,
      FaultRule rule) {
    long due = rule.nanos() < 0 ? Long.MAX_VALUE : clock.now() + rule.nanos();
    lock.lock();
    try {
      held.add(
          new HeldCompletion(queue, cookie, status, errno, cause, rule.action(), due, order++));
      armTimer();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the fault because of which the completion of a request is held back; null if it is not
   * held back.
   */
  @Nullable FaultAction actionOf(DriverQueue queue, long cookie) {
    FaultAction action = null;
    lock.lock();
    try {
      for (HeldCompletion completion : held) {
        if (completion.cookie() == cookie && completion.queue() == queue) {
          action = completion.action();
        }
      }
    } finally {
      lock.unlock();
    }
    return action;
  }

  /** Delivers all completions that are held back without a time limit. */
  void release() {
    List<HeldCompletion> released = new ArrayList<>();
    lock.lock();
    try {
      for (HeldCompletion completion : held) {
        if (completion.dueNanos() == Long.MAX_VALUE) {
          released.add(completion);
        }
      }
      held.removeAll(released);
    } finally {
      lock.unlock();
    }
    released.sort(null);
    deliver(released);
  }

  private void deliverDue(long now) {
    List<HeldCompletion> due;
    lock.lock();
    try {
      due = removeDue(now);
    } finally {
      lock.unlock();
    }
    deliver(due);
  }

  private List<HeldCompletion> removeDue(long now) {
    try {
      List<HeldCompletion> due = new ArrayList<>();
      for (HeldCompletion first = held.peek();
          first != null && first.dueNanos() <= now;
          first = held.peek()) {
        due.add(first);
        held.remove();
      }
      return due;
    } finally {
      // The timer is armed even if the list of due completions could not grow: the timer then fires
      // again at once and delivers the remaining completions.
      armTimer();
    }
  }

  private void armTimer() {
    HeldCompletion first = held.peek();
    if (first != null && first.dueNanos() != Long.MAX_VALUE) {
      timer.arm(first.dueNanos());
    }
  }

  private void deliver(List<HeldCompletion> completions) {
    for (HeldCompletion completion : completions) {
      delivery.complete(
          completion.queue(),
          completion.cookie(),
          completion.status(),
          completion.errno(),
          completion.cause());
    }
  }

  /** Returns the number of completions that are held back. */
  int size() {
    lock.lock();
    try {
      return held.size();
    } finally {
      lock.unlock();
    }
  }

  /** Closes the timer. After this call, no completion is delivered when its time has come. */
  void close() {
    timer.close();
  }
}
