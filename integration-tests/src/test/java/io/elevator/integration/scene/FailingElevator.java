package io.elevator.integration.scene;

import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A first-in, first-out elevator that a test can let fail at each step of its start. */
@SpiVersion(SpiVersion.CURRENT)
public final class FailingElevator extends ElevatorType {
  /** Value of {@link #failsAt} with which attaching fails. */
  public static final int AT_ATTACH = -1;

  /** Value of {@link #failsAt} with which no step fails. */
  public static final int NEVER = -2;

  private final String name;

  /**
   * Index of the hardware queue whose initialisation fails, or {@link #AT_ATTACH} or {@link
   * #NEVER}.
   */
  public volatile int failsAt;

  /** Exception that the failing step throws. */
  public volatile Throwable failure = new IllegalStateException("fails on purpose");

  /** Number of elevators that are attached and not yet exited. */
  public final AtomicInteger alive = new AtomicInteger();

  /** Number of hardware queues that are initialised and not yet exited. */
  public final AtomicInteger hardwareQueues = new AtomicInteger();

  /**
   * Creates an elevator type.
   *
   * @param failsAt first value of {@link #failsAt}
   */
  public FailingElevator(String name, int failsAt) {
    this.name = name;
    this.failsAt = failsAt;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "fails when it is started";
  }

  @Override
  public boolean isQueueWide() {
    return true;
  }

  @Override
  public Elevator attach(Attachment attachment) {
    fail(AT_ATTACH);
    alive.incrementAndGet();
    return new Fifo(attachment);
  }

  private void fail(int at) {
    if (failsAt == at) {
      switch (failure) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(failure);
      }
    }
  }

  private final class Fifo extends Elevator {
    private final Attachment attachment;
    private final ReentrantLock lock = new ReentrantLock();
    private final RequestList list = new RequestList();
    private volatile int size;

    Fifo(Attachment attachment) {
      this.attachment = attachment;
    }

    @Override
    public void initHardwareQueue(HardwareQueue hctx) {
      fail(hctx.index());
      hardwareQueues.incrementAndGet();
    }

    @Override
    public void exitHardwareQueue(HardwareQueue hctx) {
      hardwareQueues.decrementAndGet();
    }

    @Override
    public void exit() {
      if (!list.isEmpty()) {
        throw new IllegalStateException(list.size() + " requests left");
      }
      alive.decrementAndGet();
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
        if (rq != null) {
          attachment.dispatched(rq);
        }
        return rq;
      } finally {
        lock.unlock();
      }
    }
  }
}
