package io.elevator.cli.session;

import io.elevator.api.BlockLayer;
import io.elevator.api.DriverInfo;
import io.elevator.cli.job.IoEngine;
import io.elevator.cli.job.Job;
import io.elevator.cli.run.Drives;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which driver does a job's work: what the command line says, or what its engine stands for. */
public final class DriverChoice {
  /** The choice that leaves it to the jobs. */
  public static final String AUTO = "auto";

  /** What works on any file, everywhere. */
  private static final String FALLBACK = "file";

  /** How the names of drivers begin whose time is virtual. */
  private static final String SIMULATED = "sim-";

  private final String asked;
  private final BlockLayer layer;
  private final Set<String> notes = new LinkedHashSet<>();

  DriverChoice(String asked, BlockLayer layer) {
    this.asked = asked;
    this.layer = layer;
  }

  /**
   * Whether time will probably be virtual, judged by the name alone: the layer that knows the
   * driver needs to be told its time first.
   */
  static boolean seemsVirtual(String asked) {
    return asked.startsWith(SIMULATED);
  }

  /** Whether the driver that was asked for lives in virtual time. */
  boolean isVirtual() {
    return !asked.equals(AUTO) && Drives.driver(layer, asked).virtualTime();
  }

  /** The driver of {@code job}, by name. */
  String of(Job job) {
    if (!asked.equals(AUTO)) {
      return asked;
    }
    IoEngine engine = job.spec().engine();
    if (engine == null) {
      return FALLBACK;
    }
    String wanted = engine.driver();
    for (DriverInfo driver : layer.drivers()) {
      if (driver.name().equals(wanted)) {
        return wanted;
      }
    }
    notes.add(
        job.spec().name()
            + ": there is no driver '"
            + wanted
            + "' for ioengine="
            + engine.fioName()
            + "; "
            + FALLBACK
            + " does its work");
    return FALLBACK;
  }

  /** What a reader of the report should know about the choices made. */
  Set<String> notes() {
    return notes;
  }
}
