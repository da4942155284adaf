package io.elevator.integration.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DistributionTest {

  private static final Path HOME = Distribution.home();

  @Test
  void elevatorsAreInThePluginFolderOnly() {
    assertThat(modules("plugins"))
        .containsExactlyInAnyOrder(
            "io.elevator.mqdeadline",
            "io.elevator.bfq",
            "io.elevator.kyber",
            "io.elevator.fairway");
    assertThat(modules("lib")).doesNotContainAnyElementsOf(modules("plugins"));
  }

  @Test
  void modulePathContainsTheCommandTheDriversAndTheLibrary() {
    assertThat(modules("lib"))
        .contains(
            "io.elevator.api",
            "io.elevator.core",
            "io.elevator.plugins",
            "io.elevator.guice",
            "io.elevator.conformance",
            "io.elevator.devices",
            "io.elevator.files",
            "io.elevator.workload",
            "io.elevator.report",
            "io.elevator.cli");
  }

  @Test
  void modulePathContainsNoTestModule() {
    assertThat(modules("lib"))
        .noneMatch(name -> name.startsWith("org.junit") || name.startsWith("org.assertj"))
        .doesNotContain("io.elevator.testing", "io.elevator.testkit");
  }

  @Test
  void eachElevatorIsAServiceOfItsOwnJar() {
    assertThat(ModuleFinder.of(HOME.resolve("plugins")).findAll())
        .extracting(ModuleReference::descriptor)
        .allSatisfy(plugin ->
            assertThat(plugin.provides())
                .as("services of %s", plugin.name())
                .extracting(ModuleDescriptor.Provides::service)
                .containsExactly("io.elevator.spi.ElevatorType"));
  }

  @Test
  void launcherIsExecutable() {
    assertThat(HOME.resolve("bin/ioc")).isExecutable();
    assertThat(HOME.resolve("bin/find-java.sh")).isReadable();
    assertThat(HOME.resolve("bin/ioc.cmd")).isReadable();
  }

  @Test
  void distributionContainsTheMarkerOfItsBuild() {
    assertThat(Files.isRegularFile(HOME.resolve("built"))).isTrue();
  }

  /**
   * Returns the names of the modules in a folder. Fails if two jars have the same module name, as
   * the JVM would.
   */
  private static Set<String> modules(String folder) {
    return ModuleFinder.of(HOME.resolve(folder)).findAll().stream()
        .map(reference -> reference.descriptor().name())
        .collect(Collectors.toUnmodifiableSet());
  }
}
