package io.elevator.integration.scene;

import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.QueueLimits;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.DriverType;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A drive in virtual time that delays requests, returns some, refuses some, and never answers
 * others until they time out. A seed determines all of these decisions. Counts held requests by
 * operation. Used by the event loop's thread only.
 */
@SpiVersion(SpiVersion.CURRENT)
public final class UnreliableDrive extends DriverType {
  private final int hardwareQueues;
  private final int depth;
  private final SplittableRandom random;

  /** Number of requests, out of a thousand, that the drive gives back to the queue. */
  public int givenBack;

  /** Number of requests, out of a thousand, that the drive refuses as busy. */
  public int refused;

  /** Number of requests, out of a thousand, that the drive never answers. */
  public int forgotten;

  /** If set, the drive completes no request. */
  public boolean holding;

  /** Shortest service time, in nanoseconds. {@link #mostNanos} is the longest. */
  public long leastNanos = 20_000;

  /** Longest service time, in nanoseconds; doubled for operations that write. */
  public long mostNanos = 2_000_000;

  /** Number of requests of each operation that the drive has now. */
  public final Map<Operation, Integer> held = new EnumMap<>(Operation.class);

  /** Largest number of requests of each operation that the drive had at the same time. */
  public final Map<Operation, Integer> most = new EnumMap<>(Operation.class);

  /** Number of requests that have timed out. */
  public int timeOuts;

  /** Number of requests that the drive has given back to the queue. */
  public int givenBackCount;

  /** Number of requests that the drive has refused. */
  public int refusedCount;

  /** Creates a drive whose random decisions come from a seed. */
  public UnreliableDrive(int hardwareQueues, int depth, long seed) {
    this.hardwareQueues = hardwareQueues;
    this.depth = depth;
    random = new SplittableRandom(seed);
  }

  @Override
  public String name() {
    return "unreliable";
  }

  @Override
  public String description() {
    return "a drive that goes wrong";
  }

  @Override
  public boolean isVirtualTime() {
    return true;
  }

  @Override
  public BlockDriver open(DriverContext context) {
    return new Drive(context);
  }

  /**
   * A request that is never answered. It is identified by hardware queue and cookie, because
   * cookies of different hardware queues may be equal.
   */
  private record Lost(int hctx, long cookie) {}

  private final class Drive extends BlockDriver {
    private final TimedActions actions;
    private final Set<Lost> lost = new LinkedHashSet<>();

    Drive(DriverContext context) {
      actions = new TimedActions(context, () -> holding);
    }

    @Override
    public DriverShape shape() {
      QueueLimits limits =
          QueueLimits.builder()
              .maxSectors(256)
              .maxDiscardSectors(8192)
              .maxWriteZeroesSectors(8192)
              .build();
      return new DriverShape("unreliable", 1L << 30, limits, hardwareQueues, depth, 0, Set.of());
    }

    @Override
    public void start(DriverQueue[] all) {
      // The drive does not keep the hardware queues, because each request names its own.
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      if (random.nextInt(1000) < refused) {
        refusedCount++;
        return BioStatus.RESOURCE;
      }
      if (rq.hardwareQueueIndex() != hctx.index()) {
        throw new IllegalStateException(rq + " came through " + hctx + ", not through its own");
      }
      Operation operation = rq.operation();
      long cookie = rq.start();
      most.merge(operation, held.merge(operation, 1, Integer::sum), Math::max);
      long longest = rq.isWrite() ? 2 * mostNanos : mostNanos;
      long nanos = random.nextLong(leastNanos, longest);
      if (random.nextInt(1000) < forgotten) {
        lost.add(new Lost(hctx.index(), cookie));
      } else {
        actions.after(nanos, () -> end(hctx, cookie, operation));
      }
      return BioStatus.OK;
    }

    private void end(DriverQueue hctx, long cookie, Operation operation) {
      held.merge(operation, -1, Integer::sum);
      if (random.nextInt(1000) < givenBack) {
        givenBackCount++;
        hctx.requeue(cookie, true);
      } else {
        hctx.complete(cookie, BioStatus.OK);
      }
    }

    @Override
    public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
      if (!lost.remove(new Lost(hctx.index(), cookie))) {
        return TimeoutAnswer.RESET;
      }
      timeOuts++;
      held.merge(rq.operation(), -1, Integer::sum);
      hctx.complete(cookie, BioStatus.TIMEOUT);
      return TimeoutAnswer.DONE;
    }

    @Override
    public void close() {
      actions.close();
    }
  }
}
