package io.elevator.workload.files;

import java.util.List;

/**
 * The files of a run.
 *
 * @param files each once, in the order in which jobs name them
 * @param jobs where each job works, in the order of the jobs
 * @param notes what a reader of the report should know, a line each
 */
public record FilePlan(List<TargetFile> files, List<JobFiles> jobs, List<String> notes) {
  public FilePlan {
    files = List.copyOf(files);
    jobs = List.copyOf(jobs);
    notes = List.copyOf(notes);
  }
}
