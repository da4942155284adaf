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

/** Which driver does a job's work: what the command line says, or what its engine stands for. */
public final class DriverChoice {
  /** The choice that leaves it to the jobs. */
  public static final String AUTO = "auto";

  /** What works on any file, everywhere. */
  private static final String FALLBACK = "file";

  /** What fio's users write to, or read from, to measure everything but a drive. */
  private static final Set<Path> NOWHERE = Set.of(Path.of("/dev/null"), Path.of("/dev/zero"));

  /** What does the work there: it moves no data. */
  private static final String NO_DRIVE = "null";

  /** How the names of drivers begin whose time is virtual. */
  private static final String SIMULATED = "sim-";

  private final String asked;
  private final BlockLayer layer;
  private final Set<String> notes = new LinkedHashSet<>();

  /** By driver, asked once: a limit may be reached in between, and a job has one driver. */
  private final Map<String, String> problems = new HashMap<>();

  DriverChoice(String asked, BlockLayer layer) {
    this.asked = asked;
    this.layer = layer;
  }

  /**
   * Whether time will probably be virtual, judged by the name alone: the layer that knows the
   * driver needs to be told its time first.
   */
  static boolean seemsVirtual(String asked, List<Job> jobs) {
    return asked.equals(AUTO)
        ? jobs.stream().anyMatch(job -> driverOf(job).startsWith(SIMULATED))
        : asked.startsWith(SIMULATED);
  }

  /**
   * Whether the drivers of {@code jobs} live in virtual time.
   *
   * @throws UserError if some do and others do not
   */
  boolean isVirtual(List<Job> jobs) {
    Job first = jobs.getFirst();
    boolean virtual = Drives.driver(layer, of(first)).virtualTime();
    for (Job job : jobs) {
      if (Drives.driver(layer, of(job)).virtualTime() != virtual) {
        throw new UserError(
            job.spec().place()
                + ": job "
                + job.spec().name()
                + ": its driver '"
                + of(job)
                + "' and '"
                + of(first)
                + "' of job "
                + first.spec().name()
                + " do not live in the same time; virtual and real drives need runs of their own");
      }
    }
    return virtual;
  }

  /** The driver that a job file names, empty if it names none. */
  private static String driverOf(Job job) {
    String driver = job.spec().layer().driver();
    return driver == null ? "" : driver;
  }

  /** The driver of {@code job}, by name. */
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

  /** Why a driver cannot be had, or the empty string. */
  private String problemOf(String wanted) {
    try {
      String reason = layer.driver(wanted).unavailableReason();
      return reason.isEmpty() ? "" : "driver '" + wanted + "' cannot be used: " + reason;
    } catch (NoSuchElementException e) {
      return "there is no driver '" + wanted + "'";
    }
  }

  /** What a reader of the report should know about the choices made. */
  Set<String> notes() {
    return notes;
  }
}
