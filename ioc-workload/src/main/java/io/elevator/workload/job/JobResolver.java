package io.elevator.workload.job;

import io.elevator.workload.input.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Converter from sections of a job file to jobs. A job gets the options of the global sections
 * above its section, then the options of its section, then those of the command line; a later value
 * overrides an earlier one. Then the converter assigns clones, phases and reporting groups.
 */
public final class JobResolver {
  /** Greatest number of jobs of one job file, including clones. */
  private static final int MAX_JOBS = 10_000;

  /**
   * Greatest number of files of all jobs together; a file that several jobs use counts for each of
   * them.
   */
  private static final int MAX_FILES = 1 << 18;

  /**
   * Greatest number of options of all jobs together; options of global sections count for each job.
   */
  private static final int MAX_OPTIONS = 1_000_000;

  private final List<Assignment> defaults = new ArrayList<>();
  private final Map<String, String> globalOptions = new LinkedHashMap<>();
  private final List<Map<String, String>> sectionOptions = new ArrayList<>();
  private final List<Job> jobs = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int phase;
  private int group;
  private long options;
  private long files;

  private JobResolver() {}

  /**
   * Returns the jobs of a job file.
   *
   * @param overrides options of the command line, which override those of the job file
   * @throws UserError for the first unknown option, or else for the first invalid value
   */
  public static JobSet resolve(JobFile file, List<Assignment> overrides) {
    for (Section section : file.sections()) {
      section.assignments().forEach(JobOptions::find);
    }
    JobResolver resolver = new JobResolver();
    for (Section section : file.sections()) {
      if (section.global()) {
        resolver.addDefaults(section);
      } else {
        resolver.addJob(section, overrides);
      }
    }
    if (resolver.jobs.isEmpty()) {
      throw new UserError(file.name() + ": no job: expected a section besides [global]");
    }
    return new JobSet(
        resolver.globalOptions, resolver.sectionOptions, resolver.jobs, resolver.notes);
  }

  private void addDefaults(Section section) {
    defaults.addAll(section.assignments());
    globalOptions.putAll(valued(section.assignments()));
  }

  private void addJob(Section section, List<Assignment> overrides) {
    List<Assignment> assignments = new ArrayList<>(defaults);
    assignments.addAll(section.assignments());
    if (overrides.stream().anyMatch(JobResolver::namesFiles)) {
      // File names of a job file are removed here: within a job file, file names add up, but names
      // on the command line replace them.
      assignments.removeIf(JobResolver::namesFiles);
    }
    assignments.addAll(overrides);
    options += assignments.size();
    if (options > MAX_OPTIONS) {
      throw section
          .position()
          .error(
              "the jobs up to this one have more than "
                  + MAX_OPTIONS
                  + " options together, those of [global] counted for each job");
    }
    int kbBase = kbBase(assignments);
    JobSettings settings = new JobSettings(section.position(), section.name(), kbBase);
    assignments.forEach(settings::set);
    JobOptions.check(settings, notes);
    checkWaitFor(settings);
    if (!jobs.isEmpty()) {
      boolean stonewall = settings.get(JobOptions.CONTROL.stonewall);
      phase += stonewall ? 1 : 0;
      // As fio's manual says, the option stonewall begins a new reporting group, too.
      group += stonewall || settings.get(JobOptions.CONTROL.newGroup) ? 1 : 0;
    }
    int clones = settings.get(JobOptions.CONTROL.numjobs);
    if (jobs.size() + clones > MAX_JOBS) {
      throw settings.error(JobOptions.CONTROL.numjobs, "more than " + MAX_JOBS + " jobs");
    }
    int index = sectionOptions.size();
    sectionOptions.add(valued(section.assignments()));
    for (int clone = 0; clone < clones; clone++) {
      JobSpec spec = JobOptions.spec(settings, clone);
      files += spec.files().paths().size();
      if (files > MAX_FILES) {
        throw settings.error(
            JobOptions.FILES.nrfiles,
            "the jobs up to this one have more than " + MAX_FILES + " files");
      }
      jobs.add(new Job(jobs.size(), phase, group, index, spec));
    }
  }

  private static boolean namesFiles(Assignment assignment) {
    JobOption<?> option = JobOptions.find(assignment);
    return option == JobOptions.FILES.filename || option == JobOptions.FILES.opendir;
  }

  /** Checks that exactly one earlier job has the name that {@code wait_for} gives. */
  private void checkWaitFor(JobSettings settings) {
    String name = settings.find(JobOptions.CONTROL.waitFor);
    if (name == null) {
      return;
    }
    long found =
        jobs.stream()
            .filter(job -> job.spec().cloneNumber() == 0 && job.spec().name().equals(name))
            .count();
    if (found != 1) {
      throw settings.error(
          JobOptions.CONTROL.waitFor,
          found == 0
              ? "there is no job '" + name + "' before this one"
              : "there are " + found + " jobs '" + name + "'; expected a name that one job has");
    }
  }

  /**
   * Returns the base of the units of a job's numbers (1000 or 1024). It applies to all options of
   * the job, including those before {@code kb_base}.
   */
  private static int kbBase(List<Assignment> assignments) {
    int kbBase = OptionText.DEFAULT_KB_BASE;
    for (Assignment assignment : assignments) {
      if (JobOptions.find(assignment) == JobOptions.NAME.kbBase) {
        kbBase = JobOptions.NAME.kbBase.type().parse(new OptionText(assignment, kbBase));
      }
    }
    return kbBase;
  }

  private static Map<String, String> valued(List<Assignment> assignments) {
    Map<String, String> options = new LinkedHashMap<>();
    for (Assignment assignment : assignments) {
      if (assignment.value() != null) {
        options.put(assignment.name(), assignment.value());
      }
    }
    return options;
  }
}
