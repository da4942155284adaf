package io.elevator.workload.files;

import io.elevator.workload.job.AccessMode;
import io.elevator.workload.job.AccessSpec;
import io.elevator.workload.job.Job;
import io.elevator.workload.pattern.Region;
import java.util.List;

/**
 * Files of one job, and the region of each file that the job uses.
 *
 * @param job job
 * @param access accesses of the job, with all sizes determined
 * @param files files in the order of the job file
 * @param regions part of each file that the job uses
 */
public record JobFiles(Job job, AccessSpec access, List<TargetFile> files, List<Region> regions) {
  public JobFiles {
    files = List.copyOf(files);
    regions = List.copyOf(regions);
  }

  /**
   * Returns whether all I/Os of the job begin and end at multiples of a drive's block size. Only a
   * job with buffered I/O may have other I/Os.
   *
   * @param unit block size of the drive, in bytes
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
