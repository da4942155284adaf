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
  private static final Map<CheckedModule, Set<String>> READS =
      Map.ofEntries(
          Map.entry(CheckedModule.API, Set.of()),
          Map.entry(CheckedModule.CORE, Set.of("io.elevator.api", "jdk.jfr")),
          Map.entry(CheckedModule.PLUGINS, Set.of("io.elevator.core")),
          Map.entry(
              CheckedModule.GUICE,
              Set.of(
                  "io.elevator.core",
                  "io.elevator.plugins",
                  "com.google.guice",
                  "com.google.common",
                  "jakarta.inject")),
          Map.entry(CheckedModule.CONFORMANCE, Set.of("io.elevator.core")),
          Map.entry(CheckedModule.MQ_DEADLINE, Set.of("io.elevator.api")),
          Map.entry(CheckedModule.BFQ, Set.of("io.elevator.api")),
          Map.entry(CheckedModule.KYBER, Set.of("io.elevator.api")),
          Map.entry(CheckedModule.FAIRWAY, Set.of("io.elevator.api")),
          Map.entry(CheckedModule.DEVICES, Set.of("io.elevator.api", "jdk.unsupported")),
          Map.entry(CheckedModule.FILES, Set.of("io.elevator.api", "io.elevator.core")),
          Map.entry(
              CheckedModule.TESTKIT,
              Set.of(
                  "io.elevator.api",
                  "io.elevator.core",
                  "io.elevator.conformance",
                  "org.junit.jupiter.api",
                  "org.junit.jupiter.params",
                  "jdk.management",
                  "com.tngtech.archunit")),
          Map.entry(
              CheckedModule.WORKLOAD,
              Set.of("io.elevator.api", "io.elevator.core", "io.elevator.plugins")),
          Map.entry(CheckedModule.REPORT, Set.of("io.elevator.workload", "tools.jackson.databind")),
          Map.entry(
              CheckedModule.CLI,
              Set.of(
                  "io.elevator.api",
                  "io.elevator.core",
                  "io.elevator.conformance",
                  "io.elevator.files",
                  "io.elevator.plugins",
                  "io.elevator.workload",
                  "io.elevator.report",
                  "info.picocli",
                  "tools.jackson.core",
                  "tools.jackson.databind",
                  "jdk.unsupported")));

  /** Packages that a module may export; all other packages are internal. */
  private static final Map<CheckedModule, Set<String>> EXPORTS =
      Map.ofEntries(
          Map.entry(
              CheckedModule.API,
              Set.of("io.elevator.api", "io.elevator.spi", "io.elevator.spi.driver")),
          Map.entry(
              CheckedModule.CORE,
              Set.of("io.elevator.core", "io.elevator.core.registry", "io.elevator.core.time")),
          Map.entry(CheckedModule.PLUGINS, Set.of("io.elevator.plugins")),
          Map.entry(CheckedModule.GUICE, Set.of("io.elevator.guice")),
          Map.entry(CheckedModule.CONFORMANCE, Set.of("io.elevator.conformance")),
          Map.entry(CheckedModule.MQ_DEADLINE, Set.of()),
          Map.entry(CheckedModule.BFQ, Set.of()),
          Map.entry(CheckedModule.KYBER, Set.of()),
          Map.entry(CheckedModule.FAIRWAY, Set.of()),
          Map.entry(CheckedModule.DEVICES, Set.of()),
          Map.entry(CheckedModule.FILES, Set.of("io.elevator.files", "io.elevator.files.finder")),
          Map.entry(
              CheckedModule.TESTKIT, Set.of("io.elevator.testkit", "io.elevator.testkit.fake")),
          Map.entry(CheckedModule.WORKLOAD, Set.of("io.elevator.workload")),
          Map.entry(CheckedModule.REPORT, Set.of()),
          Map.entry(CheckedModule.CLI, Set.of()));

  /** Packages that a module may export only to the modules named with them. */
  private static final Map<CheckedModule, Set<String>> QUALIFIED_EXPORTS =
      Map.of(
          CheckedModule.CORE,
          Set.of(
              "io.elevator.core.context to [io.elevator.conformance, io.elevator.plugins]",
              "io.elevator.core.defects to [io.elevator.conformance]",
              "io.elevator.core.request to [io.elevator.conformance, io.elevator.testkit]",
              "io.elevator.core.services to [io.elevator.plugins]",
              "io.elevator.core.statistics to [io.elevator.workload]"));

  /** Modules to which a module may export its otherwise internal packages. */
  private static final Map<CheckedModule, Set<String>> FRIENDS =
      Map.of(
          CheckedModule.WORKLOAD, Set.of("io.elevator.cli", "io.elevator.report"),
          CheckedModule.REPORT, Set.of("io.elevator.cli"));

  /** Services that a module may provide. */
  private static final Map<CheckedModule, Set<String>> PROVIDES =
      Map.ofEntries(
          Map.entry(CheckedModule.API, Set.of()),
          Map.entry(CheckedModule.CORE, Set.of()),
          Map.entry(CheckedModule.PLUGINS, Set.of()),
          Map.entry(CheckedModule.GUICE, Set.of()),
          Map.entry(CheckedModule.CONFORMANCE, Set.of()),
          Map.entry(CheckedModule.MQ_DEADLINE, Set.of(SPI_ELEVATOR)),
          Map.entry(CheckedModule.BFQ, Set.of(SPI_ELEVATOR)),
          Map.entry(CheckedModule.KYBER, Set.of(SPI_ELEVATOR)),
          Map.entry(CheckedModule.FAIRWAY, Set.of(SPI_ELEVATOR)),
          Map.entry(CheckedModule.DEVICES, Set.of(SPI_DRIVER)),
          Map.entry(CheckedModule.FILES, Set.of()),
          Map.entry(CheckedModule.TESTKIT, Set.of(SPI_DRIVER)),
          Map.entry(CheckedModule.WORKLOAD, Set.of()),
          Map.entry(CheckedModule.REPORT, Set.of()),
          Map.entry(CheckedModule.CLI, Set.of()));

  private Descriptors() {}

  /**
   * Returns the violations of a module descriptor; empty if there are none.
   *
   * @param module module that the descriptor belongs to
   * @param descriptor descriptor to check
   */
  static List<String> complaints(CheckedModule module, ModuleDescriptor descriptor) {
    List<String> complaints = new ArrayList<>();
    if (descriptor.isOpen() || descriptor.isAutomatic()) {
      complaints.add("is open or automatic: all modules could access its internals");
    }
    for (ModuleDescriptor.Requires requires : descriptor.requires()) {
      Set<String> always = Set.of("java.base", "org.jspecify");
      if (!always.contains(requires.name()) && !READS.get(module).contains(requires.name())) {
        complaints.add("requires " + requires.name());
      }
    }
    for (ModuleDescriptor.Exports exports : descriptor.exports()) {
      boolean allowed =
          exports.isQualified()
              ? QUALIFIED_EXPORTS
                      .getOrDefault(module, Set.of())
                      .contains(exports.source() + " to " + new TreeSet<>(exports.targets()))
                  || FRIENDS.getOrDefault(module, Set.of()).containsAll(exports.targets())
              : EXPORTS.get(module).contains(exports.source());
      if (!allowed) {
        complaints.add("exports " + exports.source());
      }
    }
    for (ModuleDescriptor.Opens opens : descriptor.opens()) {
      if (!opens.isQualified()) {
        complaints.add("opens " + opens.source() + " to all modules");
      }
    }
    for (ModuleDescriptor.Provides provides : descriptor.provides()) {
      if (!PROVIDES.get(module).contains(provides.service())) {
        complaints.add("provides " + provides.service());
      }
    }
    return List.copyOf(new TreeSet<>(complaints));
  }
}
