package io.elevator.integration.scene;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.DriverType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A drive with a gate, for tests with real threads. While the gate is shut, requests stay in the
 * drive or, if the drive may block, in the call that passes them to the drive. Records the threads
 * that called it. Thread-safe: the monitor guards the gate and the held requests.
 */
@SpiVersion(SpiVersion.CURRENT)
public final class GatedDrive extends DriverType {
  private record Held(DriverQueue hctx, long cookie) {}

  private final boolean blocking;
  private final int depth;
  private final List<Held> held = new ArrayList<>();
  private boolean open;

  /** Threads that passed requests to the drive. */
  public final Set<Thread> callers = ConcurrentHashMap.newKeySet();

  /**
   * Creates a drive whose gate is shut.
   *
   * @param blocking whether calls wait at the gate
   */
  public GatedDrive(boolean blocking, int depth) {
    this.blocking = blocking;
    this.depth = depth;
  }

  /** Opens the gate permanently; all held requests end. */
  public void open() {
    List<Held> ending;
    synchronized (this) {
      open = true;
      notifyAll();
      ending = new ArrayList<>(held);
      held.clear();
    }
    for (Held each : ending) {
      each.hctx.complete(each.cookie, BioStatus.OK);
    }
  }

  /** Returns the number of held requests. */
  public synchronized int held() {
    return held.size();
  }

  @Override
  public String name() {
    return "gated";
  }

  @Override
  public String description() {
    return "a drive that waits for a test";
  }

  @Override
  public BlockDriver open(DriverContext context) {
    return new Drive();
  }

  private void passGate() {
    synchronized (this) {
      while (!open) {
        try {
          wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException("a worker of the library was interrupted", e);
        }
      }
    }
  }

  private synchronized boolean hold(Held request) {
    if (!open) {
      held.add(request);
    }
    return !open;
  }

  private final class Drive extends BlockDriver {
    @Override
    public DriverShape shape() {
      return new DriverShape(
          "gated",
          1L << 30,
          QueueLimits.builder().build(),
          1,
          depth,
          0,
          blocking ? Set.of(DriverFeature.BLOCKING) : Set.of());
    }

    @Override
    public void start(DriverQueue[] all) {
      // The drive does not keep the hardware queues, because each request names its own.
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      callers.add(Thread.currentThread());
      if (blocking) {
        passGate();
      }
      long cookie = rq.start();
      if (!hold(new Held(hctx, cookie))) {
        hctx.complete(cookie, BioStatus.OK);
      }
      return BioStatus.OK;
    }

    @Override
    public void close() {
      // The drive has no resources to close.
    }
  }
}
