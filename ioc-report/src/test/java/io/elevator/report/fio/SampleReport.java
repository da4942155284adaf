package io.elevator.report.fio;

import io.elevator.api.BioStatus;
import io.elevator.api.LatencySummary;
import io.elevator.api.StatisticsNode;
import io.elevator.workload.job.Direction;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobFileReader;
import io.elevator.workload.job.JobResolver;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.pattern.Seeded;
import io.elevator.workload.run.JobOutcome;
import io.elevator.workload.run.ProcessUsage;
import io.elevator.workload.session.RunReport;
import io.elevator.workload.session.RunSetting;
import io.elevator.workload.stats.DirectionStats;
import io.elevator.workload.stats.JobStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Report for tests that has an example of each kind of content; it is the same at each call. */
final class SampleReport {
  private static final long MILLI = 1_000_000;
  private static final Instant START = Instant.parse("2026-11-03T19:18:21.250Z");

  private static final String JOBS =
      """
      [global]
      filename=data
      size=64m
      runtime=3
      group_reporting
      [db]
      description=a database
      rw=randrw
      iodepth=8
      [log]
      new_group
      rw=write
      bs=64k
      numjobs=2
      group_reporting=0
      ioengine=libaio
      [slow]
      stonewall
      rw=read
      bs=16m
      thinktime=1s
      percentile_list=50:99.999
      time_based=0
      [never]
      stonewall
      """;

  private SampleReport() {}

  static JobSet workload(Path folder) {
    try {
      Path file = Files.writeString(folder.resolve("sample.fio"), JOBS);
      return JobResolver.resolve(JobFileReader.read(file.toString()), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the report of a run that ended before its last job began. */
  static RunReport of(Path folder) {
    JobSet workload = workload(folder);
    List<JobOutcome> outcomes = new ArrayList<>();
    for (Job job : workload.jobs().subList(0, 4)) {
      outcomes.add(
          new JobOutcome(
              job,
              stats(job),
              job.index() == 2 ? BioStatus.NOSPC : BioStatus.OK,
              START.plusSeconds(job.index()),
              new ProcessUsage(12.5 + job.index(), 3.25, 1000 + job.index(), 1, 20)));
    }
    return new RunReport(
        new RunSetting("1.2.3", 4711, "file", "mq-deadline", 42, false),
        workload,
        RunReport.entries(workload, outcomes),
        START.plusSeconds(60),
        ZoneOffset.UTC,
        6_089 * MILLI,
        true,
        List.of(queue()));
  }

  private static JobStats stats(Job job) {
    JobStats stats = new JobStats();
    switch (job.spec().name()) {
      case "db" -> {
        run(stats, Direction.READ, 1, 16_807, 4096, 149_000, 76_022_000);
        run(stats, Direction.WRITE, 2, 9_001, 4096, 1_492, 76_461_000);
        stats.ended(3002 * MILLI);
      }
      case "log" -> {
        run(stats, Direction.WRITE, 3 + job.index(), 400, 65_536, 800, 9_000);
        if (job.index() == 2) {
          stats.of(Direction.WRITE).submitted();
          stats.of(Direction.WRITE).queued(900);
          stats.of(Direction.WRITE).failed();
        }
        stats.ended((1500 + job.index()) * MILLI);
      }
      default -> {
        run(stats, Direction.READ, 6, 2, 16 << 20, 2_500_000, 2_600_000_000L);
        stats.ended(3089 * MILLI);
      }
    }
    return stats;
  }

  /**
   * Adds I/Os to statistics; small latencies are more frequent than large ones.
   *
   * @param count number of I/Os
   * @param bytes size of each I/O, in bytes
   * @param least smallest latency, in nanoseconds
   * @param most greatest latency, in nanoseconds
   */
  private static void run(
      JobStats stats, Direction direction, long seed, int count, int bytes, long least, long most) {
    Seeded random = new Seeded(seed);
    DirectionStats figures = stats.of(direction);
    figures.startSampling(1);
    for (int i = 0; i < count; i++) {
      long slat = 300 + random.below(2_000);
      long clat = i == 0 ? most : least + random.below(1 + random.below(most - least));
      figures.submitted();
      figures.queued(slat);
      figures.completed(bytes, clat, slat + clat);
      stats.latencies().add(clat);
      stats.depths().add(1 + i % 8);
      stats.submits().add(1);
      stats.completes().add(1 + i % 2);
      stats.queueTime().add(clat / 4);
      stats.deviceTime().add(clat - clat / 4);
      if (i % 4000 == 3999) {
        figures.sample(1 + (i / 4000 + 1) * 500L * MILLI);
      }
    }
  }

  private static StatisticsNode queue() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("ios", 25_808L);
    values.put("busy_percent", 86.36);
    values.put("state", "live");
    values.put("latency", new LatencySummary(2, 10, 15.5, 10, 20, 21, 21, 21));
    return new StatisticsNode(
        "data", values, List.of(new StatisticsNode("elevator", Map.of("merged", 7L), List.of())));
  }
}
