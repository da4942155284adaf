package io.elevator.workload.log;

import io.elevator.workload.files.OutputFile;
import io.elevator.workload.files.Reason;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.job.Direction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * fio's aggregate bandwidth logs: one file for each direction with the bandwidth of all jobs
 * together, one line for each half second of the run. The files are opened before the run and
 * written during it; {@link #commit} gives them their names. Not thread-safe.
 */
public final class BandwidthLog implements AutoCloseable {
  private final String option;
  private final List<OutputFile> files = new ArrayList<>();
  private final long[] loggedBytes = new long[Direction.COUNT];
  private long loggedNanos;
  private @Nullable IOException failure;

  /**
   * Opens the files in a folder.
   *
   * @param option option that asks for the logs; error messages begin with it
   * @param folder folder of the files; fio uses the current folder
   * @throws RunFailure if a file cannot be written
   */
  public BandwidthLog(String option, Path folder) {
    this.option = option;
    try {
      for (Path path : files(folder)) {
        files.add(OutputFile.open(option, path));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns the paths of the logs in {@code folder}, by {@link Direction#index}. */
  public static List<Path> files(Path folder) {
    List<Path> paths = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      String name = direction.name().toLowerCase(Locale.ROOT);
      paths.add(folder.resolve("agg-" + name + "_bw.log"));
    }
    return paths;
  }

  /**
   * Writes a line to each file, for the time since the previous call.
   *
   * @param nanos time since the run began, in nanoseconds
   * @param bytes bytes moved by all jobs since the run began, by {@link Direction#index}
   */
  public void sample(long nanos, long[] bytes) {
    long window = nanos - loggedNanos;
    if (window <= 0 || failure != null) {
      return;
    }
    loggedNanos = nanos;
    for (int direction = 0; direction < bytes.length; direction++) {
      long rate = (long) ((bytes[direction] - loggedBytes[direction]) * 1e9 / window / 1024);
      loggedBytes[direction] = bytes[direction];
      try {
        files
            .get(direction)
            .writer()
            .write(nanos / 1_000_000 + ", " + rate + ", " + direction + ", 0, 0\n");
      } catch (IOException e) {
        // The exception is stored: the run continues, and commit reports the failure.
        failure = e;
        return;
      }
    }
  }

  /**
   * Completes the files and gives them their names.
   *
   * @throws RunFailure if a line could not be written
   */
  public void commit() {
    IOException defect = failure;
    if (defect != null) {
      throw new RunFailure(option + ": " + Reason.of(defect), defect);
    }
    files.forEach(OutputFile::commit);
  }

  /** Deletes the files, unless {@link #commit} has completed them. */
  @Override
  public void close() {
    files.forEach(OutputFile::close);
  }
}
