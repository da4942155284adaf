package io.elevator.workload;

import io.elevator.api.PriorityClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One job of a workload, built in Java. Each method returns a copy of the job with one more option,
 * which replaces an earlier value of that option. {@link Workload#of} checks the values. Immutable.
 *
 * <p>{@code docs/jobs.md} lists all options with their defaults: 4 KiB sequential reads, one I/O in
 * flight, one clone.
 */
public final class JobDefinition {
  private final String name;
  private final Map<String, @Nullable String> options;

  private JobDefinition(String name, Map<String, @Nullable String> options) {
    this.name = name;
    this.options = Collections.unmodifiableMap(options);
  }

  /** Returns a job that has a name and no options. */
  public static JobDefinition named(String name) {
    return new JobDefinition(name, new LinkedHashMap<>());
  }

  /** Returns a copy of this job with the operations and the order of offsets of {@code access}. */
  public JobDefinition withAccess(Access access) {
    return withOption("rw", access.optionValue());
  }

  /** Returns a copy of this job that uses {@code bytes} bytes of its files. */
  public JobDefinition withSizeBytes(long bytes) {
    return withOption("size", Long.toString(bytes));
  }

  /** Returns a copy of this job whose I/Os move {@code bytes} bytes each. */
  public JobDefinition withBlockBytes(int bytes) {
    return withOption("bs", Integer.toString(bytes));
  }

  /** Returns a copy of this job that keeps up to {@code ios} I/Os in flight. */
  public JobDefinition withDepth(int ios) {
    return withOption("iodepth", Integer.toString(ios));
  }

  /** Returns a copy of this job that runs as {@code clones} clones at the same time. */
  public JobDefinition withClones(int clones) {
    return withOption("numjobs", Integer.toString(clones));
  }

  /**
   * Returns a copy of this job that ends after {@code limit}, even if it has not moved its whole
   * size.
   *
   * @param limit longest runtime, in whole microseconds
   */
  public JobDefinition withRuntime(Duration limit) {
    return withOption("runtime", limit.toNanos() / 1_000 + "us");
  }

  /**
   * Returns a copy of this job that starts again when it has moved its whole size, until its
   * runtime is over.
   */
  public JobDefinition repeatedUntilRuntime() {
    return withOption("time_based");
  }

  /** Returns a copy of this job that uses {@code file}, which is created if it is missing. */
  public JobDefinition withFile(Path file) {
    return withOption("filename", file.toString().replace(":", "\\:"));
  }

  /** Returns a copy of this job whose drives use the driver named {@code driver}. */
  public JobDefinition withDriver(String driver) {
    return withOption("driver", driver);
  }

  /**
   * Returns a copy of this job whose tasks are in a group.
   *
   * @param path names of the groups from the root on, separated by {@code /}
   * @param weight share of the group among its siblings, 1 to 1000
   */
  public JobDefinition withGroup(String path, int weight) {
    return withOption("group", path).withOption("weight", Integer.toString(weight));
  }

  /**
   * Returns a copy of this job whose I/Os have a priority.
   *
   * @param level level within the class, 0 (highest) to 7
   */
  public JobDefinition withPriority(PriorityClass priorityClass, int level) {
    String number =
        switch (priorityClass) {
          case NONE -> "0";
          case REALTIME -> "1";
          case BEST_EFFORT -> "2";
          case IDLE -> "3";
        };
    return withOption("prioclass", number).withOption("prio", Integer.toString(level));
  }

  /**
   * Returns a copy of this job with one more option that takes no value, such as {@code stonewall}.
   */
  public JobDefinition withOption(String option) {
    return with(option, null);
  }

  /**
   * Returns a copy of this job with one more option and its value, such as {@code verify} and
   * {@code crc32c}.
   */
  public JobDefinition withOption(String option, String value) {
    return with(option, value);
  }

  private JobDefinition with(String option, @Nullable String value) {
    Map<String, @Nullable String> more = new LinkedHashMap<>(options);
    more.put(option, value);
    return new JobDefinition(name, more);
  }

  /** Returns the name of this job. */
  public String name() {
    return name;
  }

  /**
   * Returns the options in the order in which they were set. An option without a value has the
   * value null.
   */
  Map<String, @Nullable String> options() {
    return options;
  }
}
