package io.elevator.core.sketch;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.DriverType;
import java.util.Set;

/**
 * Disk in virtual time that serves one request at a time: a seek whose time depends on the
 * distance, then the transfer.
 */
@SpiVersion(SpiVersion.CURRENT)
final class DiskSketch extends DriverType {
  @Override
  public String name() {
    return "disk-sketch";
  }

  @Override
  public String description() {
    return "a disk in virtual time";
  }

  @Override
  public boolean isVirtualTime() {
    return true;
  }

  @Override
  public BlockDriver open(DriverContext context) {
    return new Disk(context);
  }

  private static final class Disk extends BlockDriver {
    private final DriverContext context;
    private final Timer timer;
    private final DriverShape shape =
        new DriverShape(
            "disk",
            1L << 24,
            QueueLimits.builder().maxSectors(1024).build(),
            1,
            1,
            0,
            Set.of(DriverFeature.ROTATIONAL));
    private DriverQueue hctx;
    private long cookie;
    private long head;

    Disk(DriverContext context) {
      this.context = context;
      this.timer = context.newTimer(now -> hctx.complete(cookie, BioStatus.OK));
    }

    @Override
    public DriverShape shape() {
      return shape;
    }

    @Override
    public void start(DriverQueue[] hardwareQueues) {
      hctx = hardwareQueues[0];
    }

    @Override
    public BioStatus queueRequest(DriverQueue queue, DriverRequest rq, boolean last) {
      cookie = rq.start();
      long distance = Math.abs(rq.offset() / 512 - head);
      long seek = distance == 0 ? 0 : 1_000_000 + distance / 4;
      head = rq.endOffset() / 512;
      timer.arm(context.clock().now() + seek + rq.sectors() * 4_000L);
      return BioStatus.OK;
    }

    @Override
    public void close() {
      timer.close();
    }
  }
}
