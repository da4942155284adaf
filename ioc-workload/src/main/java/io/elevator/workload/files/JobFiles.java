package io.elevator.workload.files;

import io.elevator.workload.job.AccessMode;
import io.elevator.workload.job.AccessSpec;
import io.elevator.workload.job.Job;
import io.elevator.workload.pattern.Region;
import java.util.List;

/**
 * Where one job works.
 *
 * @param job which
 * @param access what it does there, sizes settled
 * @param files in the order of the job file
 * @param regions the job's part of each
 */
public record JobFiles(Job job, AccessSpec access, List<TargetFile> files, List<Region> regions) {
  public JobFiles {
    files = List.copyOf(files);
    regions = List.copyOf(regions);
  }

  /**
   * Whether all I/Os of the job begin and end on a multiple of {@code unit}, the block of a drive.
   * A job with buffered I/O may have others.
   */
  public boolean inUnits(int unit) {
    AccessMode mode = access.mode();
    return access.blockSizes().used(mode).allMatch(sizes -> sizes.inUnits(unit))
        && regions.stream().allMatch(region -> region.offset() % unit == 0)
        && (mode.random()
            ? access.offsets().aligns().stream().allMatch(align -> align % unit == 0)
            : access.sequence() % unit == 0);
  }
}
