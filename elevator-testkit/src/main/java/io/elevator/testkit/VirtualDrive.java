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
 * A drive in virtual time for the tests of an elevator: serves requests in the order in which they
 * come, each in 100 µs. It gives back as many as it is told to before it serves any, and forgets as
 * many as it is told to, which end with {@link BioStatus#TIMEOUT} when their time is up. For one
 * thread.
 */
@SpiVersion(SpiVersion.CURRENT)
public final class VirtualDrive extends DriverType {
  /** Its name as a driver. */
  public static final String NAME = "testkit-drive";

  private static final long SERVICE_NANOS = 100_000;

  private final int hardwareQueues;
  private final int depth;
  private int toGiveBack;
  private int toForget;
  private int served;
  private long servedSectors;

  /**
   * Makes one with one hardware queue.
   *
   * @param depth how many requests it holds at once, from 1
   * @param toGiveBack how many requests it gives back before it serves one
   */
  public VirtualDrive(int depth, int toGiveBack) {
    this(1, depth, toGiveBack, 0);
  }

  /**
   * Makes one.
   *
   * @param hardwareQueues how many hardware queues it has, from 1
   * @param depth how many requests each holds at once, from 1
   * @param toGiveBack how many requests it gives back before it serves one
   * @param toForget how many requests it forgets after that
   */
  public VirtualDrive(int hardwareQueues, int depth, int toGiveBack, int toForget) {
    this.hardwareQueues = hardwareQueues;
    this.depth = depth;
    this.toGiveBack = toGiveBack;
    this.toForget = toForget;
  }

  /** Returns how many requests it has served. */
  public int served() {
    return served;
  }

  /** Returns how many sectors it has served, each as often as it was asked for. */
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

    /** What stands in line is served yet; what was forgotten is not. */
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
