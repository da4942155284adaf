package io.elevator.core.queue;

import io.elevator.api.BioStatus;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.BlockDriver;
import io.elevator.spi.DriverShape;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.Timer;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A driver that takes some virtual time for each request. */
final class TimedDriver extends BlockDriver {
  private final TimeBase time;
  private final int depth;
  private final ToLongFunction<Request> latency;
  long served;

  TimedDriver(TimeBase time, int depth, ToLongFunction<Request> latency) {
    this.time = time;
    this.depth = depth;
    this.latency = latency;
  }

  private final class Slot {
    private final Timer timer = time.newTimer(this::due);
    private @Nullable HardwareQueue hctx;
    private long cookie;

    private void due(long now) {
      served++;
      HardwareQueue owner = hctx;
      if (owner != null) {
        owner.complete(cookie, BioStatus.OK);
      }
    }
  }

  @Override
  public DriverShape shape() {
    return new DriverShape(
        "timed", 1L << 30, io.elevator.api.QueueLimits.builder().build(), 1, depth, 0, Set.of());
  }

  @Override
  public void start(HardwareQueue[] hardwareQueues) {}

  @Override
  public Object newRequestData() {
    return new Slot();
  }

  @Override
  public BioStatus queueRequest(HardwareQueue hctx, Request rq, boolean last) {
    if (!(rq.driverData() instanceof Slot slot)) {
      throw new IllegalStateException("the request has lost the driver's data");
    }
    slot.hctx = hctx;
    slot.cookie = rq.start();
    slot.timer.arm(time.now() + latency.applyAsLong(rq));
    return BioStatus.OK;
  }

  @Override
  public void close() {}
}
