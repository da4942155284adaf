package io.elevator.core.queue;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.HostTags;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A driver that needs some virtual time for each request. */
final class TimedDriver extends BlockDriver {
  private final TimeBase time;
  private final int depth;
  private final ToLongFunction<DriverRequest> latency;
  private int hardwareQueues = 1;
  private @Nullable HostTags host;
  private final Set<DriverFeature> features = EnumSet.noneOf(DriverFeature.class);
  long served;

  /** Number of requests that the driver has, by hardware queue; shared by the drives of a host. */
  private int[] busy = {0};

  /** Largest number of requests that one hardware queue of the host had at the same time. */
  int mostBusy;

  TimedDriver(TimeBase time, int depth, ToLongFunction<DriverRequest> latency) {
    this.time = time;
    this.depth = depth;
    this.latency = latency;
  }

  /** Shares the tags of a host and the request counts of another drive of that host. */
  TimedDriver of(HostTags value, @Nullable TimedDriver sibling) {
    host = value;
    if (sibling != null) {
      busy = sibling.busy;
    }
    return this;
  }

  TimedDriver hardwareQueues(int value) {
    hardwareQueues = value;
    busy = new int[value];
    return this;
  }

  TimedDriver with(DriverFeature feature) {
    features.add(feature);
    return this;
  }

  /** Returns the number of requests that this driver and the other drives of its host have. */
  int busy() {
    return Arrays.stream(busy).sum();
  }

  @Override
  public @Nullable HostTags hostTags() {
    return host;
  }

  private final class Slot {
    private final Timer timer = time.newTimer(this::completeDue);
    private @Nullable DriverQueue hctx;
    private long cookie;

    private void completeDue(long now) {
      served++;
      DriverQueue owner = hctx;
      if (owner != null) {
        busy[owner.index()]--;
        owner.complete(cookie, BioStatus.OK);
      }
    }
  }

  @Override
  public DriverShape shape() {
    return new DriverShape(
        "timed", 1L << 30, QueueLimits.builder().build(), hardwareQueues, depth, 0, features);
  }

  @Override
  public void start(DriverQueue[] hardwareQueues) {}

  @Override
  public Object newRequestData() {
    return new Slot();
  }

  @Override
  public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
    if (!(rq.driverData() instanceof Slot slot)) {
      throw new IllegalStateException("the request has lost the driver's data");
    }
    slot.hctx = hctx;
    slot.cookie = rq.start();
    mostBusy = Math.max(mostBusy, ++busy[hctx.index()]);
    slot.timer.arm(time.now() + latency.applyAsLong(rq));
    return BioStatus.OK;
  }

  @Override
  public void close() {}
}
