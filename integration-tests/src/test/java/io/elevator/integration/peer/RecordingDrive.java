package io.elevator.integration.peer;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.QueueLimits;
import io.elevator.integration.scene.TimedActions;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A drive in virtual time that records the requests it receives, and the sectors that a flush has
 * made durable. Used by the event loop's thread only.
 */
@SpiVersion(SpiVersion.CURRENT)
final class RecordingDrive extends DriverType {
  /** A request as the drive received it. */
  record Given(Operation operation, int flags, long sector, long sectors, int segments, int bios) {}

  private final QueueLimits limits;
  private final long capacity;
  private final int depth;
  private final Set<DriverFeature> features = EnumSet.noneOf(DriverFeature.class);

  /** Requests received, in order. */
  final List<Given> given = new ArrayList<>();

  /** First sectors of durable writes: those that a loss of power would not undo. */
  final Set<Long> durable = new HashSet<>();

  /** Service time of each request, in nanoseconds. */
  long nanos = 100_000;

  /** Largest number of flushes that were in flight at the same time. */
  int mostFlushes;

  private final Set<Long> written = new HashSet<>();
  private int flushes;

  RecordingDrive(QueueLimits limits, long capacity, int depth, DriverFeature... features) {
    this.limits = limits;
    this.capacity = capacity;
    this.depth = depth;
    this.features.addAll(List.of(features));
  }

  @Override
  public String name() {
    return "recording";
  }

  @Override
  public String description() {
    return "writes down what it is given";
  }

  @Override
  public boolean isVirtualTime() {
    return true;
  }

  @Override
  public BlockDriver open(DriverContext context) {
    return new Drive(context);
  }

  /** Returns the number of requests of an operation that were received. */
  long count(Operation operation) {
    return given.stream().filter(each -> each.operation == operation).count();
  }

  private final class Drive extends BlockDriver {
    private final TimedActions actions;

    Drive(DriverContext context) {
      actions = new TimedActions(context);
    }

    @Override
    public DriverShape shape() {
      return new DriverShape("recording", capacity, limits, 1, depth, 0, features);
    }

    @Override
    public void start(DriverQueue[] all) {
      // The drive does not keep the hardware queues, because each request names its own.
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      int bios = 0;
      long length = 0;
      for (Bio bio = rq.firstBio(); bio != null; bio = bio.next()) {
        bios++;
        length += bio.sectors();
      }
      if (rq.operation() != Operation.FLUSH && length != rq.sectors()) {
        throw new IllegalStateException(rq + " has bios of " + length + " sectors");
      }
      var what =
          new Given(
              rq.operation(),
              rq.opAndFlags(),
              rq.offset() / 512,
              rq.sectors(),
              rq.segments(),
              bios);
      long cookie = rq.start();
      given.add(what);
      if (what.operation == Operation.FLUSH) {
        mostFlushes = Math.max(mostFlushes, ++flushes);
      }
      Set<Long> covered = covered(what, rq);
      actions.after(nanos, () -> end(hctx, cookie, what, covered));
      return BioStatus.OK;
    }

    /**
     * Returns the writes that become durable when a request ends. For a plain write, returns the
     * writes that the next flush may make durable.
     */
    private Set<Long> covered(Given what, DriverRequest rq) {
      if (what.operation == Operation.FLUSH) {
        return new HashSet<>(written);
      }
      Set<Long> starts = new HashSet<>();
      if (what.operation == Operation.WRITE) {
        for (Bio bio = rq.firstBio(); bio != null; bio = bio.next()) {
          starts.add(bio.offset() / 512);
        }
      }
      return starts;
    }

    private void end(DriverQueue hctx, long cookie, Given what, Set<Long> covered) {
      if (what.operation == Operation.FLUSH) {
        flushes--;
        durable.addAll(covered);
      } else if ((what.flags & BioFlags.FUA) != 0) {
        durable.addAll(covered);
      } else {
        written.addAll(covered);
      }
      hctx.complete(cookie, BioStatus.OK);
    }

    @Override
    public void close() {
      actions.close();
    }
  }
}
