package io.elevator.core.context;

import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Elevator that has only the icq hooks. Counts their calls, and runs the actions that a test sets.
 */
final class TestElevator extends Elevator {
  final AtomicInteger inits = new AtomicInteger();
  final AtomicInteger exits = new AtomicInteger();
  final AtomicInteger outOfOrder = new AtomicInteger();
  volatile Consumer<TestIcq> onInit = icq -> {};
  volatile Consumer<TestIcq> onExit = icq -> {};

  @Override
  public void initIcq(Icq icq, long now) {
    TestIcq own = (TestIcq) icq;
    inits.incrementAndGet();
    if (own.inits.incrementAndGet() != 1 || own.exits.get() != 0) {
      outOfOrder.incrementAndGet();
    }
    onInit.accept(own);
    own.ready = true;
  }

  @Override
  public void exitIcq(Icq icq, long now) {
    TestIcq own = (TestIcq) icq;
    exits.incrementAndGet();
    if (own.exits.incrementAndGet() != 1 || own.inits.get() != 1) {
      outOfOrder.incrementAndGet();
    }
    onExit.accept(own);
  }

  @Override
  public void insert(
      HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
    throw new UnsupportedOperationException("no requests here");
  }

  @Override
  public boolean hasWork(HardwareQueue hctx) {
    return false;
  }

  @Override
  public Request dispatch(HardwareQueue hctx, long now) {
    return null;
  }

  @Override
  public void exit() {}
}
