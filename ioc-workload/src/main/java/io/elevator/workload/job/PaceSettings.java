package io.elevator.workload.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mutable settings for the timing of one job, filled in by its options; the initial values are
 * fio's defaults.
 */
final class PaceSettings {
  int depth = 1;
  int batchSubmit = 1;
  @Nullable Integer batchCompleteMin;
  @Nullable Integer batchCompleteMax;
  int low;
  long runtimeNanos;
  boolean timeBased;
  long rampNanos;
  long startDelayMinNanos;
  long startDelayMaxNanos;
  long loops = 1;
  long thinkNanos;
  long spinNanos;
  @Nullable Long thinkBlocks;
  boolean thinkOnIssue;
  long thinkIoNanos;
  List<Long> rates = RateSpec.NONE.bytes();
  List<Long> iops = RateSpec.NONE.ios();
  List<Long> minRates = RateSpec.NONE.minBytes();
  List<Long> minIops = RateSpec.NONE.minIos();
  boolean poisson;
  boolean ignoreThink;
  long cycleNanos = RateSpec.NONE.cycleNanos();

  /** Checks combinations of options. */
  void check(JobSettings job) {
    for (int i = 0; i < Direction.COUNT; i++) {
      if (rates.get(i) > 0 && iops.get(i) > 0) {
        throw job.error("rate_iops", "rate is given, too; a job is limited by one of them");
      }
      require(job, "rate_min", minRates.get(i), rates.get(i));
      require(job, "rate_iops_min", minIops.get(i), iops.get(i));
    }
    if (spinNanos > thinkNanos) {
      throw job.error("thinktime_spin", "longer than thinktime");
    }
  }

  private static void require(JobSettings job, String option, long least, long most) {
    if (most > 0 && least > most) {
      throw job.error(option, "more than the job may do at most, " + most);
    }
  }

  PaceSpec spec(boolean synchronous) {
    int flight = synchronous ? 1 : depth;
    int min = Math.min(batchCompleteMin == null ? 1 : batchCompleteMin, flight);
    int max = batchCompleteMax == null ? min : batchCompleteMax;
    // If thinktime_iotime determines the pauses, the number of blocks does so only if it is given.
    long blocks = thinkBlocks != null ? thinkBlocks : thinkIoNanos > 0 ? Long.MAX_VALUE : 1;
    return new PaceSpec(
        flight,
        startDelayMinNanos,
        startDelayMaxNanos,
        rampNanos,
        runtimeNanos,
        timeBased && runtimeNanos > 0,
        loops,
        new ThinkSpec(thinkNanos, blocks, thinkOnIssue, thinkIoNanos),
        new BatchSpec(
            batchSubmit == 0 ? flight : Math.min(batchSubmit, flight),
            min,
            Math.max(1, Math.max(min, max)),
            low == 0 || low > flight ? flight : low),
        new RateSpec(rates, iops, minRates, minIops, poisson, ignoreThink, cycleNanos));
  }
}
