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
 * The parameters of a simulated solid-state drive. Immutable. The values of the presets make the
 * model meet the published figures below; flash times lie in the range that makers give for three
 * bits per cell (read 45 to 90 µs, program 0.6 to 1.3 ms, erase 3 to 10 ms).
 *
 * @param bytes capacity, in bytes
 * @param queues number of submission queues
 * @param depth number of commands that a queue holds
 * @param channels number of flash channels
 * @param dies number of independent flash units on each channel: dies times planes
 * @param pageBytes size of a page, which a unit reads or programs at once, in bytes
 * @param readNanos time of a page read, in nanoseconds
 * @param programNanos time of a page program, in nanoseconds
 * @param eraseNanos time of a block erase, in nanoseconds
 * @param pagesPerBlock number of pages that are erased together
 * @param channelMbps rate of a channel, in MB/s
 * @param linkReadMbps rate of the link towards the host, in MB/s
 * @param linkWriteMbps rate of the link from the host, in MB/s
 * @param readCommandNanos controller time of a read, in nanoseconds; its inverse limits the reads
 *     per second
 * @param writeCommandNanos controller time of a write, in nanoseconds
 * @param completionNanos additional fixed time of a read, in nanoseconds
 * @param writeCompletionNanos additional fixed time of a write, in nanoseconds
 * @param cacheBytes size of the write buffer, in bytes
 * @param slcBytes amount of flash that is first written with one bit per cell, in bytes; 0 for none
 * @param slcProgramNanos time of a page program with one bit per cell, in nanoseconds
 * @param spare amount of spare flash, in thousandths of the capacity
 * @param fill share of the drive that is full at the start, in percent; 100 is the steady state
 * @param suspendNanos longest time that a read waits for the suspension of a program, in
 *     nanoseconds
 * @param losesCache whether a power cut loses the write buffer, so that it needs flushes
 */
record SsdParameters(
    long bytes,
    int queues,
    int depth,
    int channels,
    int dies,
    int pageBytes,
    int readNanos,
    int programNanos,
    int eraseNanos,
    int pagesPerBlock,
    int channelMbps,
    int linkReadMbps,
    int linkWriteMbps,
    int readCommandNanos,
    int writeCommandNanos,
    int completionNanos,
    int writeCompletionNanos,
    long cacheBytes,
    long slcBytes,
    int slcProgramNanos,
    int spare,
    int fill,
    int suspendNanos,
    boolean losesCache)
    implements SimulatedModel {

  /**
   * A SATA drive. Source: Samsung 870 EVO 1 TB, data sheet of 2021: sequential 560/530 MB/s
   * read/write; random 4 KiB at depth 1 13,000/36,000, at depth 32 98,000/88,000 a second; fresh
   * out of the box.
   */
  static final SsdParameters SATA =
      new SsdParameters(
          1_000_204_886_016L,
          1,
          32,
          8,
          8,
          16384,
          45_000,
          1_100_000,
          5_000_000,
          1024,
          600,
          560,
          530,
          10_000,
          11_200,
          8_800,
          8_700,
          32 << 20,
          42L << 30,
          400_000,
          70,
          0,
          60_000,
          true);

  /**
   * An NVMe drive for consumers. Source: Samsung 970 EVO Plus 1 TB, data sheet of 2019: sequential
   * 3500/3300 MB/s read/write, 1700 MB/s written once the 42 GB of one-bit cells are full; random 4
   * KiB at depth 1 19,000/60,000, at depth 32 with four threads 600,000/550,000 a second; fresh out
   * of the box.
   */
  static final SsdParameters NVME =
      new SsdParameters(
          1_000_204_886_016L,
          4,
          128,
          8,
          8,
          16384,
          43_000,
          617_000,
          5_000_000,
          1024,
          1200,
          3500,
          3400,
          1_640,
          1_810,
          3_400,
          13_600,
          64 << 20,
          42L << 30,
          318_000,
          70,
          0,
          40_000,
          true);

  /**
   * An NVMe drive for data centres in the steady state. Source: Intel SSD DC P4500 2 TB as in
   * Lenovo's product guide: sequential 3.2/1.05 GB/s read/write; random 4 KiB 490,000/38,000 a
   * second; latency 85/20 µs. The buffer of the drive is protected by capacitors. The write rate
   * follows from the amount of spare flash by the closed form of Agarwal and Marrow (2010).
   */
  static final SsdParameters NVME_DC =
      new SsdParameters(
          2_000_398_934_016L,
          4,
          128,
          8,
          8,
          16384,
          72_000,
          990_000,
          5_000_000,
          1024,
          1200,
          3200,
          3200,
          2_020,
          2_200,
          6_300,
          16_300,
          64 << 20,
          0,
          990_000,
          85,
          100,
          60_000,
          false);

  private static final String[] PRESETS = {"nvme-ssd", "sata-ssd", "nvme-dc"};

  private static SsdParameters preset(String name) {
    return switch (name) {
      case "nvme-ssd" -> NVME;
      case "sata-ssd" -> SATA;
      default -> NVME_DC;
    };
  }

  /** Returns the descriptions of the options of the driver {@code sim-ssd}. */
  static List<AttributeSpec> specs() {
    List<AttributeSpec> all = new ArrayList<>();
    all.add(tunable("preset", "", PRESETS[0], String.join(", ", PRESETS), "the drive to resemble"));
    String preset = "preset's";
    all.add(tunable("size", "bytes", preset, "1m..1p, suffix k, m, g, t", "capacity"));
    all.add(tunable("submit_queues", "", preset, "1..128", "hardware queues"));
    all.add(tunable("hw_queue_depth", "", preset, "1..1024", "commands a hardware queue holds"));
    all.add(tunable("completion_nsec", "ns", preset, "0..1s", "fixed time of a read"));
    all.add(tunable("write_completion_nsec", "ns", preset, "0..1s", "fixed time of a write"));
    all.add(tunable("mbps", "MB/s", preset, "1..1000000", "rate of the link, both ways"));
    all.add(tunable("cache_size", "bytes", preset, "64k..4g", "write buffer"));
    all.add(tunable("channels", "", preset, "1..64", "flash channels"));
    all.add(tunable("dies", "", preset, "1..64", "independent flash units on each channel"));
    all.add(tunable("page_size", "bytes", preset, "4k..64k, a power of two", "flash page"));
    all.add(tunable("read_nsec", "ns", preset, "0..1s", "time of a page read"));
    all.add(tunable("program_nsec", "ns", preset, "1..1s", "time of a page program"));
    all.add(tunable("erase_nsec", "ns", preset, "0..1s", "time of a block erase"));
    all.add(
        tunable("slc_size", "bytes", preset, "0..1t", "flash written with one bit a cell first"));
    all.add(tunable("spare", "1/1000", preset, "10..1000", "spare flash for garbage collection"));
    all.add(
        tunable("fill", "%", preset, "0..100", "how full it is at the start; 100: steady state"));
    all.add(tunable("data", "", "1", "0, 1", "whether what is written is kept"));
    all.addAll(SpeedChange.specs());
    all.add(FaultPlan.OPTION);
    return List.copyOf(all);
  }

  /**
   * Parses the options of a simulated solid-state drive. A missing option has its value in the
   * preset.
   */
  static SsdParameters read(DriverOptions options) {
    SsdParameters base = preset(options.choice("preset", PRESETS));
    int second = 1_000_000_000;
    int page = (int) options.bytes("page_size", base.pageBytes, 4096, 65536);
    if (Integer.bitCount(page) != 1) {
      throw new AttributeException(
          Reason.INVALID, "page_size: " + page + " is not a power of two in 4k..64k");
    }
    boolean hasRate = options.has("mbps");
    int program = (int) options.nanos("program_nsec", base.programNanos, 1, second);
    long size = options.bytes("size", base.bytes, 1 << 20, 1L << 50);
    return new SsdParameters(
        size - size % 4096,
        options.number("submit_queues", base.queues, 1, 128),
        options.number("hw_queue_depth", base.depth, 1, 1024),
        options.number("channels", base.channels, 1, 64),
        options.number("dies", base.dies, 1, 64),
        page,
        (int) options.nanos("read_nsec", base.readNanos, 0, second),
        program,
        (int) options.nanos("erase_nsec", base.eraseNanos, 0, second),
        base.pagesPerBlock,
        base.channelMbps,
        hasRate ? options.number("mbps", 0, 1, 1_000_000) : base.linkReadMbps,
        hasRate ? options.number("mbps", 0, 1, 1_000_000) : base.linkWriteMbps,
        base.readCommandNanos,
        base.writeCommandNanos,
        (int) options.nanos("completion_nsec", base.completionNanos, 0, second),
        (int) options.nanos("write_completion_nsec", base.writeCompletionNanos, 0, second),
        options.bytes("cache_size", base.cacheBytes, 65536, 4L << 30),
        options.bytes("slc_size", base.slcBytes, 0, 1L << 40),
        options.has("program_nsec")
            ? Math.min(program, base.slcProgramNanos)
            : base.slcProgramNanos,
        options.number("spare", base.spare, 10, 1000),
        options.number("fill", base.fill, 0, 100),
        base.suspendNanos,
        base.losesCache);
  }

  @Override
  public SimulatedDrive newDrive(
      DriverContext context, SpeedChange speed, Medium medium, boolean keepsData) {
    return new SsdDrive(context, this, speed, medium, keepsData);
  }
}
