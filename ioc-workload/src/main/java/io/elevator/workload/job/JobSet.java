package io.elevator.workload.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that a job file asks for, resolved: jobs in order with their phases and reporting
 * groups.
 *
 * @param globalOptions options of the global sections by name, for the report; flags without a
 *     value are left out, as fio leaves them out
 * @param sectionOptions the same for each job section
 * @param jobs in the order of the file, clones behind one another
 * @param notes what a reader of the report should know, a line each
 */
public record JobSet(
    Map<String, String> globalOptions,
    List<Map<String, String>> sectionOptions,
    List<Job> jobs,
    List<String> notes) {
  public JobSet {
    globalOptions = new LinkedHashMap<>(globalOptions);
    sectionOptions = List.copyOf(sectionOptions);
    jobs = List.copyOf(jobs);
    notes = List.copyOf(notes);
  }

  /** Returns a copy with other notes. */
  public JobSet withNotes(List<String> others) {
    return new JobSet(globalOptions, sectionOptions, jobs, others);
  }

  /** Returns this and what comes after it: its phases and groups follow those of this one. */
  public JobSet then(JobSet next) {
    List<Job> all = new ArrayList<>(jobs);
    List<Map<String, String>> options = new ArrayList<>(sectionOptions);
    int lastPhase = jobs.getLast().phase();
    int nextGroup = jobs.getLast().group() + 1;
    for (Job job : next.jobs) {
      all.add(
          new Job(
              jobs.size() + job.index(),
              lastPhase + job.phase(),
              nextGroup + job.group(),
              sectionOptions.size() + job.section(),
              job.spec()));
    }
    options.addAll(next.sectionOptions);
    Map<String, String> globals = new LinkedHashMap<>(globalOptions);
    globals.putAll(next.globalOptions);
    List<String> allNotes = new ArrayList<>(notes);
    allNotes.addAll(next.notes);
    return new JobSet(globals, options, all, allNotes);
  }

  /** How many phases run one after another. */
  public int phases() {
    return jobs.getLast().phase() + 1;
  }

  /** The jobs that start together as number {@code phase}. */
  public List<Job> phase(int phase) {
    return jobs.stream().filter(job -> job.phase() == phase).toList();
  }

  /**
   * The jobs by entry of the report. A job with {@code group_reporting} joins the entry before it
   * if that is of the same group, whether or not that one asked for it: fio's rule.
   */
  public List<List<Job>> reportEntries() {
    List<List<Job>> entries = new ArrayList<>();
    for (Job job : jobs) {
      if (job.spec().groupReporting()
          && !entries.isEmpty()
          && entries.getLast().getLast().group() == job.group()) {
        entries.getLast().add(job);
      } else {
        entries.add(new ArrayList<>(List.of(job)));
      }
    }
    return entries;
  }

  /** The names of all files that jobs name or make up. */
  public Set<Path> paths() {
    Set<Path> paths = new LinkedHashSet<>();
    jobs.forEach(job -> paths.addAll(job.spec().files().paths()));
    return paths;
  }
}
