package io.elevator.devices.sim;

import io.elevator.api.BioFlags;
import io.elevator.api.QueueLimits;
import io.elevator.devices.store.Medium;
import io.elevator.spi.StateWriter;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import java.util.Set;

/**
 * A simulated solid-state drive. It computes the end of a request from the state of the flash when
 * the request arrives.
 */
final class SsdDrive extends SimulatedDrive {
  private final SsdFlash flash;
  private final SpeedChange speed;

  SsdDrive(
      DriverContext context,
      SsdParameters parameters,
      SpeedChange speed,
      Medium medium,
      boolean keepsData) {
    super(context, shape(parameters), medium, keepsData);
    flash = new SsdFlash(parameters, context.seed());
    this.speed = speed;
    // A file system discards what it frees. Such discards go along with other work of the drive.
    medium.volume().onSpaceGivenBack(flash::freed);
  }

  private static DriverShape shape(SsdParameters parameters) {
    QueueLimits limits =
        QueueLimits.builder()
            .physicalBlockSize(4096)
            .maxSectors(2560)
            .maxDiscardSectors(QueueLimits.MOST_SECTORS)
            .maxDiscardSegments(256)
            .discardGranularity(4096, 0)
            .maxWriteZeroesSectors(65535)
            .dmaAlignmentMask(3)
            .build();
    return new DriverShape(
        "sim-ssd",
        parameters.bytes() >> 9,
        limits,
        parameters.queues(),
        parameters.depth(),
        0,
        parameters.losesCache()
            ? Set.of(DriverFeature.VOLATILE_CACHE, DriverFeature.FUA)
            : Set.of());
  }

  @Override
  void arrived(int slot, DriverRequest rq, long now) {
    int factor = speed.factorForNext(now);
    int flags = rq.opAndFlags();
    long position = position(rq);
    int bytes = (int) rq.length();
    long end =
        switch (flags & BioFlags.OPERATION_MASK) {
          case 0 -> flash.read(position, bytes, now, factor);
          case 1 -> flash.write(position, bytes, now, factor, (flags & BioFlags.FUA) != 0);
          case 2 -> flash.flush(now, factor);
          default -> flash.discard(rq.length(), now, factor);
        };
    endAt(slot, end);
  }

  @Override
  public void describe(StateWriter out) {
    out.number("pages_programmed", flash.programs());
    out.number("pages_copied", flash.copies());
    out.number("blocks_erased", flash.erases());
    out.number("resident_bytes", medium().residentBytes());
  }
}
