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

  private final Mischief mischief;

  HostileDriverType(Mischief mischief) {
    this.mischief = mischief;
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
    mischief.maybe();
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
      mischief.maybe();
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
        mischief.maybe();
      }
    }

    @Override
    public Object newRequestData() {
      return new Slot();
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      try {
        mischief.maybe();
      } catch (Throwable e) {
        units++;
        throw e;
      }
      if (mischief.chance(20)) {
        units++;
        return BioStatus.RESOURCE;
      }
      long cookie = rq.start();
      if (mischief.chance(4)) {
        units++;
        hctx.complete(cookie, BioStatus.OK);
        mischief.maybe();
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
      mischief.maybe();
    }

    @Override
    public boolean getBudget(DriverQueue hctx) {
      mischief.maybe();
      if (units == 0) {
        return false;
      }
      units--;
      return true;
    }

    @Override
    public void putBudget(DriverQueue hctx) {
      units++;
      mischief.maybe();
    }

    @Override
    public void describe(StateWriter out) {
      mischief.maybe();
    }

    @Override
    public void close() {
      mischief.maybe();
    }
  }
}
