package io.elevator.devices.sim;

import static io.elevator.api.AttributeSpec.tunable;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.AttributeSpec;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.options.DriverOptions;
import io.elevator.devices.store.Medium;
import io.elevator.spi.driver.DriverContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a simulated hard disk. Immutable.
 *
 * @param bytes capacity, in bytes
 * @param depth number of commands that the disk holds (NCQ)
 * @param rpm revolutions per minute
 * @param heads number of recording surfaces
 * @param zones number of zones, which are groups of tracks of the same length
 * @param outerMbps sustained rate of the outermost zone, in MB/s
 * @param innerMbps sustained rate of the innermost zone, in MB/s
 * @param shortSeekNanos seek to the next track, in nanoseconds
 * @param averageSeekNanos seek between two random positions, in nanoseconds
 * @param fullSeekNanos seek over the full stroke, in nanoseconds
 * @param writeSettleNanos additional time of a seek for a write, in nanoseconds
 * @param commandNanos controller time of a command, in nanoseconds
 * @param linkMbps rate of the link, in MB/s
 * @param cacheBytes size of the buffer for write cache and read-ahead, in bytes
 * @param hasWriteCache whether a write ends when it is in the cache
 * @param ageing positioning time that outweighs 1000 ns of waiting, in nanoseconds
 */
record HddParameters(
    long bytes,
    int depth,
    int rpm,
    int heads,
    int zones,
    int outerMbps,
    int innerMbps,
    int shortSeekNanos,
    int averageSeekNanos,
    int fullSeekNanos,
    int writeSettleNanos,
    int commandNanos,
    int linkMbps,
    long cacheBytes,
    boolean hasWriteCache,
    int ageing)
    implements SimulatedModel {

  /**
   * A disk with 7200 rpm. Source: Seagate Constellation ES.3 4 TB, product manual: 10 heads,
   * sustained 83 to 175 MB/s, average latency 4.16 ms, average seek 8.5 ms for reads and 9.5 ms for
   * writes. Random reads at depth 1: 77 a second, computed from command time, seek and half a
   * revolution (the formula under "Random access" in the specifications of Hitachi's Deskstar
   * drives). At depth 16: 170 a second, data sheets of the Seagate Exos 7E8 and X16 ("4K QD16
   * WCD"); no maker publishes depth 32.
   */
  static final HddParameters RPM_7200 =
      new HddParameters(
          4_000_787_030_016L,
          32,
          7200,
          10,
          20,
          175,
          83,
          1_000_000,
          8_500_000,
          18_000_000,
          1_000_000,
          250_000,
          600,
          128 << 20,
          true,
          8);

  /**
   * A disk with 15,000 rpm. Source: HGST Ultrastar C15K600 600 GB, specification: average seek 2.9
   * ms for reads and 3.1 ms for writes, average latency 2.0 ms; sustained 202 to 271 MB/s.
   */
  static final HddParameters RPM_15000 =
      new HddParameters(
          600_127_266_816L,
          128,
          15000,
          6,
          20,
          271,
          202,
          400_000,
          2_900_000,
          6_500_000,
          200_000,
          100_000,
          1200,
          128 << 20,
          false,
          8);

  private static final String[] PRESETS = {"7200rpm", "15000rpm"};

  private static HddParameters preset(String name) {
    return switch (name) {
      case "7200rpm" -> RPM_7200;
      default -> RPM_15000;
    };
  }

  /** Returns the descriptions of the options of the driver {@code sim-hdd}. */
  static List<AttributeSpec> specs() {
    String preset = "preset's";
    List<AttributeSpec> all = new ArrayList<>();
    all.add(tunable("preset", "", PRESETS[0], String.join(", ", PRESETS), "the drive to resemble"));
    all.add(tunable("size", "bytes", preset, "1m..1p, suffix k, m, g, t", "capacity"));
    all.add(tunable("hw_queue_depth", "", preset, "1..256", "commands it holds and reorders"));
    all.add(tunable("rpm", "", preset, "1000..30000", "revolutions a minute"));
    all.add(tunable("heads", "", preset, "1..64", "recording surfaces"));
    all.add(tunable("zones", "", preset, "1..64", "rings of tracks of one length"));
    all.add(tunable("mbps", "MB/s", preset, "1..10000", "rate of the outermost zone"));
    all.add(tunable("inner_mbps", "MB/s", preset, "1..mbps", "rate of the innermost zone"));
    all.add(tunable("short_seek_nsec", "ns", preset, "0..1s", "seek to the next track"));
    all.add(tunable("average_seek_nsec", "ns", preset, "0..1s", "seek between places at random"));
    all.add(tunable("full_seek_nsec", "ns", preset, "0..1s", "seek over the full stroke"));
    all.add(tunable("write_settle_nsec", "ns", preset, "0..1s", "more for a seek to write"));
    all.add(tunable("completion_nsec", "ns", preset, "0..1s", "controller time of a command"));
    all.add(tunable("cache_size", "bytes", preset, "1m..4g", "write cache and read-ahead buffer"));
    all.add(tunable("write_cache", "", preset, "0, 1", "whether writes end in the cache"));
    all.add(
        tunable("ageing", "1/1000", preset, "0..1000", "how much waiting outweighs positioning"));
    all.add(tunable("data", "", "1", "0, 1", "whether what is written is kept"));
    all.addAll(SpeedChange.specs());
    all.add(FaultPlan.OPTION);
    return List.copyOf(all);
  }

  /** Parses the options of a simulated hard disk. A missing option has its value in the preset. */
  static HddParameters read(DriverOptions options) {
    HddParameters base = preset(options.choice("preset", PRESETS));
    int second = 1_000_000_000;
    int outer = options.number("mbps", base.outerMbps, 1, 10_000);
    int inner = Math.min(base.innerMbps, outer);
    long size = options.bytes("size", base.bytes, 1 << 20, 1L << 50);
    int near = (int) options.nanos("short_seek_nsec", base.shortSeekNanos, 0, second);
    int average = (int) options.nanos("average_seek_nsec", base.averageSeekNanos, 0, second);
    int full = (int) options.nanos("full_seek_nsec", base.fullSeekNanos, 0, second);
    if (near > average || average > full) {
      throw new AttributeException(
          Reason.INVALID,
          "average_seek_nsec: "
              + average
              + " is not between short_seek_nsec "
              + near
              + " and full_seek_nsec "
              + full);
    }
    return new HddParameters(
        size - size % 4096,
        options.number("hw_queue_depth", base.depth, 1, 256),
        options.number("rpm", base.rpm, 1000, 30_000),
        options.number("heads", base.heads, 1, 64),
        options.number("zones", base.zones, 1, 64),
        outer,
        options.number("inner_mbps", inner, 1, outer),
        near,
        average,
        full,
        (int) options.nanos("write_settle_nsec", base.writeSettleNanos, 0, second),
        (int) options.nanos("completion_nsec", base.commandNanos, 0, second),
        base.linkMbps,
        options.bytes("cache_size", base.cacheBytes, 1 << 20, 4L << 30),
        options.flag("write_cache", base.hasWriteCache),
        options.number("ageing", base.ageing, 0, 1000));
  }

  @Override
  public boolean losesCache() {
    return hasWriteCache;
  }

  @Override
  public SimulatedDrive newDrive(
      DriverContext context, SpeedChange speed, Medium medium, boolean keepsData) {
    return new HddDrive(context, this, speed, medium, keepsData);
  }
}
