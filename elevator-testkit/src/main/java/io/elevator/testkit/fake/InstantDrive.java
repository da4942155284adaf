package io.elevator.testkit.fake;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.DriverType;
import java.util.Set;

/** Driver whose drives complete each request at once. */
@SpiVersion(SpiVersion.CURRENT)
public final class InstantDrive extends DriverType {
  private final String notice;

  /** Creates a driver whose drives give no notice. */
  public InstantDrive() {
    this("");
  }

  /** Creates a driver whose drives give a notice when they are opened. */
  public InstantDrive(String notice) {
    this.notice = notice;
  }

  @Override
  public String name() {
    return "instant";
  }

  @Override
  public String description() {
    return "completes each request at once and transfers no data";
  }

  @Override
  public BlockDriver open(DriverContext context) {
    if (!notice.isEmpty()) {
      context.notice(notice);
    }
    return new BlockDriver() {
      @Override
      public DriverShape shape() {
        return new DriverShape(
            "instant", 1L << 30, QueueLimits.builder().build(), 1, 8, 0, Set.of());
      }

      @Override
      public void start(DriverQueue[] hardwareQueues) {}

      @Override
      public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
        hctx.complete(rq.start(), BioStatus.OK);
        return BioStatus.OK;
      }

      @Override
      public void close() {}
    };
  }
}
