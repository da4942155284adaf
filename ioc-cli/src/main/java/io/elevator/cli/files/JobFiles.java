package io.elevator.cli.files;

import io.elevator.cli.job.AccessSpec;
import io.elevator.cli.job.Job;
import io.elevator.cli.job.SizeChoice;
import io.elevator.cli.pattern.Region;
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

  /** Whether all sizes that {@code sizes} may give are multiples of {@code unit}. */
  public static boolean inUnits(SizeChoice sizes, int unit) {
    return sizes instanceof SizeChoice.Split split
        ? split.shares().stream().allMatch(share -> share.bytes() % unit == 0)
        : sizes.min() % unit == 0;
  }
}
