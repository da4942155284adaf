package io.elevator.workload.job;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Options for the timing of a job: depth, batches, runtime, pauses and rates. */
final class PaceOptions {
  private static final int MAX_DEPTH = 1 << 20;
  private static final long MAX_RATE = 1L << 50;

  private static final Map<String, Boolean> BLOCK_TYPES =
      new TreeMap<>(Map.of("complete", false, "issue", true));
  private static final Map<String, Boolean> PROCESSES =
      new TreeMap<>(Map.of("linear", false, "poisson", true));
  private static final Map<String, Boolean> SUBMIT_MODES =
      new TreeMap<>(Map.of("inline", false, "offload", true));

  private static final Map<String, Boolean> CLOCKS =
      new TreeMap<>(Map.of("gettimeofday", true, "clock_gettime", true, "cpu", true));

  static final List<JobOption> ALL =
      List.of(
          JobOption.of("iodepth", (s, v) -> s.pace.depth = v.number(1, MAX_DEPTH)),
          JobOption.of(
              "iodepth_batch_submit",
              "iodepth_batch",
              (s, v) -> s.pace.batchSubmit = v.number(0, MAX_DEPTH)),
          JobOption.of(
              "iodepth_batch_complete_min",
              "iodepth_batch_complete",
              (s, v) -> s.pace.batchCompleteMin = v.number(0, MAX_DEPTH)),
          JobOption.of(
              "iodepth_batch_complete_max",
              (s, v) -> s.pace.batchCompleteMax = v.number(0, MAX_DEPTH)),
          JobOption.of("iodepth_low", (s, v) -> s.pace.low = v.number(0, MAX_DEPTH)),
          // Time comes from the run's clock, real or virtual, so the value has no effect.
          JobOption.of("clocksource", (s, v) -> v.oneOf(v.text(), CLOCKS)),
          // Submission never blocks, so it makes no difference which thread submits.
          JobOption.of("io_submit_mode", (s, v) -> v.oneOf(v.text(), SUBMIT_MODES)),
          JobOption.of("runtime", "timeout", (s, v) -> s.pace.runtimeNanos = v.nanos(SECONDS)),
          JobOption.bare("time_based", (s, v) -> s.pace.timeBased = v.flag()),
          JobOption.of("ramp_time", (s, v) -> s.pace.rampNanos = v.nanos(SECONDS)),
          JobOption.of("startdelay", PaceOptions::setStartDelay),
          JobOption.of("loops", (s, v) -> s.pace.loops = v.number(1)),
          JobOption.of("thinktime", (s, v) -> s.pace.thinkNanos = v.nanos(MICROSECONDS)),
          // The part of thinktime that fio spends in a busy loop; here no thread is kept busy.
          JobOption.of("thinktime_spin", (s, v) -> s.pace.spinNanos = v.nanos(MICROSECONDS)),
          JobOption.of("thinktime_blocks", (s, v) -> s.pace.thinkBlocks = v.number(1)),
          JobOption.of(
              "thinktime_blocks_type",
              (s, v) -> s.pace.thinkOnIssue = v.oneOf(v.text(), BLOCK_TYPES)),
          JobOption.of("thinktime_iotime", (s, v) -> s.pace.thinkIoNanos = v.nanos(SECONDS)),
          JobOption.of("rate", (s, v) -> s.pace.rates = v.numbers(s.pace.rates, 0, MAX_RATE)),
          JobOption.of(
              "rate_min",
              "ratemin",
              (s, v) -> s.pace.minRates = v.numbers(s.pace.minRates, 0, MAX_RATE)),
          JobOption.of("rate_iops", (s, v) -> s.pace.iops = v.numbers(s.pace.iops, 0, MAX_RATE)),
          JobOption.of(
              "rate_iops_min", (s, v) -> s.pace.minIops = v.numbers(s.pace.minIops, 0, MAX_RATE)),
          JobOption.of("rate_process", (s, v) -> s.pace.poisson = v.oneOf(v.text(), PROCESSES)),
          JobOption.of("rate_ignore_thinktime", (s, v) -> s.pace.ignoreThink = v.bool()),
          JobOption.of(
              "rate_cycle",
              "ratecycle",
              (s, v) -> s.pace.cycleNanos = MILLISECONDS.toNanos(v.number(1, 1 << 30))));

  private PaceOptions() {}

  private static void setStartDelay(JobSettings s, OptionValue v) {
    String[] words = v.text().split("[-:]", 2);
    long first = v.nanos(words[0], SECONDS);
    long second = words.length == 1 ? first : v.nanos(words[1], SECONDS);
    s.pace.startDelayMinNanos = Math.min(first, second);
    s.pace.startDelayMaxNanos = Math.max(first, second);
  }
}
