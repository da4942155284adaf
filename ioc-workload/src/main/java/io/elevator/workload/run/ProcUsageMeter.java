package io.elevator.workload.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Meter that reads {@code /proc/self}. The JDK's beans are not used, because they report neither
 * page faults nor context switches and load slowly. Without {@code /proc/self} the meter reports
 * only the processor time, all of it as user time.
 */
public final class ProcUsageMeter implements UsageMeter {
  /**
   * Duration of a tick in {@code /proc/self/stat}, in nanoseconds: USER_HZ is 100 on all systems on
   * which Java runs.
   */
  private static final long TICK_NANOS = 10_000_000;

  // The constants below are indexes of the fields of /proc/self/stat after the program's name. The
  // name may contain spaces and parentheses.
  private static final int MINOR_FAULTS = 7;
  private static final int MAJOR_FAULTS = 9;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  private final Path self;
  private final InstantSource calendar;

  /**
   * Creates a meter of this process.
   *
   * @param calendar source of calendar times
   */
  public ProcUsageMeter(InstantSource calendar) {
    this(Path.of("/proc/self"), calendar);
  }

  ProcUsageMeter(Path self, InstantSource calendar) {
    this.self = self;
    this.calendar = calendar;
  }

  @Override
  public Reading read() {
    Instant now = calendar.instant();
    try {
      String stat = Files.readString(self.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return new Reading(
          now,
          ticks(fields[USER_TICKS]),
          ticks(fields[SYSTEM_TICKS]),
          contextSwitches(),
          Long.parseLong(fields[MAJOR_FAULTS]),
          Long.parseLong(fields[MINOR_FAULTS]));
    } catch (IOException e) {
      Duration all = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
      return new Reading(now, all, Duration.ZERO, 0, 0, 0);
    }
  }

  private static Duration ticks(String field) {
    return Duration.ofNanos(Long.parseLong(field) * TICK_NANOS);
  }

  private long contextSwitches() throws IOException {
    long switches = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(self.resolve("task"))) {
      for (Path thread : threads) {
        switches += contextSwitches(thread.resolve("status"));
      }
    }
    return switches;
  }

  private static long contextSwitches(Path status) {
    long switches = 0;
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.contains("ctxt_switches:")) {
          switches += Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
        }
      }
    } catch (IOException e) {
      // The file does not exist any more: the thread has ended since the directory was listed, or
      // while its file was read.
      return 0;
    }
    return switches;
  }
}
