package io.elevator.workload.log;

import io.elevator.workload.files.OutputFile;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.job.Direction;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.LogSpec;
import io.elevator.workload.job.ReportSpec;
import io.elevator.workload.memory.GrowingRecord;
import io.elevator.workload.memory.MemoryBudget;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All logs of one job. The job adds its I/Os; {@link #write} is called after it has ended. Not
 * thread-safe.
 */
public final class JobLogs {
  private final Job job;
  private final GrowingRecord memory;
  private final LogSpec spec;
  private final @Nullable WindowedLog slat;
  private final @Nullable WindowedLog clat;
  private final @Nullable WindowedLog lat;
  private final @Nullable WindowedLog bandwidth;
  private final @Nullable WindowedLog iops;
  private final @Nullable IoLog ioLog;

  /**
   * Creates the logs that the options of {@code job} ask for.
   *
   * @param job job to log
   * @param budget limit on the memory of the logs
   */
  public JobLogs(Job job, MemoryBudget budget) {
    this.job = job;
    this.memory =
        new GrowingRecord(
            budget,
            "write_iolog, write_bw_log, write_lat_log, write_iops_log: the next part of the log, which"
                + " is kept until the job has ended (log_avg_msec= or a shorter runtime= keeps it short),");
    ReportSpec report = job.spec().report();
    this.spec = report.logs();
    boolean latencies = spec.latency() != null;
    slat = log(latencies && report.slat(), WindowedLog.Kind.LATENCY);
    clat = log(latencies && report.clat(), WindowedLog.Kind.LATENCY);
    lat = log(latencies && report.lat(), WindowedLog.Kind.LATENCY);
    bandwidth = log(spec.bandwidth() != null, WindowedLog.Kind.BANDWIDTH);
    iops = log(spec.iops() != null, WindowedLog.Kind.IOPS);
    ioLog = spec.ioLog() == null ? null : new IoLog(job.spec().files().paths(), memory);
  }

  private @Nullable WindowedLog log(boolean wanted, WindowedLog.Kind kind) {
    return wanted ? new WindowedLog(spec, kind, memory) : null;
  }

  /** Returns the reason why the logs cannot grow any more, or null while they can. */
  public @Nullable String refusal() {
    return memory.refusal();
  }

  /** Sets the start of the job, from which logged times count, in nanoseconds. */
  public void started(long nanos) {
    IoLog all = ioLog;
    if (all != null) {
      all.started(nanos);
    }
  }

  /** Adds an I/O that is about to be submitted to the logs. */
  public void issued(long since, Direction direction, int file, long offset, int bytes) {
    IoLog all = ioLog;
    if (all != null) {
      all.add(since, direction, file, offset, bytes);
    }
  }

  /**
   * Adds a flush of a file that is about to be submitted to the logs. In the log, the flush has the
   * offset of the I/O before it.
   */
  public void flushed(long since, int file, long offset) {
    IoLog all = ioLog;
    if (all != null) {
      all.addSync(since, file, offset);
    }
  }

  /** Adds an I/O that has ended successfully to the logs. */
  public void ended(
      long since,
      Direction direction,
      long offset,
      int bytes,
      int priority,
      long slatNanos,
      long clatNanos) {
    long offsetAndPriority = WindowedLog.pack(offset, priority);
    WindowedLog log = slat;
    if (log != null && slatNanos > 0) {
      log.add(since, slatNanos, direction, bytes, offsetAndPriority);
    }
    log = clat;
    if (log != null) {
      log.add(since, clatNanos, direction, bytes, offsetAndPriority);
    }
    log = lat;
    if (log != null) {
      log.add(since, slatNanos + clatNanos, direction, bytes, offsetAndPriority);
    }
    log = bandwidth;
    if (log != null) {
      log.add(
          since, bytes * 1_000_000L / Math.max(clatNanos, 1), direction, bytes, offsetAndPriority);
    }
    log = iops;
    if (log != null) {
      log.add(since, 1, direction, bytes, offsetAndPriority);
    }
  }

  /**
   * Returns the files of the logs of {@code job}, each with the job option that names the file.
   *
   * @param job job, which need not have begun
   */
  public static Map<Path, String> files(Job job) {
    LogSpec spec = job.spec().report().logs();
    Map<Path, String> files = new LinkedHashMap<>();
    for (String type : List.of("slat", "clat", "lat")) {
      put(files, job, spec.latency(), type, "write_lat_log");
    }
    put(files, job, spec.bandwidth(), "bw", "write_bw_log");
    put(files, job, spec.iops(), "iops", "write_iops_log");
    String name = spec.ioLog();
    if (name != null) {
      files.put(Path.of(name), "write_iolog");
    }
    return files;
  }

  /**
   * Checks that the logs of jobs can be written, so that an error is reported before any I/O.
   *
   * @throws RunFailure if a log cannot be written; the message names the job, the option and the
   *     file
   */
  public static void requireWritable(List<Job> jobs) {
    for (Job job : jobs) {
      files(job).forEach((path, option) -> OutputFile.requireWritable(nameOf(job, option), path));
    }
  }

  private static String nameOf(Job job, String option) {
    return "job " + job.spec().name() + ": " + option;
  }

  private static void put(
      Map<Path, String> files, Job job, @Nullable String prefix, String type, String option) {
    if (prefix != null) {
      files.put(file(job, prefix, type), option);
    }
  }

  private static Path file(Job job, String prefix, String type) {
    String number = job.spec().report().logs().perJob() ? "." + (job.index() + 1) : "";
    return Path.of(prefix + "_" + type + number + ".log");
  }

  /**
   * Writes the files of all {@code logs}, in the order of the jobs.
   *
   * @param epochMillis calendar time at which the run began in milliseconds, for logs with times
   *     since 1970
   * @throws RunFailure if a file can not be written
   */
  public static void write(List<JobLogs> logs, long epochMillis) {
    // Several jobs may write to one file. The new file replaces the old one when all jobs have been
    // written.
    Map<Path, OutputFile> files = new LinkedHashMap<>();
    Map<Path, List<IoLog>> shared = new LinkedHashMap<>();
    try {
      for (JobLogs each : logs) {
        each.write(files, each.spec.unixEpoch() ? epochMillis : 0);
        IoLog all = each.ioLog;
        String name = each.spec.ioLog();
        if (all != null && name != null) {
          shared.computeIfAbsent(Path.of(name), key -> new ArrayList<>()).add(all);
        }
      }
      shared.forEach((path, jobs) -> write(path, files, out -> IoLog.write(jobs, out)));
      files.values().forEach(OutputFile::commit);
    } finally {
      files.values().forEach(OutputFile::close);
    }
  }

  private void write(Map<Path, OutputFile> files, long epoch) {
    write(spec.latency(), "slat", slat, files, epoch);
    write(spec.latency(), "clat", clat, files, epoch);
    write(spec.latency(), "lat", lat, files, epoch);
    write(spec.bandwidth(), "bw", bandwidth, files, epoch);
    write(spec.iops(), "iops", iops, files, epoch);
  }

  private void write(
      @Nullable String prefix,
      String type,
      @Nullable WindowedLog log,
      Map<Path, OutputFile> files,
      long epoch) {
    if (prefix != null && log != null) {
      write(file(job, prefix, type), files, out -> log.write(out, epoch));
    }
  }

  private interface Content {
    void writeTo(Writer out) throws IOException;
  }

  private static void write(Path path, Map<Path, OutputFile> files, Content content) {
    OutputFile file =
        files.computeIfAbsent(
            path.toAbsolutePath().normalize(), made -> OutputFile.open("log", path));
    try {
      content.writeTo(file.writer());
    } catch (IOException e) {
      throw new RunFailure(path + ": the log can not be written: " + e.getMessage(), e);
    }
  }
}
