package io.elevator.api;

/** Functions that format figures of a queue as the text that Linux shows in sysfs. */
public final class LinuxFormat {
  private LinuxFormat() {}

  /**
   * Returns the seventeen numbers of {@code /sys/block/…/stat}, separated by blanks. {@code
   * /proc/diskstats} shows the same numbers after the name of a disk.
   */
  public static String stat(DiskActivity disk) {
    var text = new StringBuilder(120);
    append(text, disk.reads());
    append(text, disk.writes());
    text.append(disk.inFlight()).append(' ').append(millis(disk.busyNanos())).append(' ');
    long nanos =
        disk.reads().nanos()
            + disk.writes().nanos()
            + disk.discards().nanos()
            + disk.flushes().nanos();
    text.append(millis(nanos)).append(' ');
    append(text, disk.discards());
    text.append(disk.flushes().ios()).append(' ').append(millis(disk.flushes().nanos()));
    return text.toString();
  }

  /** Returns the two numbers of {@code /sys/block/…/inflight}, separated by a blank. */
  public static String inFlight(InFlight inFlight) {
    return inFlight.reads() + " " + inFlight.writes();
  }

  private static void append(StringBuilder text, OperationCounts counts) {
    text.append(counts.ios()).append(' ').append(counts.merges()).append(' ');
    text.append(counts.sectors()).append(' ').append(millis(counts.nanos())).append(' ');
  }

  /** Returns whole milliseconds as Linux prints them: the low 32 bits. */
  private static long millis(long nanos) {
    return nanos / 1_000_000 & 0xffff_ffffL;
  }
}
