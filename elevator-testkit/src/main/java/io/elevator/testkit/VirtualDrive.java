package io.elevator.testkit;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.spi.BlockDriver;
import io.elevator.spi.DriverContext;
import io.elevator.spi.DriverShape;
import io.elevator.spi.DriverType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.Timer;
import java.util.ArrayDeque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A drive in virtual time for the tests of an elevator: serves requests in the order in which they
 * come, each in 100 µs, and gives back as many as it is told to before it serves any. For one
 * thread.
 */
@SpiVersion(SpiVersion.CURRENT)
public final class VirtualDrive extends DriverType {
  /** Its name as a driver. */
  public static final String NAME = "testkit-drive";

  private static final long SERVICE_NANOS = 100_000;

  private final int depth;
  private int toGiveBack;
  private int served;

  /**
   * Makes one.
   *
   * @param depth how many requests it holds at once, from 1
   * @param toGiveBack how many requests it gives back before it serves one
   */
  public VirtualDrive(int depth, int toGiveBack) {
    this.depth = depth;
    this.toGiveBack = toGiveBack;
  }

  /** Returns how many requests it has served. */
  public int served() {
    return served;
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

  private final class Drive extends BlockDriver {
    private final DriverContext context;
    private final Timer timer;
    private final ArrayDeque<Long> cookies = new ArrayDeque<>();
    private @Nullable HardwareQueue hctx;

    Drive(DriverContext context) {
      this.context = context;
      this.timer = context.newTimer(this::serve);
    }

    @Override
    public DriverShape shape() {
      return new DriverShape(
          NAME, 1L << 30, QueueLimits.builder().maxSectors(1024).build(), 1, depth, 0, Set.of());
    }

    @Override
    public void start(HardwareQueue[] hardwareQueues) {
      hctx = hardwareQueues[0];
    }

    @Override
    public BioStatus queueRequest(HardwareQueue queue, Request rq, boolean last) {
      long cookie = rq.start();
      if (toGiveBack > 0) {
        toGiveBack--;
        queue.requeue(cookie, true);
        return BioStatus.OK;
      }
      cookies.add(cookie);
      if (!timer.isArmed()) {
        timer.arm(context.clock().now() + SERVICE_NANOS);
      }
      return BioStatus.OK;
    }

    private void serve(long now) {
      HardwareQueue queue = hctx;
      Long cookie = cookies.poll();
      if (queue == null || cookie == null) {
        return;
      }
      if (!cookies.isEmpty()) {
        timer.arm(now + SERVICE_NANOS);
      }
      served++;
      queue.complete(cookie, BioStatus.OK);
    }

    @Override
    public void close() {
      timer.close();
    }
  }
}
