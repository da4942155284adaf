package io.elevator.integration.walls;

import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The permitted content of each module descriptor. The compiler enforces a boundary only while the
 * descriptor contains it, and one changed line would remove it. A new line in a descriptor
 * therefore needs an entry here, with its reason.
 */
final class Descriptors {

  private static final String SPI_ELEVATOR = "io.elevator.spi.ElevatorType";
  private static final String SPI_DRIVER = "io.elevator.spi.driver.DriverType";

  /**
   * Modules that a module may read in addition to java.base and JSpecify's annotations; null if it
   * may read any module.
   */
  private static final Map<Room, Set<String>> READS =
      Map.ofEntries(
          Map.entry(Room.API, Set.of()),
          Map.entry(Room.CORE, Set.of("io.elevator.api", "HdrHistogram", "jdk.jfr")),
          Map.entry(Room.PLUGINS, Set.of("io.elevator.core")),
          Map.entry(
              Room.GUICE,
              Set.of(
                  "io.elevator.core",
                  "io.elevator.plugins",
                  "com.google.guice",
                  "com.google.common",
                  "jakarta.inject")),
          Map.entry(Room.CONFORMANCE, Set.of("io.elevator.core")),
          Map.entry(Room.MQ_DEADLINE, Set.of("io.elevator.api")),
          Map.entry(Room.BFQ, Set.of("io.elevator.api")),
          Map.entry(Room.KYBER, Set.of("io.elevator.api")),
          Map.entry(Room.DEVICES, Set.of("io.elevator.api", "jdk.unsupported")),
          Map.entry(
              Room.TESTKIT,
              Set.of(
                  "io.elevator.api",
                  "io.elevator.core",
                  "io.elevator.conformance",
                  "org.junit.jupiter.api",
                  "org.junit.jupiter.params",
                  "jdk.management",
                  "com.tngtech.archunit")),
          Map.entry(
              Room.WORKLOAD,
              Set.of("io.elevator.api", "io.elevator.core", "io.elevator.plugins", "HdrHistogram")),
          Map.entry(Room.REPORT, Set.of("io.elevator.workload", "tools.jackson.databind")),
          Map.entry(
              Room.CLI,
              Set.of(
                  "io.elevator.api",
                  "io.elevator.core",
                  "io.elevator.conformance",
                  "io.elevator.plugins",
                  "io.elevator.workload",
                  "io.elevator.report",
                  "info.picocli",
                  "tools.jackson.core",
                  "tools.jackson.databind",
                  "jdk.unsupported")));

  /** Packages that a module may export; all other packages are internal. */
  private static final Map<Room, Set<String>> EXPORTS =
      Map.ofEntries(
          Map.entry(
              Room.API, Set.of("io.elevator.api", "io.elevator.spi", "io.elevator.spi.driver")),
          Map.entry(
              Room.CORE,
              Set.of("io.elevator.core", "io.elevator.core.registry", "io.elevator.core.time")),
          Map.entry(Room.PLUGINS, Set.of("io.elevator.plugins")),
          Map.entry(Room.GUICE, Set.of("io.elevator.guice")),
          Map.entry(Room.CONFORMANCE, Set.of("io.elevator.conformance")),
          Map.entry(Room.MQ_DEADLINE, Set.of()),
          Map.entry(Room.BFQ, Set.of()),
          Map.entry(Room.KYBER, Set.of()),
          Map.entry(Room.DEVICES, Set.of()),
          Map.entry(Room.TESTKIT, Set.of("io.elevator.testkit", "io.elevator.testkit.fake")),
          Map.entry(Room.WORKLOAD, Set.of("io.elevator.workload")),
          Map.entry(Room.REPORT, Set.of()),
          Map.entry(Room.CLI, Set.of()));

  /** Packages that a module may export only to the modules named with them. */
  private static final Map<Room, Set<String>> QUALIFIED_EXPORTS =
      Map.of(
          Room.CORE,
          Set.of(
              "io.elevator.core.context to [io.elevator.conformance, io.elevator.plugins]",
              "io.elevator.core.defects to [io.elevator.conformance]",
              "io.elevator.core.request to [io.elevator.conformance, io.elevator.testkit]",
              "io.elevator.core.services to [io.elevator.plugins]"));

  /** Modules to which a module may export its otherwise internal packages. */
  private static final Map<Room, Set<String>> FRIENDS =
      Map.of(
          Room.WORKLOAD, Set.of("io.elevator.cli", "io.elevator.report"),
          Room.REPORT, Set.of("io.elevator.cli"));

  /** Services that a module may provide. */
  private static final Map<Room, Set<String>> PROVIDES =
      Map.ofEntries(
          Map.entry(Room.API, Set.of()),
          Map.entry(Room.CORE, Set.of()),
          Map.entry(Room.PLUGINS, Set.of()),
          Map.entry(Room.GUICE, Set.of()),
          Map.entry(Room.CONFORMANCE, Set.of()),
          Map.entry(Room.MQ_DEADLINE, Set.of(SPI_ELEVATOR)),
          Map.entry(Room.BFQ, Set.of(SPI_ELEVATOR)),
          Map.entry(Room.KYBER, Set.of(SPI_ELEVATOR)),
          Map.entry(Room.DEVICES, Set.of(SPI_DRIVER)),
          Map.entry(Room.TESTKIT, Set.of(SPI_DRIVER)),
          Map.entry(Room.WORKLOAD, Set.of()),
          Map.entry(Room.REPORT, Set.of()),
          Map.entry(Room.CLI, Set.of()));

  private Descriptors() {}

  /**
   * Returns the violations of a module descriptor; empty if there are none.
   *
   * @param room module that the descriptor belongs to
   * @param descriptor descriptor to check
   */
  static List<String> complaints(Room room, ModuleDescriptor descriptor) {
    List<String> complaints = new ArrayList<>();
    if (descriptor.isOpen() || descriptor.isAutomatic()) {
      complaints.add("is open or automatic: its internals would be everybody's");
    }
    for (ModuleDescriptor.Requires requires : descriptor.requires()) {
      Set<String> always = Set.of("java.base", "org.jspecify");
      if (!always.contains(requires.name()) && !READS.get(room).contains(requires.name())) {
        complaints.add("requires " + requires.name());
      }
    }
    for (ModuleDescriptor.Exports exports : descriptor.exports()) {
      boolean allowed =
          exports.isQualified()
              ? QUALIFIED_EXPORTS
                      .getOrDefault(room, Set.of())
                      .contains(exports.source() + " to " + new TreeSet<>(exports.targets()))
                  || FRIENDS.getOrDefault(room, Set.of()).containsAll(exports.targets())
              : EXPORTS.get(room).contains(exports.source());
      if (!allowed) {
        complaints.add("exports " + exports.source());
      }
    }
    for (ModuleDescriptor.Opens opens : descriptor.opens()) {
      if (!opens.isQualified()) {
        complaints.add("opens " + opens.source() + " to everybody");
      }
    }
    for (ModuleDescriptor.Provides provides : descriptor.provides()) {
      if (!PROVIDES.get(room).contains(provides.service())) {
        complaints.add("provides " + provides.service());
      }
    }
    return List.copyOf(new TreeSet<>(complaints));
  }
}
