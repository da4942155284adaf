package io.elevator.workload.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Replacement of fio's keywords in values by properties of the machine: {@code $pagesize}, {@code
 * $mb_memory}, {@code $ncpus}.
 */
final class Keywords {
  private static final int PAGE_BYTES = 4096;
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private Keywords() {}

  /** Returns a value of an option with the keywords replaced. */
  static String replace(String value) {
    if (value.indexOf('$') < 0) {
      return value;
    }
    String replaced =
        value
            .replace("$pagesize", Integer.toString(PAGE_BYTES))
            .replace("$ncpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
    return replaced.contains("$mb_memory")
        ? replaced.replace("$mb_memory", Long.toString(memoryMegabytes()))
        : replaced;
  }

  /**
   * Returns the memory of the machine in mebibytes, or the greatest heap size if that is unknown.
   */
  private static long memoryMegabytes() {
    try {
      for (String line : Files.readAllLines(MEMORY)) {
        if (line.startsWith("MemTotal:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return Runtime.getRuntime().maxMemory() >> 20;
    }
    return Runtime.getRuntime().maxMemory() >> 20;
  }
}
