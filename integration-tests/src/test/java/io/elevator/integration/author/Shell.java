package io.elevator.integration.author;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.integration.distribution.Distribution;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A shell that finds {@code mvn}, {@code ioc} and the Java that runs this test. */
final class Shell {
  private Shell() {}

  /** Exit status and output of shell commands. */
  record Outcome(int status, String said) {}

  /** Runs shell commands in a folder, requires that they succeed, and returns their output. */
  static String run(Path folder, String lines) throws IOException, InterruptedException {
    Outcome outcome = attempt(folder, lines);
    assertThat(outcome.status).as("%s%n%s", lines, outcome.said).isZero();
    return outcome.said;
  }

  /** Runs shell commands in a folder, and returns their status and output. */
  static Outcome attempt(Path folder, String lines) throws IOException, InterruptedException {
    Path said = Files.createTempFile("said", ".txt");
    var builder =
        new ProcessBuilder("sh", "-e", "-c", lines)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    var environment = builder.environment();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    // These variables configure the Maven process that runs this test, and must not affect the one
    // that the test starts.
    environment.keySet().removeIf(name -> name.startsWith("MAVEN_"));
    environment.put(
        "PATH",
        String.join(
            File.pathSeparator,
            Path.of(property("ioc.maven.home"), "bin").toString(),
            Path.of(System.getProperty("java.home"), "bin").toString(),
            Distribution.home().resolve("bin").toAbsolutePath().toString(),
            environment.get("PATH")));
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended: %s", lines).isTrue();
      return new Outcome(process.exitValue(), Files.readString(said));
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      Files.delete(said);
    }
  }

  /** Returns a system property that the build sets for these tests. */
  static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("system property " + name + " is not set by the build");
    }
    return value;
  }
}
