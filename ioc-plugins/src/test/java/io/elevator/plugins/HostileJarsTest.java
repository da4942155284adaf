package io.elevator.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.elevator.testing.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jars that would run other code, exhaust memory or fail in unusual ways. */
class HostileJarsTest extends DiscoveryFixture {
  private void requireProblem(PluginJar jar, String... parts) throws IOException {
    Path path = folder.resolve("bad.jar");
    jar.write(work, path);
    discovery.addPlugin(path);
    assertThat(names()).isEmpty();
    assertThat(registry.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.source()).isEqualTo(path.toString());
          assertThat(problem.reason())
              .contains(parts)
              .doesNotContain("ioc-plugins-", "\n")
              .hasSizeLessThan(3000);
        });
  }

  private PluginJar plain() {
    return new PluginJar("plain", "bad");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.jar",
        "%s/evil.jar",
        "file:%s/evil.jar",
        "../evil.jar",
        "%%2e%%2e/%%2e%%2e/evil.jar",
        "sub/"
      })
  void classPathInTheManifestThatLeavesTheFolderIsRefused(String entry) throws IOException {
    Path evil = work.resolve("evil.jar");
    Path ran = work.resolve("ran");
    PluginJar.library(work, evil, "1");
    new PluginJar("evil", "evil")
        .constructor("new java.io.File(\"" + ran + "\").mkdir();")
        .write(work, evil);
    requireProblem(
        plain().manifest("Class-Path: " + entry.formatted(work)), "bad.jar", "Class-Path");
    assertThat(ran).doesNotExist();
  }

  @Test
  void classPathInTheManifestMayNameJarsOfTheSameFolderWhichAreChecked() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("bundle"));
    Path library = PluginJar.library(work, bundle.resolve("lib-1.0.jar"), "1.0");
    new PluginJar("plain", "alpha")
        .compiledWith(library)
        .describedBy("\"with library \" + lib.Lib.version()")
        .manifest("Class-Path: lib-1.0.jar")
        .write(work, bundle.resolve("a.jar"));
    discovery.addFolder(folder);
    assertThat(reasons()).isEmpty();
    assertThat(registry.elevator("alpha").description()).isEqualTo("with library 1.0");

    String digest = PluginTrust.digest(bundle.resolve("a.jar"));
    try (var pinned = new PluginLoader(PluginTrust.DEFAULT.withDigests(Set.of(digest)))) {
      assertThatIOException()
          .isThrownBy(() -> pinned.load(bundle))
          .withMessageContaining("lib-1.0.jar has the SHA-256 digest");
    }
  }

  /**
   * Java 25 does not read jar indexes. It starts the agent of a jar only if the jar was started as
   * an application.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void codeOfAnIndexedJarAnAgentOrAnotherModuleNeverRuns(boolean named) throws IOException {
    Path ran = work.resolve("ran");
    String mark = "new java.io.File(\"" + ran + "\").mkdir();";
    new PluginJar("evil", "evil")
        .named("not.there")
        .constructor(mark)
        .write(work, work.resolve("evil.jar"));
    Path jar = folder.resolve("a.jar");
    PluginJar plugin =
        new PluginJar("plain", "alpha")
            .manifest("Launcher-Agent-Class: evil.Type\nMulti-Release: true")
            .entry(
                "META-INF/INDEX.LIST",
                "JarIndex-Version: 1.0\n\n../../" + work + "/evil.jar\nevil\n\n");
    (named ? plugin.named("plugin.alpha") : plugin)
        .constructor(
            "try { Class.forName(\"evil.Type\").getConstructor().newInstance(); }"
                + " catch (ReflectiveOperationException e) { System.setProperty(\"evil\", \"none\"); }")
        .write(work, jar);
    discovery.addPlugin(jar);
    assertThat(System.getProperties().remove("evil")).isEqualTo("none");
    assertThat(ran).doesNotExist();
    assertThat(names()).containsExactly("alpha");
  }

  @Test
  void moduleThatRequiresAModuleOutsideItsFolderIsRefused() throws IOException {
    new PluginJar("evil", "evil").named("not.there").write(work, folder.resolve("not.there.jar"));
    requireProblem(
        new PluginJar("plain", "bad").named("plugin.bad").requires("not.there"), "not.there");
  }

  @Test
  void hugeServiceFilesDescriptorsAndManifestsAreRefused() throws IOException {
    byte[] huge =
        "# 15 characters\n"
            .repeat((1 << 16) + 1)
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    String service = "META-INF/services/io.elevator.spi.ElevatorType";
    requireProblem(
        plain().providesNothing().entry(service, huge), "bad.jar", service, "1048576 bytes");
    registry.forgetProblems(folder.resolve("bad.jar").toString());
    String other = "META-INF/services/org.example.Engine";
    requireProblem(plain().entry(other, huge), "bad.jar", other);
    registry.forgetProblems(folder.resolve("bad.jar").toString());
    requireProblem(plain().entry("module-info.class", huge), "bad.jar", "module-info.class");
    registry.forgetProblems(folder.resolve("bad.jar").toString());
    String versioned = "META-INF/versions/9/module-info.class";
    requireProblem(plain().entry(versioned, huge), "bad.jar", versioned);
    registry.forgetProblems(folder.resolve("bad.jar").toString());
    requireProblem(
        plain().entry("META-INF/MANIFEST.MF", new byte[(16 << 20) + 1]), "META-INF/MANIFEST.MF");
    registry.forgetProblems(folder.resolve("bad.jar").toString());
    requireProblem(plain().entry("plain/Huge.class", new byte[(64 << 20) + 1]), "plain/Huge.class");
  }

  @Test
  void hugeJarIsNeitherCopiedNorRead() throws IOException {
    Path jar = folder.resolve("bad.jar");
    try (var file = new java.io.RandomAccessFile(jar.toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    discovery.addPlugin(jar);
    assertThat(reasons())
        .containsExactly("bad.jar is larger than 256 MiB, the limit for a jar of a plugin");
    assertThat(PluginDiscovery.fingerprint(jar)).contains("of 1099511627776 bytes");
  }

  @Test
  void malformedDescriptorIsReported() throws IOException {
    requireProblem(
        plain().entry("module-info.class", "no class"), "bad.jar has a module-info that cannot");
  }

  @Test
  void missingProvidersAreReportedUpToALimit() throws IOException {
    var lines = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      lines.append("not.There").append(i).append('\n');
    }
    Path jar = folder.resolve("bad.jar");
    plain()
        .providesNothing()
        .entry("META-INF/services/io.elevator.spi.ElevatorType", lines.toString())
        .write(work, jar);
    discovery.addPlugin(jar);
    assertThat(reasons()).hasSize(101).last().asString().contains("100 providers");
    assertThat(reasons().getFirst()).contains("not.There0");
  }

  @Test
  void malformedServiceFileIsReportedWithThePathOfTheOriginalJar() throws IOException {
    requireProblem(
        plain().providesNothing().entry("META-INF/services/io.elevator.spi.ElevatorType", "a b\n"),
        folder.resolve("bad.jar").toString(),
        "Illegal");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "throw new OutOfMemoryError(\"on purpose\");",
        "throw new StackOverflowError(\"on purpose\");",
        "throw new AssertionError(\"on purpose\");",
        "throw new InternalError(\"on purpose\");",
        "throw plain.Type.<RuntimeException>sneaky(new java.io.IOException(\"on purpose\"));",
        "throw new Error(\"on purpose\" + \"\\n\".repeat(1 << 20));",
        "throw new Error() { public String getMessage() { return \"on purpose\" + \"-\".repeat(1 << 24); } };",
      })
  void anyExceptionOfAConstructorIsAProblemOfThePlugin(String body) throws IOException {
    requireProblem(thrower().constructor("if (true) { " + body + " }"), "on purpose");
  }

  private PluginJar thrower() {
    return plain()
        .members(
            """
            static <T extends Throwable> RuntimeException sneaky(Throwable t) throws T {
              throw (T) t;
            }
            static <T> T fail(String text) { throw new OutOfMemoryError(text); }
            """);
  }

  @Test
  void exceptionOfDescriptionIsAProblemOfThePlugin() throws IOException {
    requireProblem(thrower().describedBy("fail(\"on purpose\")"), "OutOfMemoryError: on purpose");
  }

  @Test
  void exceptionOfAStaticInitialiserIsAProblemOfThePlugin() throws IOException {
    requireProblem(
        plain().members("static { if (true) { throw new OutOfMemoryError(\"on purpose\"); } }"),
        "on purpose");
  }

  @Test
  void exceptionWhoseGetMessageThrowsIsReportedAsAProblemOfThePlugin() throws IOException {
    requireProblem(
        plain()
            .constructor(
                "if (true) { throw new Error() { public String getMessage() {"
                    + " throw new IllegalStateException(); } }; }"),
        "whose message cannot be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"-\".repeat(1 << 20)", "null"})
  void descriptionThatIsNotASentenceIsRefused(String expression) throws IOException {
    requireProblem(plain().describedBy(expression), "description() is", "expected a sentence");
  }
}
