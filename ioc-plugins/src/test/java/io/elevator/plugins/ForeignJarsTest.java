package io.elevator.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.elevator.api.PluginProblem;
import io.elevator.core.registry.RegisteredElevator;
import io.elevator.testing.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jars whose file names, libraries and descriptors were not made for this library. */
class ForeignJarsTest extends DiscoveryFixture {
  private void requireFound(Path source, String... names) throws IOException {
    discovery.addFolder(folder);
    assertThat(registry.problems()).isEmpty();
    assertThat(names()).containsExactlyInAnyOrder(names);
    assertThat(registry.elevators())
        .extracting(RegisteredElevator::source)
        .containsOnly(source.toString());
  }

  /** Writes a library in a jar without a module descriptor. */
  private Path library(Path bundle, String jar, String packageName, String className)
      throws IOException {
    return PluginJar.library(work, bundle.resolve(jar), packageName, className, "1.0");
  }

  private static final String[] NO_MODULE_NAMES = {
    "java-8-raffle.jar",
    "my raffle (1).jar",
    "raffle-new.jar",
    "1.jar",
    "class.jar",
    "-.jar",
    ".jar",
    "Größe.jar",
    "Raffle.JAR",
    "raffle.Jar",
    "100%.jar"
  };

  @Test
  void jarWithoutDescriptorLoadsWhateverItsFileName() throws IOException {
    for (String name : NO_MODULE_NAMES) {
      Path jar = folder.resolve(name);
      new PluginJar("plain", "raffle").write(work, jar);
      try (var loader = new PluginLoader(PluginTrust.DEFAULT)) {
        LoadedPlugin loaded = loader.load(jar);
        assertThat(loaded.problems()).as(name).isEmpty();
        assertThat(loaded.elevators()).as(name).hasSize(1);
        assertThat(loaded.elevators().getFirst().source()).isEqualTo(jar.toString());
        assertThat(loaded.isOf(PluginDiscovery.fingerprint(jar))).isTrue();
        loaded.unload();
      }
      Files.delete(jar);
    }
  }

  @Test
  void namedModuleAndItsLibrariesLoadWhateverTheirFileNames() throws IOException {
    for (String name : NO_MODULE_NAMES) {
      Path bundle = Files.createDirectory(folder.resolve("bundle"));
      Path jar = bundle.resolve(name);
      new PluginJar("one", "raffle").named("plugin.raffle").write(work, jar);
      library(bundle, "2-" + name, "lib", "Lib");
      library(bundle, "3 " + name, "other", "Lib");
      try (var loader = new PluginLoader(PluginTrust.DEFAULT)) {
        for (Path plugin : List.of(bundle, jar)) {
          LoadedPlugin loaded = loader.load(plugin);
          assertThat(loaded.problems()).as(name).isEmpty();
          assertThat(loaded.elevators()).as(name).hasSize(1);
          loaded.unload();
        }
      }
      try (var files = Files.list(bundle)) {
        for (Path each : files.toList()) {
          Files.delete(each);
        }
      }
      Files.delete(bundle);
    }
  }

  @Test
  void jarsWhoseNamesDifferOnlyInCaseAreTwoJars() throws IOException {
    new PluginJar("one", "alpha").write(work, folder.resolve("a.jar"));
    new PluginJar("one", "beta").write(work, folder.resolve("a.JAR"));
    Path bundle = Files.createDirectory(folder.resolve("bundle"));
    new PluginJar("one", "gamma").write(work, bundle.resolve("a.jar"));
    new PluginJar("two", "delta").write(work, bundle.resolve("a.JAR"));
    discovery.addFolder(folder);
    assertThat(registry.problems()).isEmpty();
    assertThat(names()).containsExactlyInAnyOrder("alpha", "beta", "gamma", "delta");
  }

  @Test
  void pluginLoadsAlthoughALibraryNamesAProviderOfAnotherJar() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("with-lib"));
    new PluginJar("plain", "lottery").write(work, bundle.resolve("lottery-plain.jar"));
    new PluginJar("lib", "none")
        .providesNothing()
        .entry("META-INF/services/org.example.Engine", "org.example.elsewhere.Engine\n")
        .write(work, bundle.resolve("script-engine-2.7.jar"));
    requireFound(bundle, "lottery");
  }

  @Test
  void jarsWithoutDescriptorMayHaveClassesOfOnePackage() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("with-libs"));
    Path one = library(bundle, "lib-one.jar", "lib", "One");
    Path two = library(bundle, "lib-two.jar", "lib", "Two");
    new PluginJar("plain", "lottery")
        .compiledWith(one)
        .compiledWith(two)
        .describedBy("lib.One.version() + lib.Two.version()")
        .write(work, bundle.resolve("lottery.jar"));
    requireFound(bundle, "lottery");
    assertThat(registry.elevator("lottery").description()).isEqualTo("1.01.0");
  }

  private void requireProblem(Path source, String... parts) throws IOException {
    discovery.addFolder(folder);
    assertThat(names()).isEmpty();
    assertThat(registry.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.source()).isEqualTo(source.toString());
          assertThat(problem.reason())
              .contains(parts)
              .contains("take module-info out of the elevator's jar")
              .doesNotContain("ioc-plugins-", "unnamed");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"script-engine-2.7.jar", "script engine (2).jar"})
  void libraryWithAForeignProviderBesideANamedModuleIsReportedWithARemedy(String library)
      throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("with-lib"));
    new PluginJar("one", "lottery").named("plugin.lottery").write(work, bundle.resolve("a.jar"));
    new PluginJar("lib", "none")
        .providesNothing()
        .entry("META-INF/services/org.example.Engine", "org.example.elsewhere.Engine\n")
        .write(work, bundle.resolve(library));
    requireProblem(bundle, library + " cannot be a module", "org.example.elsewhere.Engine");
  }

  @Test
  void librariesOfOnePackageBesideANamedModuleAreReportedWithARemedy() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("with-libs"));
    new PluginJar("one", "lottery").named("plugin.lottery").write(work, bundle.resolve("a.jar"));
    library(bundle, "first-1.0.jar", "lib", "One");
    library(bundle, "second-2.0.jar", "lib", "Two");
    requireProblem(bundle, "first-1.0.jar", "second-2.0.jar", "package lib");
  }

  @Test
  void twoVersionsOfOneLibraryBesideANamedModuleAreReported() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("with-libs"));
    new PluginJar("one", "lottery").named("plugin.lottery").write(work, bundle.resolve("a.jar"));
    library(bundle, "lib-1.0.jar", "lib", "One");
    library(bundle, "lib-2.0.jar", "lib", "One");
    discovery.addFolder(folder);
    assertThat(registry.problems())
        .extracting(PluginProblem::reason)
        .containsExactly("lib-1.0.jar and lib-2.0.jar are both the module lib");
  }

  /**
   * AssertJ is also a library of this application. A plugin with its own version of it uses that
   * version.
   */
  @Test
  void pluginUsesItsOwnVersionOfALibraryThatTheApplicationHas() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("with-lib"));
    Path library = library(bundle, "assertj-core-99.jar", "org.assertj.core.util", "Strings");
    new PluginJar("plain", "lottery")
        .compiledWith(library)
        .describedBy("org.assertj.core.util.Strings.version()")
        .write(work, bundle.resolve("lottery.jar"));
    requireFound(bundle, "lottery");
    assertThat(registry.elevator("lottery").description()).isEqualTo("1.0");
  }

  @Test
  void descriptorIsAlsoReadOnTheClassPath() throws IOException {
    Path jar = folder.resolve("a.jar");
    new PluginJar("one", "alpha").named("plugin.alpha").write(work, jar);
    Path both = folder.resolve("b.jar");
    new PluginJar("one", "alpha")
        .named("plugin.alpha")
        .entry("META-INF/services/io.elevator.spi.ElevatorType", "one.Type\n")
        .write(work, both);
    Path method = folder.resolve("c.jar");
    new PluginJar("one", "alpha")
        .named("plugin.alpha")
        .members("public static Type provider() { return new Type(); }")
        .write(work, method);
    Path failing = folder.resolve("d.jar");
    new PluginJar("one", "alpha").named("plugin.alpha").constructorThrows().write(work, failing);
    try (var loader = new PluginLoader(PluginTrust.DEFAULT, false)) {
      for (Path each : List.of(jar, both, method)) {
        LoadedPlugin loaded = loader.load(each);
        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.elevators())
            .singleElement()
            .satisfies(found -> assertThat(found.name()).isEqualTo("alpha"));
        assertThat(loaded.elevators().getFirst().type().getClass().getModule().isNamed()).isFalse();
        loaded.unload();
      }
      LoadedPlugin loaded = loader.load(failing);
      assertThat(loaded.elevators()).isEmpty();
      assertThat(loaded.problems())
          .singleElement()
          .satisfies(problem -> assertThat(problem.reason()).contains("thrown on purpose"));
      loaded.unload();
    }
  }

  @Test
  void emptyFolderIsNoPlugin() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("empty"));
    try (var loader = new PluginLoader(PluginTrust.DEFAULT)) {
      assertThatIOException()
          .isThrownBy(() -> loader.load(bundle))
          .withMessageContaining("neither a jar nor a folder of jars");
    }
  }
}
