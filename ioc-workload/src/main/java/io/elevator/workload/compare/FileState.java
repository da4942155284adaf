package io.elevator.workload.compare;

import io.elevator.workload.files.Reason;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSet;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * State of the jobs' files before the first run. It is restored after each run, so that each run
 * finds the same state: files that did not exist are deleted, files that grew are truncated, and
 * data of the previous run is written to the drive. Not thread-safe.
 */
final class FileState {
  private final Set<Path> written = new LinkedHashSet<>();
  private final Set<Path> made = new LinkedHashSet<>();
  private final Map<Path, Long> sizes = new LinkedHashMap<>();

  private FileState() {}

  /** Returns the current state of the files of {@code workload}. */
  static FileState of(JobSet workload) {
    FileState state = new FileState();
    for (Job job : workload.jobs()) {
      if (job.spec().writes()) {
        state.written.addAll(job.spec().files().paths());
      }
    }
    for (Path path : state.written) {
      try {
        if (Files.notExists(path)) {
          state.made.add(path);
        } else if (Files.isRegularFile(path)) {
          state.sizes.put(path, Files.size(path));
        }
      } catch (IOException e) {
        throw failure(path, e);
      }
    }
    return state;
  }

  /** Restores the files to the state that they had before the first run. */
  void restore() {
    for (Path path : made) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw failure(path, e);
      }
    }
    sizes.forEach((path, size) -> {
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        if (file.size() > size) {
          file.truncate(size);
        }
        file.force(true);
      } catch (IOException e) {
        throw failure(path, e);
      }
    });
  }

  private static RunFailure failure(Path path, IOException e) {
    return new RunFailure(path + ": " + Reason.of(e), e);
  }
}
