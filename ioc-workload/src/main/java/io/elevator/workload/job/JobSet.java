package io.elevator.workload.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Resolved jobs of a job file, in order, with their phases and reporting groups.
 *
 * @param globalOptions options of the global sections by name, for the report; as in fio, flags
 *     without a value are omitted
 * @param sectionOptions options of each job section, in the same form
 * @param jobs jobs in the order of the file; the clones of a job follow each other
 * @param notes notes for readers of the report, one line each
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

  /** Returns a copy of this set that has the notes {@code others}. */
  public JobSet withNotes(List<String> others) {
    return new JobSet(globalOptions, sectionOptions, jobs, others);
  }

  /**
   * Returns the jobs of this set followed by those of {@code next}, whose phases and groups are
   * renumbered to follow this set's.
   */
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

  /** Returns the number of phases. Phases run one after another. */
  public int phases() {
    return jobs.getLast().phase() + 1;
  }

  /** Returns the jobs of phase number {@code phase}. */
  public List<Job> phase(int phase) {
    return jobs.stream().filter(job -> job.phase() == phase).toList();
  }

  /**
   * Returns the jobs of each entry of the report. As in fio, a job with {@code group_reporting}
   * joins the previous entry if that has the same group, even if the job of that entry does not
   * have the option.
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

  /** Returns the paths of all files that the jobs use. */
  public Set<Path> paths() {
    Set<Path> paths = new LinkedHashSet<>();
    jobs.forEach(job -> paths.addAll(job.spec().files().paths()));
    return paths;
  }
}
