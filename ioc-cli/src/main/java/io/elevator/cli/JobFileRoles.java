package io.elevator.cli;

import io.elevator.workload.files.FileRoles;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobFile;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.log.JobLogs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Registers the files that a run of job files uses: the job files and their included files, the
 * data files, and the logs.
 */
final class JobFileRoles {
  private JobFileRoles() {}

  /** Adds a job file and its included files to the register as inputs. */
  static void add(JobFile jobs, FileRoles roles) {
    jobs.sources().forEach(source -> roles.input("the job file", source));
  }

  /**
   * Adds the data files of jobs to the register, and the logs of jobs as outputs.
   *
   * @throws io.elevator.workload.input.UserError if a file already has another role
   */
  static void add(JobSet workload, FileRoles roles) {
    workload.paths().forEach(roles::data);
    // Several jobs may write to one log, so each log is added once.
    Map<Path, String> logs = new LinkedHashMap<>();
    for (Job job : workload.jobs()) {
      logs.putAll(JobLogs.files(job));
    }
    logs.forEach((path, option) -> roles.output(option, path));
  }
}
