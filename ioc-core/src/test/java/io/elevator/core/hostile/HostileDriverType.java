package io.elevator.core.hostile;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.StateWriter;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.DriverType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A driver whose drive throws from every method: before it has started a request, or after it has
 * accepted or ended one. It still ends every request that it starts.
 */
@SpiVersion(SpiVersion.CURRENT)
final class HostileDriverType extends DriverType {
  private static final int DEPTH = 4;

  private final RandomExceptions exceptions;

  HostileDriverType(RandomExceptions exceptions) {
    this.exceptions = exceptions;
  }

  @Override
  public String name() {
    return "hostile-drive";
  }

  @Override
  public String description() {
    return "throws from every method";
  }

  @Override
  public BlockDriver open(DriverContext context) {
    exceptions.maybeThrow();
    context.notice("opened");
    return new HostileDrive(context);
  }

  private final class HostileDrive extends BlockDriver {
    private final DriverContext context;
    private int units = DEPTH;

    HostileDrive(DriverContext context) {
      this.context = context;
    }

    @Override
    public DriverShape shape() {
      return new DriverShape(
          "hostile",
          1L << 20,
          QueueLimits.builder().maxHwSectors(16).build(),
          1,
          DEPTH,
          0,
          Set.of(DriverFeature.BUDGET));
    }

    @Override
    public void start(DriverQueue[] hardwareQueues) {
      exceptions.maybeThrow();
    }

    /** Timer by which the drive ends one request later. */
    private final class Slot {
      private final Timer timer = context.newTimer(this::due);
      private @Nullable DriverQueue hctx;
      private long cookie;

      private void due(long now) {
        DriverQueue owner = hctx;
        if (owner != null) {
          hctx = null;
          units++;
          owner.complete(cookie, BioStatus.OK);
        }
        exceptions.maybeThrow();
      }
    }

    @Override
    public Object newRequestData() {
      return new Slot();
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      try {
        exceptions.maybeThrow();
      } catch (Throwable e) {
        units++;
        throw e;
      }
      if (exceptions.chance(20)) {
        units++;
        return BioStatus.RESOURCE;
      }
      long cookie = rq.start();
      if (exceptions.chance(4)) {
        units++;
        hctx.complete(cookie, BioStatus.OK);
        exceptions.maybeThrow();
        return BioStatus.OK;
      }
      if (rq.driverData() instanceof Slot slot) {
        slot.hctx = hctx;
        slot.cookie = cookie;
        slot.timer.arm(context.clock().now() + 100_000);
      }
      return BioStatus.OK;
    }

    @Override
    public void commit(DriverQueue hctx) {
      exceptions.maybeThrow();
    }

    @Override
    public boolean getBudget(DriverQueue hctx) {
      exceptions.maybeThrow();
      if (units == 0) {
        return false;
      }
      units--;
      return true;
    }

    @Override
    public void putBudget(DriverQueue hctx) {
      units++;
      exceptions.maybeThrow();
    }

    @Override
    public void describe(StateWriter out) {
      exceptions.maybeThrow();
    }

    @Override
    public void close() {
      exceptions.maybeThrow();
    }
  }
}
