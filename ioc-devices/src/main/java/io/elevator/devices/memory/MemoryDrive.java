package io.elevator.devices.memory;

import io.elevator.api.BioStatus;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.fault.FaultDrive;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.options.DriverOptions;
import io.elevator.devices.store.Medium;
import io.elevator.devices.store.MediumHolder;
import io.elevator.devices.store.MediumResult;
import io.elevator.spi.Clock;
import io.elevator.spi.StateWriter;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.HostTags;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A drive in memory. It performs each request in {@link #queueRequest} and completes it immediately
 * or by timer.
 *
 * <p>Thread-safe: {@link #delayed} is set before the first request, and the medium is thread-safe.
 * {@link #linkFreeNanos}, the instant at which the link is free, limits the data rate and is
 * advanced by compare-and-set.
 */
final class MemoryDrive extends BlockDriver implements MediumHolder {
  private final MemoryOptions options;
  private final Medium medium;
  private final DriverContext context;
  private final DriveDefects memoryDefects;
  private final Clock clock;
  private final Hosts.@Nullable Membership membership;
  private final boolean isReadOnly;
  private final AtomicLong linkFreeNanos = new AtomicLong();
  private DelayedCompletions[] delayed = {};

  /**
   * Creates a drive on a medium.
   *
   * @param context services of the core
   * @param options options of the drive
   * @param medium contents of the drive
   * @param membership membership in the host whose tags the drive shares, or null
   */
  private MemoryDrive(
      DriverContext context,
      MemoryOptions options,
      Medium medium,
      Hosts.@Nullable Membership membership) {
    this.context = context;
    memoryDefects = new DriveDefects(context, "I/O on " + options.shape().name());
    this.options = options;
    this.medium = medium;
    this.membership = membership;
    clock = context.clock();
    isReadOnly = options.shape().has(DriverFeature.READ_ONLY);
  }

  /**
   * Opens a drive, with a {@link FaultDrive} around it if the options define faults.
   *
   * @param context services of the core
   * @param given options by name
   * @param options parsed options of the drive
   * @param keepsData whether written data can be read
   * @param hosts hosts of the driver type
   */
  static BlockDriver open(
      DriverContext context,
      DriverOptions given,
      MemoryOptions options,
      boolean keepsData,
      Hosts hosts) {
    FaultPlan faults = FaultPlan.of(given);
    boolean isVolatile = options.shape().has(DriverFeature.VOLATILE_CACHE);
    long sectors = options.shape().capacitySectors();
    Medium medium =
        new Medium(
            Medium.Setup.of(sectors, keepsData, isVolatile, faults.cutsPower()), context::notice);
    MemoryDrive drive = new MemoryDrive(context, options, medium, hosts.join(given));
    try {
      return FaultDrive.wrap(drive, faults, context);
    } catch (RuntimeException e) {
      drive.close();
      throw e;
    }
  }

  @Override
  public DriverShape shape() {
    return options.shape();
  }

  @Override
  public @Nullable HostTags hostTags() {
    return membership == null ? null : membership.tags();
  }

  @Override
  public @Nullable DriverFiles files() {
    return isReadOnly ? null : medium.volume();
  }

  @Override
  public void start(DriverQueue[] hardwareQueues) {
    if (!options.isTimed()) {
      return;
    }
    DelayedCompletions[] made = new DelayedCompletions[hardwareQueues.length];
    for (int i = 0; i < made.length; i++) {
      made[i] = new DelayedCompletions(context, hardwareQueues[i], options.shape().depth());
    }
    delayed = made;
  }

  @Override
  public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
    long cookie = rq.start();
    // Discards and write-zeroes transfer no data, so the limit on the data rate does not count
    // their length.
    long bytes = rq.operation().hasData() ? rq.length() : 0;
    MediumResult result =
        isReadOnly && rq.isWrite()
            ? MediumResult.of(BioStatus.TARGET)
            : MediumResult.of(medium, rq, memoryDefects);
    DelayedCompletions[] timed = delayed;
    if (timed.length == 0) {
      result.complete(hctx, cookie);
    } else {
      timed[hctx.index()].add(cookie, result, dueNanos(bytes));
    }
    return BioStatus.OK;
  }

  private long dueNanos(long bytes) {
    long now = clock.now();
    int mbps = options.megabytesPerSecond();
    if (mbps == 0) {
      return now + options.completionNanos();
    }
    long transfer = bytes * 1000 / mbps;
    while (true) {
      long free = linkFreeNanos.get();
      long end = Math.max(now, free) + transfer;
      if (linkFreeNanos.compareAndSet(free, end)) {
        return end + options.completionNanos();
      }
    }
  }

  @Override
  public Medium medium() {
    return medium;
  }

  @Override
  public void describe(StateWriter out) {
    out.number("resident_bytes", medium.residentBytes());
  }

  @Override
  public void close() {
    for (DelayedCompletions completions : delayed) {
      completions.close();
    }
    medium.close();
    if (membership != null) {
      membership.leave();
    }
  }
}
