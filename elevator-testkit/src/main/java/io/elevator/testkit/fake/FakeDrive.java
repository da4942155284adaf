package io.elevator.testkit.fake;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import java.util.Set;

/** The drive of the device handle that fake requests have. It performs nothing. */
final class FakeDrive extends BlockDriver {
  @Override
  public DriverShape shape() {
    return new DriverShape("fake", 0, QueueLimits.builder().build(), 1, 1, 0, Set.of());
  }

  @Override
  public void start(DriverQueue[] hardwareQueues) {}

  @Override
  public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
    return BioStatus.NOTSUPP;
  }

  @Override
  public void close() {}
}
