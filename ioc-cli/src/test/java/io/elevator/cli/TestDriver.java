package io.elevator.cli;

import io.elevator.api.AttributeSpec;
import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.DriverType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Driver for tests. In virtual time its drive performs one request at a time in 100 us; in real
 * time it performs each request at once. It records the requests. With the option {@code broken},
 * requests from that sector on fail. With the option {@code later}, the drive in real time ends
 * every second request on a timer's thread.
 */
@NullMarked
@SpiVersion(SpiVersion.CURRENT)
final class TestDriver extends DriverType {
  static final long NANOS = 100_000;

  private final String name;
  private final boolean virtual;

  /**
   * Requests that the drive has performed, as {@code R sector+sectors}. Only one run at a time
   * writes the list.
   */
  final List<String> done = new ArrayList<>();

  /** Time at which each entry of {@link #done} was added, in nanoseconds. */
  final List<Long> doneNanos = new ArrayList<>();

  private TestDriver(String name, boolean virtual) {
    this.name = name;
    this.virtual = virtual;
  }

  /** Returns a driver in virtual time whose name begins with the prefix of simulated drivers. */
  static TestDriver simulated() {
    return new TestDriver("sim-test", true);
  }

  /** Returns a driver in virtual time whose name does not show that. */
  static TestDriver virtualWithPlainName() {
    return new TestDriver("plain", true);
  }

  /** Returns a driver in real time. */
  static TestDriver instant() {
    return new TestDriver("instant", false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "a drive for tests";
  }

  @Override
  public boolean isVirtualTime() {
    return virtual;
  }

  @Override
  public List<AttributeSpec> options() {
    return List.of(
        AttributeSpec.tunable("broken", "sectors", "", "0..", "first sector that fails"),
        AttributeSpec.tunable("later", "", "0", "0 or 1", "every second request ends later"),
        AttributeSpec.tunable("hw_queue_depth", "", "4", "1..", "requests at once"));
  }

  @Override
  public BlockDriver open(DriverContext context) {
    return new Drive(context);
  }

  private final class Drive extends BlockDriver {
    private final long broken;
    private final int depth;
    private final boolean later;
    private int requests;
    private final DriverContext context;
    private final Timer timer;
    private final ArrayDeque<Long> cookies = new ArrayDeque<>();
    private final ArrayDeque<BioStatus> statuses = new ArrayDeque<>();
    private DriverQueue @Nullable [] queues;

    Drive(DriverContext context) {
      this.context = context;
      broken = Long.parseLong(context.options().getOrDefault("broken", "9999999999"));
      depth = Integer.parseInt(context.options().getOrDefault("hw_queue_depth", "4"));
      later = context.options().getOrDefault("later", "0").equals("1");
      timer = context.newTimer(this::fired);
    }

    @Override
    public DriverShape shape() {
      return new DriverShape(
          name,
          1 << 20,
          QueueLimits.builder().maxSectors(2048).maxSegmentSize(1 << 20).build(),
          1,
          depth,
          0,
          Set.of());
    }

    @Override
    public void start(DriverQueue[] hardwareQueues) {
      queues = hardwareQueues;
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      long cookie = rq.start();
      BioStatus status =
          rq.offset() / 512 + rq.sectors() > broken ? BioStatus.MEDIUM : BioStatus.OK;
      if (later && ++requests % 2 == 0) {
        cookies.add(cookie);
        statuses.add(status);
        timer.arm(context.clock().now() + 1);
        return BioStatus.OK;
      }
      if (!virtual) {
        hctx.complete(cookie, status);
        return BioStatus.OK;
      }
      done.add((rq.isWrite() ? "W " : "R ") + rq.offset() / 512 + "+" + rq.sectors());
      doneNanos.add(context.clock().now());
      cookies.add(cookie);
      statuses.add(status);
      if (!timer.isArmed()) {
        timer.arm(context.clock().now() + NANOS);
      }
      return BioStatus.OK;
    }

    private void fired(long now) {
      long cookie = cookies.remove();
      BioStatus status = statuses.remove();
      if (!cookies.isEmpty()) {
        timer.arm(now + NANOS);
      }
      queues[0].complete(cookie, status);
    }

    @Override
    public void close() {
      timer.close();
    }
  }
}
