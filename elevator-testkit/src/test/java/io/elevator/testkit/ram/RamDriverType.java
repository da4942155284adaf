package io.elevator.testkit.ram;

import io.elevator.api.AttributeSpec;
import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.DriverType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;

/** The driver {@code ram}: a drive in memory outside the heap. */
@SpiVersion(SpiVersion.CURRENT)
public final class RamDriverType extends DriverType {
  @Override
  public String name() {
    return "ram";
  }

  @Override
  public String description() {
    return "a drive in memory, empty whenever it is opened";
  }

  @Override
  public List<AttributeSpec> options() {
    return List.of(AttributeSpec.tunable("mib", "MiB", "64", "1..1024", "capacity of the drive"));
  }

  @Override
  public BlockDriver open(DriverContext context) {
    return new RamDrive(Long.parseLong(context.options().getOrDefault("mib", "64")) << 20);
  }

  private static final class RamDrive extends BlockDriver {
    private final MemorySegment data;
    private final DriverShape shape;

    RamDrive(long bytes) {
      data = Arena.ofAuto().allocate(bytes);
      QueueLimits limits = QueueLimits.builder().build();
      shape = new DriverShape("ram", bytes >> 9, limits, 1, 64, 0, Set.of());
    }

    @Override
    public DriverShape shape() {
      return shape;
    }

    @Override
    public void start(DriverQueue[] hardwareQueues) {}

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      boolean isWrite;
      switch (rq.operation()) {
        case READ -> isWrite = false;
        case WRITE -> isWrite = true;
        default -> {
          return BioStatus.NOTSUPP;
        }
      }
      long cookie = rq.start();
      BioStatus status = BioStatus.OK;
      Throwable cause = null;
      try {
        move(rq, isWrite);
      } catch (IllegalStateException | IllegalArgumentException e) {
        // The memory is closed or read-only.
        status = BioStatus.IOERR;
        cause = e;
      }
      hctx.complete(cookie, status, 0, cause);
      return BioStatus.OK;
    }

    private void move(DriverRequest rq, boolean isWrite) {
      long at = rq.offset();
      for (Bio bio = rq.firstBio(); bio != null; bio = bio.next()) {
        for (int i = 0; i < bio.segmentCount(); i++) {
          MemorySegment memory = bio.segment(i);
          long start = bio.segmentOffset(i);
          long length = bio.segmentBytes(i);
          if (isWrite) {
            MemorySegment.copy(memory, start, data, at, length);
          } else {
            MemorySegment.copy(data, at, memory, start, length);
          }
          at += length;
        }
      }
    }

    @Override
    public void close() {}
  }
}
