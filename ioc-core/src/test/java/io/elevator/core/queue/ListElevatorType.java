package io.elevator.core.queue;

import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A first-in, first-out elevator that keeps its requests in one list and never merges. */
@SpiVersion(SpiVersion.CURRENT)
final class ListElevatorType extends ElevatorType {
  @Override
  public String name() {
    return "list";
  }

  @Override
  public String description() {
    return "first in, first out";
  }

  @Override
  public boolean isQueueWide() {
    return true;
  }

  @Override
  public Elevator attach(Attachment attachment) {
    return new ListElevator();
  }

  private static final class ListElevator extends Elevator {
    private final ReentrantLock lock = new ReentrantLock();
    private final RequestList list = new RequestList();
    private volatile int size;

    @Override
    public void exit() {
      if (!list.isEmpty()) {
        throw new IllegalStateException(list.size() + " requests left");
      }
    }

    @Override
    public void insert(
        HardwareQueue hctx, RequestList in, boolean atHead, RequestList absorbed, long now) {
      lock.lock();
      try {
        for (Request rq = in.removeFirst(); rq != null; rq = in.removeFirst()) {
          if (atHead) {
            list.addFirst(rq);
          } else {
            list.addLast(rq);
          }
        }
        size = list.size();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean hasWork(HardwareQueue hctx) {
      return size != 0;
    }

    @Override
    public @Nullable Request dispatch(HardwareQueue hctx, long now) {
      lock.lock();
      try {
        Request rq = list.removeFirst();
        size = list.size();
        return rq;
      } finally {
        lock.unlock();
      }
    }
  }
}
