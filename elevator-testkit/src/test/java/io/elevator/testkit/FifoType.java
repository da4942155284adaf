package io.elevator.testkit;

import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** First in, first out, and right; what is wrong on purpose differs from it in one thing. */
@SpiVersion(SpiVersion.CURRENT)
class FifoType extends ElevatorType {
  @Override
  public String name() {
    return "fifo";
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
    return new Fifo(attachment);
  }

  /** The elevator; the lock guards the list. */
  static class Fifo extends Elevator {
    final Attachment attachment;
    final ReentrantLock lock = new ReentrantLock();
    final RequestList waiting = new RequestList();

    Fifo(Attachment attachment) {
      this.attachment = attachment;
    }

    @Override
    public void insert(
        HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
      lock.lock();
      try {
        for (Request rq = list.removeFirst(); rq != null; rq = list.removeFirst()) {
          if (atHead) {
            waiting.addFirst(rq);
          } else {
            waiting.addLast(rq);
          }
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean hasWork(HardwareQueue hctx) {
      return !waiting.isEmpty();
    }

    @Override
    public @Nullable Request dispatch(HardwareQueue hctx, long now) {
      lock.lock();
      try {
        return waiting.removeFirst();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void exit() {
      if (!waiting.isEmpty()) {
        throw new IllegalStateException(waiting.size() + " requests are left");
      }
    }
  }
}
