package io.elevator.integration.scene;

import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A drive in virtual time that answers and takes as long as a test says, and notes what it was
 * given. Used by the event loop's thread alone; several drives of one type share the notes.
 */
@SpiVersion(SpiVersion.CURRENT)
public final class ScriptedDrive extends DriverType {
  /** One request that it was given, whatever it answered. */
  public record Given(
      Operation operation, long sector, int sectors, int hardwareQueue, boolean last) {}

  private final int hardwareQueues;
  private final int depth;
  private final Set<DriverFeature> features = EnumSet.noneOf(DriverFeature.class);

  /** How long it takes over a request, in nanoseconds. */
  public ToLongFunction<DriverRequest> latency = rq -> 1_000_000;

  /** What it answers; anything but OK is not started. */
  public Function<DriverRequest, BioStatus> answer = rq -> BioStatus.OK;

  /** What it was given, refused ones too. */
  public final List<Given> given = new ArrayList<>();

  /** How many requests it has now. */
  public int busy;

  /** The most that it had at once. */
  public int mostBusy;

  /** Makes one. */
  public ScriptedDrive(int hardwareQueues, int depth) {
    this.hardwareQueues = hardwareQueues;
    this.depth = depth;
  }

  /** Adds a feature. */
  public ScriptedDrive with(DriverFeature feature) {
    features.add(feature);
    return this;
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public String description() {
    return "a drive that does as it is told";
  }

  @Override
  public boolean isVirtualTime() {
    return true;
  }

  @Override
  public BlockDriver open(DriverContext context) {
    return new Drive(context);
  }

  private record Work(long due, long number, DriverQueue hctx, long cookie)
      implements Comparable<Work> {
    @Override
    public int compareTo(Work other) {
      return due != other.due ? Long.compare(due, other.due) : Long.compare(number, other.number);
    }
  }

  private final class Drive extends BlockDriver {
    private final DriverContext context;
    private final Timer timer;
    private final PriorityQueue<Work> works = new PriorityQueue<>();
    private long numbers;

    Drive(DriverContext context) {
      this.context = context;
      timer = context.newTimer(this::workIsDone);
    }

    @Override
    public DriverShape shape() {
      return new DriverShape(
          "scripted",
          1L << 30,
          QueueLimits.builder().maxHwSectors(2560).maxSectors(2560).build(),
          hardwareQueues,
          depth,
          0,
          features);
    }

    @Override
    public void start(DriverQueue[] all) {
      // Each request names its own.
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      given.add(new Given(rq.operation(), rq.sector(), rq.sectors(), hctx.index(), last));
      BioStatus status = answer.apply(rq);
      if (status != BioStatus.OK) {
        return status;
      }
      long cookie = rq.start();
      mostBusy = Math.max(mostBusy, ++busy);
      works.add(new Work(context.clock().now() + latency.applyAsLong(rq), numbers++, hctx, cookie));
      arm();
      return BioStatus.OK;
    }

    private void arm() {
      Work first = works.peek();
      if (first != null) {
        timer.arm(first.due);
      }
    }

    private void workIsDone(long now) {
      for (Work work = works.peek(); work != null && work.due <= now; work = works.peek()) {
        works.remove();
        busy--;
        work.hctx.complete(work.cookie, BioStatus.OK);
      }
      arm();
    }

    @Override
    public void close() {
      timer.close();
    }
  }
}
