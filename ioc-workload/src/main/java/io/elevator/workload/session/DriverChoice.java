package io.elevator.workload.session;

import io.elevator.api.BlockLayer;
import io.elevator.workload.input.UserError;
import io.elevator.workload.job.IoEngine;
import io.elevator.workload.job.Job;
import io.elevator.workload.run.Drives;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Choice of a job's driver: the one named on the command line, or else the driver of the job or of
 * its engine.
 */
public final class DriverChoice {
  /** Value of the option {@code driver} that leaves the choice to the jobs. */
  public static final String AUTO = "auto";

  /** Name of the driver that works on any file, on every system. */
  private static final String FALLBACK = "file";

  /** Paths that fio's users read or write to measure everything except a drive. */
  private static final Set<Path> NOWHERE = Set.of(Path.of("/dev/null"), Path.of("/dev/zero"));

  /** Name of the driver for {@link #NOWHERE}: it moves no data. */
  private static final String NO_DRIVE = "null";

  /** Prefix of the names of drivers with virtual time. */
  private static final String SIMULATED = "sim-";

  private final String asked;
  private final BlockLayer layer;
  private final Set<String> notes = new LinkedHashSet<>();

  /**
   * Reason why each driver cannot be used, by driver; empty if it can. The reasons are stored,
   * because the result could change when a limit is reached in between, and a job has only one
   * driver.
   */
  private final Map<String, String> problems = new HashMap<>();

  DriverChoice(String asked, BlockLayer layer) {
    this.asked = asked;
    this.layer = layer;
  }

  /**
   * Returns whether time will probably be virtual. Only the names of the drivers are examined,
   * because a layer must be given its time before it can find the driver.
   */
  static boolean seemsVirtual(String asked, List<Job> jobs) {
    return asked.equals(AUTO)
        ? jobs.stream().anyMatch(job -> driverOf(job).startsWith(SIMULATED))
        : asked.startsWith(SIMULATED);
  }

  /**
   * Returns whether the drivers of {@code jobs} run in virtual time.
   *
   * @throws UserError if some drivers run in virtual time and others do not
   */
  boolean isVirtual(List<Job> jobs) {
    Job first = jobs.getFirst();
    boolean virtual = Drives.driver(layer, of(first)).virtualTime();
    for (Job job : jobs) {
      if (Drives.driver(layer, of(job)).virtualTime() != virtual) {
        throw job.spec()
            .given()
            .error(
                "its driver '"
                    + of(job)
                    + "' and '"
                    + of(first)
                    + "' of job "
                    + first.spec().name()
                    + " do not live in the same time; virtual and real drives need runs of their own",
                "driver",
                "ioengine");
      }
    }
    return virtual;
  }

  /** Returns the name of the driver that a job's options name, or the empty string. */
  private static String driverOf(Job job) {
    String driver = job.spec().layer().driver();
    return driver == null ? "" : driver;
  }

  /** Returns the name of the driver that {@code job} will use. */
  String of(Job job) {
    if (!asked.equals(AUTO)) {
      return asked;
    }
    String named = job.spec().layer().driver();
    if (named != null) {
      return named;
    }
    List<Path> files = job.spec().files().paths();
    if (!files.isEmpty() && NOWHERE.containsAll(files)) {
      notes.add(
          job.spec().name()
              + ": "
              + files.getFirst()
              + " is no drive; driver "
              + NO_DRIVE
              + " does its work");
      return NO_DRIVE;
    }
    IoEngine engine = job.spec().engine();
    if (engine == null) {
      return FALLBACK;
    }
    String wanted = engine.driver();
    String problem = problems.computeIfAbsent(wanted, this::problemOf);
    if (problem.isEmpty()) {
      return wanted;
    }
    notes.add(
        job.spec().name()
            + ": "
            + problem
            + ", for ioengine="
            + engine.fioName()
            + "; "
            + FALLBACK
            + " does its work");
    return FALLBACK;
  }

  /** Returns the reason why a driver cannot be used, or the empty string. */
  private String problemOf(String wanted) {
    try {
      String reason = layer.driver(wanted).unavailableReason();
      return reason.isEmpty() ? "" : "driver '" + wanted + "' cannot be used: " + reason;
    } catch (NoSuchElementException e) {
      return "there is no driver '" + wanted + "'";
    }
  }

  /** Returns notes about the choices of drivers, for readers of the report. */
  Set<String> notes() {
    return notes;
  }
}
