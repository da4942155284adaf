package io.elevator.report.fio;

import io.elevator.workload.job.BlockSizes;
import io.elevator.workload.job.IoEngine;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.job.SizeChoice;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.session.RunReport;
import io.elevator.workload.session.RunSetting;
import java.io.PrintWriter;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Text report in the format of fio 3. */
public final class NormalReport {
  /** Format of the report's time: that of {@code ctime(3)}, with the day padded with a blank. */
  private static final DateTimeFormatter CTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

  private final PrintWriter out;

  /** Creates a report that writes to {@code out}. The caller flushes and closes {@code out}. */
  public NormalReport(PrintWriter out) {
    this.out = out;
  }

  /**
   * Prints the jobs that are about to run: one line for each section, followed by dots if the
   * section has several clones.
   */
  public void announce(JobSet workload, RunSetting setting) {
    List<Job> jobs = workload.jobs();
    for (Job job : jobs) {
      if (job.spec().cloneNumber() == 0) {
        line(announcement(job, setting));
      } else if (job.spec().cloneNumber() == 1) {
        line("...");
      }
    }
    line("ioc-" + setting.version());
    workload.notes().forEach(note -> line("note: " + note));
    line("Starting " + jobs.size() + (jobs.size() == 1 ? " task" : " tasks"));
  }

  private static String announcement(Job job, RunSetting setting) {
    JobSpec spec = job.spec();
    BlockSizes sizes = spec.access().blockSizes();
    IoEngine engine = spec.engine();
    return String.format(
        Locale.ROOT,
        "%s: (g=%d): rw=%s, bs=(R) %s, (W) %s, (T) %s, ioengine=%s, iodepth=%d",
        spec.name(),
        job.group(),
        spec.access().mode().fioName(),
        range(sizes.read()),
        range(sizes.write()),
        range(sizes.trim()),
        engine == null ? setting.driver() : engine.fioName(),
        spec.pace().depth());
  }

  private static String range(SizeChoice sizes) {
    return Figures.binary(sizes.min()) + "-" + Figures.binary(sizes.max());
  }

  /** Prints the results: first the entries, then the groups. */
  public void print(RunReport report) {
    SortedMap<Integer, List<ReportEntry>> groups = new TreeMap<>();
    for (ReportEntry entry : report.entries()) {
      groups.computeIfAbsent(entry.first().group(), group -> new ArrayList<>()).add(entry);
    }
    line("");
    for (ReportEntry entry : report.entries()) {
      line(header(entry, report));
      String description = entry.spec().description();
      if (description != null) {
        line("  Description  : [" + description + "]");
      }
      new EntryText(out).print(entry, groups.getOrDefault(entry.first().group(), List.of()));
    }
    groups.forEach(this::printGroup);
    printDisks(report);
  }

  private void printDisks(RunReport report) {
    if (report.queues().isEmpty()
        || report.entries().stream().noneMatch(entry -> entry.spec().report().diskUtil())) {
      return;
    }
    line("");
    line("Disk stats (read/write):");
    for (DiskUtilisation disk : DiskUtilisation.of(report)) {
      line(
          String.format(
              Locale.ROOT,
              "  %s: ios=%d/%d, merge=%d/%d, ticks=%d/%d, in_queue=%d, util=%.2f%%",
              disk.name(),
              disk.readIos(),
              disk.writeIos(),
              disk.readMerges(),
              disk.writeMerges(),
              disk.readTicks(),
              disk.writeTicks(),
              disk.inQueue(),
              disk.util()));
    }
  }

  private static String header(ReportEntry entry, RunReport report) {
    String error = entry.status().isError() ? " (" + entry.status().description() + ")" : "";
    return String.format(
        Locale.ROOT,
        "%s: (groupid=%d, jobs=%d): err=%2d%s: pid=%d: %s",
        entry.spec().name(),
        entry.first().group(),
        entry.jobs(),
        entry.errno(),
        error,
        report.setting().pid(),
        CTIME.format(ZonedDateTime.ofInstant(entry.ended(), report.zone())));
  }

  private void printGroup(int group, List<ReportEntry> entries) {
    line("");
    line("Run status group " + group + " (all jobs):");
    for (DirectionView view : DirectionView.of(entries.getFirst().spec().report().unified())) {
      GroupTotals totals = GroupTotals.of(entries, view);
      if (!totals.isEmpty()) {
        line(
            String.format(
                Locale.ROOT,
                "%7s: bw=%s (%s), %s-%s (%s-%s), io=%s (%s), run=%d-%dmsec",
                view.name().toUpperCase(Locale.ROOT),
                Figures.binary(totals.bytesPerSecond()) + "/s",
                Figures.decimal(totals.bytesPerSecond()) + "/s",
                Figures.binary(totals.minBytesPerSecond()) + "/s",
                Figures.binary(totals.maxBytesPerSecond()) + "/s",
                Figures.decimal(totals.minBytesPerSecond()) + "/s",
                Figures.decimal(totals.maxBytesPerSecond()) + "/s",
                Figures.binary(totals.bytes()),
                Figures.decimal(totals.bytes()),
                totals.minMillis(),
                totals.maxMillis()));
      }
    }
  }

  private void line(String text) {
    out.print(text);
    // The line ends with a line feed on every platform, because reports are compared byte for byte.
    out.print('\n');
  }
}
