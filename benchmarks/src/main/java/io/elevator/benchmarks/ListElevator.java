package io.elevator.benchmarks;

import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An elevator that only keeps one list under one lock. It shows the cost of a measurement whose
 * elevator does nothing.
 */
final class ListElevator extends Elevator {
  private final ReentrantLock lock = new ReentrantLock();
  private final RequestList list = new RequestList();

  static final class Type extends ElevatorType {
    @Override
    public String name() {
      return "list";
    }

    @Override
    public String description() {
      return "a list";
    }

    @Override
    public Elevator attach(Attachment attachment) {
      return new ListElevator();
    }
  }

  /**
   * Takes the lock after a number of attempts without parking, because the lock is held only for a
   * short time.
   */
  private void lock() {
    for (int i = 0; i < 100; i++) {
      if (lock.tryLock()) {
        return;
      }
      Thread.onSpinWait();
    }
    lock.lock();
  }

  @Override
  public void exit() {
    // This elevator owns nothing that must be closed.
  }

  @Override
  public void insert(
      HardwareQueue hctx, RequestList from, boolean atHead, RequestList absorbed, long now) {
    lock();
    try {
      list.moveAllFrom(from);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean hasWork(HardwareQueue hctx) {
    return !list.isEmpty();
  }

  @Override
  public @Nullable Request dispatch(HardwareQueue hctx, long now) {
    lock();
    try {
      return list.removeFirst();
    } finally {
      lock.unlock();
    }
  }
}
