package io.elevator.integration.scene;

import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.QueueLimits;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.DriverType;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
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

  private record Work(long due, long number, DriverQueue hctx, long cookie, Operation operation)
      implements Comparable<Work> {
    @Override
    public int compareTo(Work other) {
      return due != other.due ? Long.compare(due, other.due) : Long.compare(number, other.number);
    }
  }

  /**
   * A request that is never answered. It is identified by hardware queue and cookie, because
   * cookies of different hardware queues may be equal.
   */
  private record Lost(int hctx, long cookie) {}

  private final class Drive extends BlockDriver {
    private final DriverContext context;
    private final Timer timer;
    private final PriorityQueue<Work> busy = new PriorityQueue<>();
    private final Set<Lost> lost = new LinkedHashSet<>();
    private long numbers;

    Drive(DriverContext context) {
      this.context = context;
      timer = context.newTimer(this::workIsDone);
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
      long due = context.clock().now() + random.nextLong(leastNanos, longest);
      if (random.nextInt(1000) < forgotten) {
        lost.add(new Lost(hctx.index(), cookie));
      } else {
        busy.add(new Work(due, numbers++, hctx, cookie, operation));
        arm();
      }
      return BioStatus.OK;
    }

    private void arm() {
      Work first = busy.peek();
      if (first != null) {
        timer.arm(first.due);
      }
    }

    private void workIsDone(long now) {
      if (holding) {
        timer.arm(now + 1_000_000);
        return;
      }
      for (Work work = busy.peek(); work != null && work.due <= now; work = busy.peek()) {
        busy.remove();
        held.merge(work.operation, -1, Integer::sum);
        if (random.nextInt(1000) < givenBack) {
          givenBackCount++;
          work.hctx.requeue(work.cookie, true);
        } else {
          work.hctx.complete(work.cookie, BioStatus.OK);
        }
      }
      arm();
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
      timer.close();
    }
  }
}
