package io.elevator.integration.walls;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The modules that have architecture rules, found on the paths of the test's virtual machine,
 * whether or not the test's module reads them.
 */
enum CheckedModule {
  API("io.elevator.api"),
  CORE("io.elevator.core"),
  PLUGINS("io.elevator.plugins"),
  GUICE("io.elevator.guice"),
  CONFORMANCE("io.elevator.conformance"),
  MQ_DEADLINE("io.elevator.mqdeadline"),
  BFQ("io.elevator.bfq"),
  KYBER("io.elevator.kyber"),
  FAIRWAY("io.elevator.fairway"),
  DEVICES("io.elevator.devices"),
  FILES("io.elevator.files"),
  TESTKIT("io.elevator.testkit"),
  WORKLOAD("io.elevator.workload"),
  REPORT("io.elevator.report"),
  CLI("io.elevator.cli");

  private static final ModuleFinder FINDER = ModuleFinder.of(pathOfThisTest());

  private final String module;

  CheckedModule(String module) {
    this.module = module;
  }

  ModuleReference reference() {
    return FINDER
        .find(module)
        .orElseThrow(() -> new IllegalStateException(module + " is on no path of this test"));
  }

  /** Returns the classes of all modules. */
  static JavaClasses importAll() throws IOException {
    List<Location> locations = new ArrayList<>();
    for (CheckedModule module : values()) {
      Path path = Path.of(module.reference().location().orElseThrow());
      locations.add(
          Files.isDirectory(path) ? Location.of(path) : Location.of(new JarFile(path.toFile())));
    }
    return new ClassFileImporter().importLocations(locations);
  }

  /**
   * Returns the entries of the module path and the class path; in this test the elevators are on
   * the class path.
   */
  private static Path[] pathOfThisTest() {
    return Stream.of("jdk.module.path", "java.class.path")
        .map(name -> System.getProperty(name, ""))
        .flatMap(path -> Stream.of(path.split(File.pathSeparator, -1)))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .toArray(Path[]::new);
  }
}
