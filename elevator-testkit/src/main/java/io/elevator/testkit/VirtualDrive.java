package io.elevator.testkit;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.DriverType;
import java.util.ArrayDeque;
import java.util.Set;

/**
 * A drive in virtual time for tests of an elevator. It serves requests in order of arrival, each in
 * 100 µs. Before it serves any, it gives back a given number of requests, and then drops a given
 * number of requests, which end with {@link BioStatus#TIMEOUT} when their time limit passes. Used
 * by one thread.
 */
@SpiVersion(SpiVersion.CURRENT)
public final class VirtualDrive extends DriverType {
  /** Name of the driver. */
  public static final String NAME = "testkit-drive";

  private static final long SERVICE_NANOS = 100_000;

  private final int hardwareQueues;
  private final int depth;
  private int toGiveBack;
  private int toForget;
  private int served;
  private long servedSectors;

  /**
   * Creates a drive with one hardware queue.
   *
   * @param depth number of requests that the drive holds at once, from 1
   * @param toGiveBack number of requests that the drive gives back before it serves one
   */
  public VirtualDrive(int depth, int toGiveBack) {
    this(1, depth, toGiveBack, 0);
  }

  /**
   * Creates a drive.
   *
   * @param hardwareQueues number of hardware queues, from 1
   * @param depth number of requests that each hardware queue holds at once, from 1
   * @param toGiveBack number of requests that the drive gives back before it serves one
   * @param toForget number of requests that the drive drops after that
   */
  public VirtualDrive(int hardwareQueues, int depth, int toGiveBack, int toForget) {
    this.hardwareQueues = hardwareQueues;
    this.depth = depth;
    this.toGiveBack = toGiveBack;
    this.toForget = toForget;
  }

  /** Returns the number of requests that were served. */
  public int served() {
    return served;
  }

  /** Returns the number of sectors that were served; a sector counts each time it is served. */
  public long servedSectors() {
    return servedSectors;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "a drive in virtual time for the tests of an elevator";
  }

  @Override
  public boolean isVirtualTime() {
    return true;
  }

  @Override
  public BlockDriver open(DriverContext context) {
    return new Drive(context);
  }

  private record Taken(DriverQueue hctx, long cookie, int sectors) {}

  private final class Drive extends BlockDriver {
    private final DriverContext context;
    private final Timer timer;
    private final ArrayDeque<Taken> line = new ArrayDeque<>();

    Drive(DriverContext context) {
      this.context = context;
      this.timer = context.newTimer(this::serve);
    }

    @Override
    public DriverShape shape() {
      return new DriverShape(
          NAME,
          1L << 30,
          QueueLimits.builder().maxSectors(1024).build(),
          hardwareQueues,
          depth,
          0,
          Set.of());
    }

    @Override
    public void start(DriverQueue[] hctxs) {}

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      long cookie = rq.start();
      if (toGiveBack > 0) {
        toGiveBack--;
        hctx.requeue(cookie, true);
      } else if (toForget > 0) {
        toForget--;
      } else {
        line.add(new Taken(hctx, cookie, rq.sectors()));
        if (!timer.isArmed()) {
          timer.arm(context.clock().now() + SERVICE_NANOS);
        }
      }
      return BioStatus.OK;
    }

    private void serve(long now) {
      Taken first = line.remove();
      if (!line.isEmpty()) {
        timer.arm(now + SERVICE_NANOS);
      }
      served++;
      servedSectors += first.sectors;
      first.hctx.complete(first.cookie, BioStatus.OK);
    }

    /**
     * Gives a request that waits for service a new time limit, and ends a dropped one with TIMEOUT.
     */
    @Override
    public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
      for (Taken each : line) {
        if (each.hctx == hctx && each.cookie == cookie) {
          return TimeoutAnswer.RESET;
        }
      }
      hctx.complete(cookie, BioStatus.TIMEOUT);
      return TimeoutAnswer.DONE;
    }

    @Override
    public void close() {
      timer.close();
    }
  }
}
