package io.elevator.report.fio;

import io.elevator.workload.job.Direction;
import io.elevator.workload.run.ProgressSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Progress line of a run in fio's format, with the rates since the previous line. Not thread-safe.
 */
public final class ProgressLine {
  private @Nullable ProgressSnapshot before;

  /** Creates the progress line of a run of which no progress was shown yet. */
  public ProgressLine() {}

  /**
   * Returns the text of the progress line.
   *
   * @param now current progress
   */
  public String text(ProgressSnapshot now) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "Jobs: %d (f=%d): [%s][%.1f%%]",
            now.running(),
            now.running(),
            runs(now.letters()),
            100 * now.fraction()));
    List<String> rates = new ArrayList<>();
    List<String> counts = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      int index = direction.index();
      if (now.ios().get(index) > 0) {
        char letter = Character.toLowerCase(direction.name().charAt(0));
        rates.add(
            letter
                + "="
                + Figures.binary(perSecond(now, now.bytes(), ProgressSnapshot::bytes, index))
                + "/s");
        counts.add(
            letter + "=" + Figures.count(perSecond(now, now.ios(), ProgressSnapshot::ios, index)));
      }
    }
    if (!rates.isEmpty()) {
      line.append('[').append(String.join(",", rates)).append(']');
      line.append('[').append(String.join(",", counts)).append(" IOPS]");
    }
    before = now;
    return line.append("[eta ").append(eta(now.etaNanos())).append(']').toString();
  }

  private interface Totals {
    List<Long> of(ProgressSnapshot snapshot);
  }

  private long perSecond(ProgressSnapshot now, List<Long> totals, Totals old, int index) {
    ProgressSnapshot last = before;
    long nanos = last == null ? 0 : now.now() - last.now();
    return last == null || nanos <= 0
        ? 0
        // The counts of a new phase start at 0, so the difference may be negative and is limited to
        // 0.
        : (long) (Math.max(totals.get(index) - old.of(last).get(index), 0) * 1e9 / nanos);
  }

  /**
   * Returns the letters of the jobs, with equal neighbours combined and counted, such as {@code
   * r(2),W(1)}.
   */
  private static String runs(String letters) {
    List<String> runs = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= letters.length(); i++) {
      if (i == letters.length() || letters.charAt(i) != letters.charAt(from)) {
        runs.add(letters.charAt(from) + "(" + (i - from) + ")");
        from = i;
      }
    }
    return String.join(",", runs);
  }

  private static String eta(long nanos) {
    if (nanos < 0) {
      return "--";
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos + 999_999_999);
    long days = seconds / 86_400;
    long hours = seconds / 3_600 % 24;
    String minutes = String.format(Locale.ROOT, "%02dm:%02ds", seconds / 60 % 60, seconds % 60);
    if (days > 0) {
      return String.format(Locale.ROOT, "%02dd:%02dh:%s", days, hours, minutes);
    }
    return hours > 0 ? String.format(Locale.ROOT, "%02dh:%s", hours, minutes) : minutes;
  }
}
