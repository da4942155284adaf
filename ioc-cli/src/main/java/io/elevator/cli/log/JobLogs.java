package io.elevator.cli.log;

import io.elevator.cli.input.RunFailure;
import io.elevator.cli.job.Direction;
import io.elevator.cli.job.Job;
import io.elevator.cli.job.LogSpec;
import io.elevator.cli.job.ReportSpec;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The logs of one job. Fed by the job as its I/Os end; {@link #write} after it has ended. Not
 * thread-safe.
 */
public final class JobLogs {
  private final Job job;
  private final LogSpec spec;
  private final @Nullable WindowedLog slat;
  private final @Nullable WindowedLog clat;
  private final @Nullable WindowedLog lat;
  private final @Nullable WindowedLog bandwidth;
  private final @Nullable WindowedLog iops;
  private final @Nullable IoLog ioLog;

  /** The logs that {@code job} asks for. */
  public JobLogs(Job job) {
    this.job = job;
    ReportSpec report = job.spec().report();
    this.spec = report.logs();
    boolean latencies = spec.latency() != null;
    slat = log(latencies && report.slat(), WindowedLog.Kind.LATENCY);
    clat = log(latencies && report.clat(), WindowedLog.Kind.LATENCY);
    lat = log(latencies && report.lat(), WindowedLog.Kind.LATENCY);
    bandwidth = log(spec.bandwidth() != null, WindowedLog.Kind.BANDWIDTH);
    iops = log(spec.iops() != null, WindowedLog.Kind.IOPS);
    ioLog = spec.ioLog() == null ? null : new IoLog(job.spec().files().paths());
  }

  private @Nullable WindowedLog log(boolean wanted, WindowedLog.Kind kind) {
    return wanted ? new WindowedLog(spec, kind) : null;
  }

  /** Notes that the job begins now: times that are logged count from {@code nanos} on. */
  public void started(long nanos) {
    IoLog all = ioLog;
    if (all != null) {
      all.started(nanos);
    }
  }

  /** An I/O is about to be submitted. */
  public void issued(long since, Direction direction, int file, long offset, int bytes) {
    IoLog all = ioLog;
    if (all != null) {
      all.add(since, direction, file, offset, bytes);
    }
  }

  /** A flush of a file is about to be submitted, behind an I/O that ended at {@code offset}. */
  public void flushed(long since, int file, long offset) {
    IoLog all = ioLog;
    if (all != null) {
      all.addSync(since, file, offset);
    }
  }

  /** An I/O has ended well. */
  public void ended(
      long since,
      Direction direction,
      long offset,
      int bytes,
      int priority,
      long slatNanos,
      long clatNanos) {
    long place = WindowedLog.pack(offset, priority);
    WindowedLog log = slat;
    if (log != null && slatNanos > 0) {
      log.add(since, slatNanos, direction, bytes, place);
    }
    log = clat;
    if (log != null) {
      log.add(since, clatNanos, direction, bytes, place);
    }
    log = lat;
    if (log != null) {
      log.add(since, slatNanos + clatNanos, direction, bytes, place);
    }
    log = bandwidth;
    if (log != null) {
      log.add(since, bytes * 1_000_000L / Math.max(clatNanos, 1), direction, bytes, place);
    }
    log = iops;
    if (log != null) {
      log.add(since, 1, direction, bytes, place);
    }
  }

  /**
   * Writes the files of all {@code logs}, in the order of the jobs.
   *
   * @param epochMillis the calendar when the run began, for those that count from 1970
   * @throws RunFailure if a file can not be written
   */
  public static void write(List<JobLogs> logs, long epochMillis) {
    Set<Path> begun = new HashSet<>();
    Map<Path, List<IoLog>> shared = new LinkedHashMap<>();
    for (JobLogs each : logs) {
      each.write(begun, each.spec.unixEpoch() ? epochMillis : 0);
      IoLog all = each.ioLog;
      String name = each.spec.ioLog();
      if (all != null && name != null) {
        shared.computeIfAbsent(Path.of(name), key -> new ArrayList<>()).add(all);
      }
    }
    shared.forEach((path, jobs) -> write(path, begun, out -> IoLog.write(jobs, out)));
  }

  private void write(Set<Path> begun, long epoch) {
    write(spec.latency(), "slat", slat, begun, epoch);
    write(spec.latency(), "clat", clat, begun, epoch);
    write(spec.latency(), "lat", lat, begun, epoch);
    write(spec.bandwidth(), "bw", bandwidth, begun, epoch);
    write(spec.iops(), "iops", iops, begun, epoch);
  }

  private void write(
      @Nullable String prefix,
      String type,
      @Nullable WindowedLog log,
      Set<Path> begun,
      long epoch) {
    if (prefix != null && log != null) {
      String number = spec.perJob() ? "." + (job.index() + 1) : "";
      write(Path.of(prefix + "_" + type + number + ".log"), begun, out -> log.write(out, epoch));
    }
  }

  private interface Content {
    void writeTo(Writer out) throws IOException;
  }

  /** Begins a file anew with the first job that writes to it. */
  private static void write(Path path, Set<Path> begun, Content content) {
    boolean first = begun.add(path.toAbsolutePath().normalize());
    try (BufferedWriter out =
        Files.newBufferedWriter(
            path,
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            first ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND)) {
      content.writeTo(out);
    } catch (IOException e) {
      throw new RunFailure(path + ": the log can not be written: " + e.getMessage(), e);
    }
  }
}
