package io.elevator.cli;

import io.elevator.workload.input.UserError;
import io.elevator.workload.run.DriveOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Command-line options for opening drives, except the elevator and the driver. */
final class DriveArguments {
  @Option(
      names = "--set",
      paramLabel = "ATTR=VALUE",
      description =
          "Set an attribute of the elevator, or with NAME.ATTR=VALUE of that one alone; may be given"
              + " again.")
  private List<String> attributes = new ArrayList<>();

  @Option(
      names = "--driver-option",
      paramLabel = "NAME=VALUE",
      description = "Set an option of the driver; may be given again.")
  private List<String> driverOptions = new ArrayList<>();

  @Option(
      names = "--queue-depth",
      paramLabel = "N",
      description = "Requests that the drive takes at once.")
  private @Nullable Integer queueDepth;

  @Option(
      names = "--nr-requests",
      paramLabel = "N",
      description = "Requests that the elevator holds at once.")
  private @Nullable Integer nrRequests;

  /**
   * Returns the options for opening drives with a given elevator.
   *
   * @param elevator name of the elevator, null for the queue's default
   */
  DriveOptions with(@Nullable String elevator) {
    Map<String, String> own = new LinkedHashMap<>();
    pairs("--set", "ATTR=VALUE", attributes)
        .forEach((name, value) -> {
          int dot = name.indexOf('.');
          if (dot < 0) {
            own.put(name, value);
          } else if (name.substring(0, dot).equals(elevator)) {
            own.put(name.substring(dot + 1), value);
          }
        });
    return new DriveOptions(
        elevator,
        own,
        pairs("--driver-option", "NAME=VALUE", driverOptions),
        positive("--queue-depth", queueDepth),
        positive("--nr-requests", nrRequests));
  }

  /**
   * Checks that each attribute that the user has set belongs to a running elevator.
   *
   * @param running names of the elevators that run
   * @throws UserError if an attribute is for another elevator
   */
  void requireElevators(Collection<String> running) {
    for (String name : pairs("--set", "ATTR=VALUE", attributes).keySet()) {
      int dot = name.indexOf('.');
      if (dot >= 0 && !running.contains(name.substring(0, dot))) {
        throw new UserError(
            "--set: '"
                + name
                + "' is of an elevator that does not run; expected "
                + (running.isEmpty()
                    ? "the attribute alone, or --elevator to name the elevator"
                    : "one of " + String.join(", ", running)));
      }
    }
  }

  private static int positive(String option, @Nullable Integer value) {
    if (value != null && value < 1) {
      throw new UserError(option + ": '" + value + "' is out of range; expected at least 1");
    }
    return value == null ? 0 : value;
  }

  private static Map<String, String> pairs(String option, String form, List<String> words) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new UserError(option + ": '" + word + "' is not of the form " + form);
      }
      pairs.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return pairs;
  }
}
