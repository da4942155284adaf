package io.elevator.integration.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.integration.distribution.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The samples of the page about wiring compile and print what the page claims. */
class WiringTest {
  /**
   * Name prefixes of three kinds of jars: the module that needs Guice, Guice itself, and Guice's
   * dependencies.
   */
  private static final String[] GUICE = {
    "ioc-guice",
    "guice",
    "guava",
    "failureaccess",
    "listenablefuture",
    "error_prone_annotations",
    "j2objc",
    "jakarta.inject",
    "javax.inject",
    "aopalliance"
  };

  @TempDir Path work;

  private Samples samples() throws IOException {
    return new Samples("docs/wiring.md", work);
  }

  @Test
  void elevatorIsInjectedIntoTheSampleService() throws Exception {
    Path classes = samples().compile("Service");
    assertThat(Samples.run(classes, "Service").lines().toList())
        .endsWith("counting: 3", "disk closes");
  }

  /**
   * Compiles and runs the page's example for a named module, both with the option that the page
   * describes and without it.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sampleServiceRunsInANamedModule(boolean option) throws Exception {
    String page = Files.readString(Samples.root().resolve("docs/wiring.md"));
    Files.writeString(
        work.resolve("module-info.java"), block(page, "compiled by the tests: module"));
    Files.writeString(
        work.resolve("Service.java"), "package org.example.service;\n" + samples().text("Service"));
    Files.createSymbolicLink(
        work.resolve("lib"), Distribution.home().resolve("lib").toAbsolutePath());
    String lines = block(page, "run by the tests");
    String disabled = "-Dguice_bytecode_gen_option=DISABLED ";
    assertThat(lines).contains(disabled);
    assertThat(Samples.shell(work, option ? lines : lines.replace(disabled, "")).lines().toList())
        .endsWith("counting: 3", "disk closes");
  }

  private static String block(String page, String mark) {
    Matcher block =
        Pattern.compile("<!-- " + mark + " -->\\s*```\\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(block.find()).as(mark).isTrue();
    return block.group(1);
  }

  @Test
  void sampleSimulationGivesTheSameResultEachTime() throws Exception {
    Path classes = samples().compile("Simulation");
    String first = Samples.run(classes, "Simulation");
    assertThat(first).containsPattern("OK after [1-9]\\d+ ns\n$");
    String[] lines = first.split("\n", -1);
    assertThat(Samples.run(classes, "Simulation")).endsWith(lines[lines.length - 2] + "\n");
  }

  @Test
  void sampleRunsWithoutGuiceOnTheClassPath() throws Exception {
    List<Path> jars = Samples.libraries(GUICE);
    assertThat(jars).hasSizeLessThan(Samples.libraries().size());
    Path classes = samples().compile(jars, "WithoutGuice");
    assertThat(
            Samples.java(List.of("-cp", Samples.classPath(classes, jars), "WithoutGuice"))
                .lines()
                .toList())
        .containsExactly("none: OK", "disk closes");
  }

  @Test
  void sampleRunsWithoutGuiceOnTheModulePath() throws Exception {
    List<Path> jars = Samples.libraries(GUICE);
    Path classes = samples().compile(jars, "WithoutGuice");
    assertThat(
            Samples.java(
                    List.of(
                        "-p",
                        Samples.path(jars),
                        "--add-modules",
                        "io.elevator.core,io.elevator.devices",
                        "-cp",
                        classes.toString(),
                        "WithoutGuice"))
                .lines()
                .toList())
        .containsExactly("none: OK", "disk closes");
  }

  /**
   * Without Guice's jars, compiling must still work: the compiler resolves each module that core
   * requires, including those needed only to compile.
   */
  @Test
  void namedModuleCompilesAndRunsWithoutGuice() throws Exception {
    Files.writeString(
        work.resolve("module-info.java"),
        """
        module org.example.plain {
          requires io.elevator.core;
        }
        """);
    Files.writeString(
        work.resolve("WithoutGuice.java"),
        "package org.example.plain;\n" + samples().text("WithoutGuice"));
    Path lib = Files.createDirectory(work.resolve("lib"));
    for (Path jar : Samples.libraries(GUICE)) {
      Files.copy(jar, lib.resolve(jar.getFileName()));
    }
    String lines =
        """
        javac -d plain -p lib module-info.java WithoutGuice.java
        java -p lib:plain --add-modules io.elevator.devices -m org.example.plain/org.example.plain.WithoutGuice
        """;
    assertThat(Samples.shell(work, lines).lines().toList())
        .containsExactly("none: OK", "disk closes");
  }

  /**
   * Checks the assumption of the tests without Guice: no other module of the library contains
   * Guice.
   */
  @Test
  void noOtherModuleOfTheLibraryContainsGuice() throws Exception {
    for (Path jar : Samples.libraries(GUICE)) {
      try (var file = new java.util.jar.JarFile(jar.toFile())) {
        assertThat(file.stream())
            .as("%s", jar)
            .noneMatch(entry ->
                entry.getName().startsWith("com/google/")
                    || entry.getName().startsWith("jakarta/inject"));
      }
    }
  }

  @Test
  void everySampleIsTested() throws IOException {
    assertThat(samples().names()).containsExactly("Service", "Simulation", "WithoutGuice");
  }
}
