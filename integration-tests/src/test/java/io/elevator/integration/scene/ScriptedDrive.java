package io.elevator.integration.scene;

import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A drive in virtual time whose answers and service times a test sets; records the requests that it
 * receives. Used by the event loop's thread only; several drives of one type share the records.
 */
@SpiVersion(SpiVersion.CURRENT)
public final class ScriptedDrive extends DriverType {
  /** A request that was passed to the drive, whether the drive accepted or refused it. */
  public record Given(
      Operation operation, long sector, int sectors, int hardwareQueue, boolean last) {}

  private final int hardwareQueues;
  private final int depth;
  private final Set<DriverFeature> features = EnumSet.noneOf(DriverFeature.class);

  /** Service time of a request, in nanoseconds. */
  public ToLongFunction<DriverRequest> latency = rq -> 1_000_000;

  /** Status that the drive answers to each request; it starts a request only if this is OK. */
  public Function<DriverRequest, BioStatus> answer = rq -> BioStatus.OK;

  /** Requests that were passed to the drive, including refused ones. */
  public final List<Given> given = new ArrayList<>();

  /** Number of requests in flight. */
  public int busy;

  /** Largest number of requests that were in flight at the same time. */
  public int mostBusy;

  /** Makes a drive type. */
  public ScriptedDrive(int hardwareQueues, int depth) {
    this.hardwareQueues = hardwareQueues;
    this.depth = depth;
  }

  /** Adds a feature to the driver. */
  public ScriptedDrive with(DriverFeature feature) {
    features.add(feature);
    return this;
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public String description() {
    return "a drive that does as it is told";
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
    private final TimedActions actions;

    Drive(DriverContext context) {
      actions = new TimedActions(context);
    }

    @Override
    public DriverShape shape() {
      return new DriverShape(
          "scripted",
          1L << 30,
          QueueLimits.builder().maxHwSectors(2560).maxSectors(2560).build(),
          hardwareQueues,
          depth,
          0,
          features);
    }

    @Override
    public void start(DriverQueue[] all) {
      // The drive does not keep the hardware queues, because each request names its own.
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      given.add(new Given(rq.operation(), rq.offset() / 512, rq.sectors(), hctx.index(), last));
      BioStatus status = answer.apply(rq);
      if (status != BioStatus.OK) {
        return status;
      }
      long cookie = rq.start();
      mostBusy = Math.max(mostBusy, ++busy);
      actions.after(
          latency.applyAsLong(rq),
          () -> {
            busy--;
            hctx.complete(cookie, BioStatus.OK);
          });
      return BioStatus.OK;
    }

    @Override
    public void close() {
      actions.close();
    }
  }
}
