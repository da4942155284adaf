package io.elevator.devices.fault;

import io.elevator.api.BioStatus;
import io.elevator.devices.defects.Delivery;
import io.elevator.devices.defects.DriveDefects;
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
 * <p>Thread-safe. The lock guards all state. While it is held, only the timer is called, and the
 * report of its failure.
 */
final class HeldCompletions {
  private final Clock clock;
  private final Delivery delivery;
  private final DriveDefects defects;
  private final Timer timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<HeldCompletion> held = new PriorityQueue<>();
  private long order;

  HeldCompletions(DriverContext context, Delivery delivery, DriveDefects defects) {
    this.delivery = delivery;
    this.defects = defects;
    clock = context.clock();
    timer = context.newTimer(this::deliverDue);
  }

  /**
   * Holds the completion of a request back for the time that a rule defines, or until {@link
   * #release} if the rule defines no time.
   *
   * @param errno error number of Linux, or 0
   * @param cause exception that explains a failure, or null
   * @param transferred number of bytes that were moved if that is less than all, else {@link
   *     io.elevator.spi.driver.Completions#ALL}
   * @param rule rule that holds the completion back
   */
  void holdBack(
      DriverQueue queue,
      long cookie,
      BioStatus status,
      int errno,
      @Nullable Throwable cause,
      long transferred,
      FaultRule rule) {
    long due = rule.nanos() < 0 ? Long.MAX_VALUE : clock.now() + rule.nanos();
    lock.lock();
    try {
      held.add(
          new HeldCompletion(
              queue, cookie, status, errno, cause, transferred, rule.action(), due, order++));
      armTimer();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the fault because of which the completion of a request is held back; null if it is not
   * held back. Called when a request is late, so it also arms the timer, in case arming has failed.
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
      armTimer();
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
      released.sort(null);
      held.removeAll(released);
    } finally {
      lock.unlock();
    }
    released.forEach(this::deliver);
  }

  /**
   * Delivers the completions that are due, one by one: a list of them could not grow when memory is
   * exhausted, and the completions in it would be lost.
   */
  private void deliverDue(long now) {
    long end;
    lock.lock();
    try {
      end = order;
    } finally {
      lock.unlock();
    }
    for (HeldCompletion due = removeDue(now, end); due != null; due = removeDue(now, end)) {
      deliver(due);
    }
  }

  /**
   * Removes the first completion if it is due and was held back before a position; otherwise arms
   * the timer for it and returns null.
   */
  private @Nullable HeldCompletion removeDue(long now, long end) {
    lock.lock();
    try {
      HeldCompletion first = held.peek();
      if (first != null && first.dueNanos() <= now && first.order() < end) {
        return held.remove();
      }
      armTimer();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Arms the timer for the first completion. If that fails, the next {@link #holdBack} or {@link
   * #actionOf} arms the timer.
   */
  private void armTimer() {
    HeldCompletion first = held.peek();
    if (first != null && first.dueNanos() != Long.MAX_VALUE) {
      try {
        timer.arm(first.dueNanos());
      } catch (Throwable t) {
        defects.report(t);
      }
    }
  }

  private void deliver(HeldCompletion completion) {
    delivery.complete(
        completion.queue(),
        completion.cookie(),
        completion.status(),
        completion.errno(),
        completion.cause(),
        completion.transferred());
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
