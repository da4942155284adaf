package io.elevator.workload.compare;

import io.elevator.workload.stats.Latencies;
import io.elevator.workload.stats.Moments;
import java.util.List;

/**
 * Mean figures over all rounds of a case, for one task or for all tasks together.
 *
 * @param ios mean number of I/Os of a round
 * @param bytes mean number of bytes of a round
 * @param iops mean rate in I/Os per second
 * @param bytesPerSecond mean bandwidth in bytes per second
 * @param spread standard deviation of the bandwidth over the rounds, as a fraction of its mean
 * @param share share of the bytes of all tasks, 0 to 1
 * @param latency times from submission to the end over all rounds, in nanoseconds
 * @param queueTime times from submission until the driver started the I/O, in nanoseconds
 * @param deviceTime times from the driver's start of the I/O to its end, in nanoseconds
 * @param cpuNanosPerIo processor time for each I/O of the run in nanoseconds, −1 if unknown
 */
public record Summary(
    double ios,
    double bytes,
    double iops,
    double bytesPerSecond,
    double spread,
    double share,
    Latencies latency,
    Moments queueTime,
    Moments deviceTime,
    long cpuNanosPerIo) {
  /**
   * Returns the figures of the given tasks over all runs.
   *
   * @param tasks tasks to include, for each run
   * @param runs runs of the case
   */
  static Summary of(List<List<TaskRun>> tasks, List<CaseRun> runs) {
    Latencies latency = new Latencies();
    Moments queueTime = new Moments();
    Moments deviceTime = new Moments();
    double[] rates = new double[runs.size()];
    double ios = 0;
    double iops = 0;
    double bytes = 0;
    double all = 0;
    long cpu = 0;
    long allIos = 0;
    for (int i = 0; i < runs.size(); i++) {
      CaseRun run = runs.get(i);
      double seconds = tasks.get(i).stream().mapToLong(TaskRun::runtimeNanos).max().orElse(0) / 1e9;
      long roundIos = 0;
      long roundBytes = 0;
      for (TaskRun task : tasks.get(i)) {
        IoTrack track = task.track();
        roundIos += track.ios();
        roundBytes += track.bytes();
        latency.add(track.latency());
        queueTime.add(track.queueTime().moments());
        deviceTime.add(track.deviceTime().moments());
      }
      ios += roundIos;
      bytes += roundBytes;
      iops += seconds == 0 ? 0 : roundIos / seconds;
      rates[i] = seconds == 0 ? 0 : roundBytes / seconds;
      all += run.bytes();
      allIos += run.ios();
      cpu = cpu < 0 || run.cpuNanos() < 0 ? -1 : cpu + run.cpuNanos();
    }
    int rounds = runs.size();
    double mean = 0;
    for (double rate : rates) {
      mean += rate / rounds;
    }
    return new Summary(
        ios / rounds,
        bytes / rounds,
        iops / rounds,
        mean,
        spread(rates, mean),
        all == 0 ? 0 : bytes / all,
        latency,
        queueTime,
        deviceTime,
        cpu < 0 || allIos == 0 ? -1 : cpu / allIos);
  }

  private static double spread(double[] rates, double mean) {
    if (rates.length < 2 || mean == 0) {
      return 0;
    }
    double squares = 0;
    for (double rate : rates) {
      squares += (rate - mean) * (rate - mean);
    }
    return Math.sqrt(squares / (rates.length - 1)) / mean;
  }
}
