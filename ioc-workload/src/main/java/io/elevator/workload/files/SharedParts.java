package io.elevator.workload.files;

import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses two jobs that write to the same file at the same time if one of them writes parts of
 * sectors. That job reads the sectors at the edges of a block and writes them again, and would
 * overwrite what the other job has written there meanwhile.
 */
final class SharedParts {
  private static final int SECTOR_BYTES = 512;

  private SharedParts() {}

  static void check(List<JobFiles> plans) {
    for (JobFiles parts : plans) {
      if (!writes(parts) || parts.inUnits(SECTOR_BYTES)) {
        continue;
      }
      Job other = otherWriter(parts, plans);
      if (other != null) {
        JobSpec spec = parts.job().spec();
        throw spec.given()
            .error(
                "its blocks are not whole sectors, and job "
                    + other.spec().name()
                    + " writes to one of its files at the same time; expected blocks and offsets"
                    + " in multiples of "
                    + SECTOR_BYTES
                    + " bytes, files of its own, or stonewall between the jobs",
                "bs");
      }
    }
  }

  private static boolean writes(JobFiles files) {
    JobSpec spec = files.job().spec();
    return spec.writes() || spec.access().mode().trims();
  }

  private static @Nullable Job otherWriter(JobFiles files, List<JobFiles> plans) {
    for (JobFiles other : plans) {
      if (other != files
          && other.job().phase() == files.job().phase()
          && writes(other)
          && other.files().stream().anyMatch(files.files()::contains)) {
        return other.job();
      }
    }
    return null;
  }
}
