package io.elevator.workload.job;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Options of fio's command line that are no job options and that {@code ioc} does not implement:
 * some are accepted without effect, the others are refused with a reason.
 */
final class FioCommandLine {
  /**
   * Options with a value that concern only fio's own memory; {@code ioc} accepts them without
   * effect.
   */
  private static final Set<String> ACCEPTED = Set.of("alloc-size", "max-jobs");

  private static final String ONE_PROCESS = "jobs run in this process, on this machine";
  private static final String TRIGGERS = "nothing is triggered while jobs run";
  private static final String PROGRESS = "progress is one line, for a terminal";

  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("append-terse", "only 'ioc run' has it"),
          Map.entry("aux-path", "no state files are written"),
          Map.entry("bandwidth-log", "only 'ioc run' has it"),
          Map.entry("client", ONE_PROCESS),
          Map.entry("cmdhelp", "docs/jobs.md lists the options"),
          Map.entry("cpuclock-test", "it tests a clock that is not used here"),
          Map.entry("crctest", "it measures fio's own checksums"),
          Map.entry("daemonize", ONE_PROCESS),
          Map.entry("debug", "--debug takes no value and shows the stack trace of an error"),
          Map.entry("enghelp", "docs/devices.md lists the drivers"),
          Map.entry("eta-interval", PROGRESS),
          Map.entry("eta-newline", PROGRESS),
          Map.entry("idle-prof", "the report has the processor time of this process"),
          Map.entry("inflate-log", "logs are not compressed"),
          Map.entry("latency-log", "write_lat_log logs the latencies of each job"),
          Map.entry("merge-blktrace-only", "'ioc replay' replays one trace"),
          Map.entry("minimal", "only 'ioc run' has it"),
          Map.entry("parse-only", "only 'ioc run' has it"),
          Map.entry("readonly", "only 'ioc run' has it"),
          Map.entry("remote-config", ONE_PROCESS),
          Map.entry("section", "only 'ioc run' has it"),
          Map.entry("server", ONE_PROCESS),
          Map.entry("showcmd", "job files are not turned into words"),
          Map.entry("status-interval", "figures are printed at the end, and after Ctrl-C"),
          Map.entry("terse-version", "only 'ioc run' has it"),
          Map.entry("trigger", TRIGGERS),
          Map.entry("trigger-file", TRIGGERS),
          Map.entry("trigger-remote", TRIGGERS),
          Map.entry("trigger-timeout", TRIGGERS),
          Map.entry("warnings-fatal", "notes of a run do not fail it"));

  private FioCommandLine() {}

  /**
   * Returns whether an option is accepted without effect.
   *
   * @param name name of the option, without dashes
   */
  static boolean accepts(String name) {
    return ACCEPTED.contains(name);
  }

  /**
   * Returns the reason why an option is refused; null if fio has no option of that name.
   *
   * @param name name of the option, without dashes
   */
  static @Nullable String refusal(String name) {
    return REFUSED.get(name);
  }
}
