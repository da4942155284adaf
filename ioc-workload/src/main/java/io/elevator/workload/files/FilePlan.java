package io.elevator.workload.files;

import java.util.List;

/**
 * Plan of the files of a run.
 *
 * @param files each file once, in the order in which jobs name them
 * @param jobs files and regions of each job, in the order of the jobs
 * @param notes notes for readers of the report, one line each
 */
public record FilePlan(List<TargetFile> files, List<JobFiles> jobs, List<String> notes) {
  public FilePlan {
    files = List.copyOf(files);
    jobs = List.copyOf(jobs);
    notes = List.copyOf(notes);
  }
}
