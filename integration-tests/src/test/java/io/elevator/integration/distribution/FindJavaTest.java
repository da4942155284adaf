package io.elevator.integration.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testing.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script that searches for a JDK, tested with fake JDKs. Their versions start at 100, so a real
 * JDK of the machine, which the search may also find, never fits.
 */
@Requires(tools = {"sh", "sed", "head", "dirname", "readlink"})
class FindJavaTest {

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void home() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
  }

  @Test
  void javaHomeIsUsedIfItsVersionFits() throws Exception {
    Path jdk = java("jdk", "101.0.2", "javac");
    java("home/.jdks/other", "103", "javac");

    assertThat(find(100, "javac", Map.of("JAVA_HOME", jdk.toString()))).isEqualTo(jdk + "\n");
  }

  @Test
  void javaHomeThatIsTooOldIsSkipped() throws Exception {
    Path old = java("old", "99.0.1", "javac");
    Path jdk = java("home/.jdks/jdk", "100", "javac");

    assertThat(find(100, "javac", Map.of("JAVA_HOME", old.toString()))).isEqualTo(jdk + "\n");
  }

  @Test
  void runtimeWithoutCompilerIsSkippedIfACompilerIsNeeded() throws Exception {
    Path runtime = java("jre", "101");
    Path jdk = java("home/.jdks/jdk", "100.0.1+9", "javac");

    assertThat(find(100, "javac", Map.of("JAVA_HOME", runtime.toString()))).isEqualTo(jdk + "\n");
    assertThat(find(100, "java", Map.of("JAVA_HOME", runtime.toString())))
        .isEqualTo(runtime + "\n");
  }

  @Test
  void javaOnThePathIsFollowedToItsHome() throws Exception {
    Path jdk = java("jdk with space", "100-ea", "javac");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path link = Files.createSymbolicLink(bin.resolve("link"), jdk.resolve("bin/java"));
    Files.createSymbolicLink(bin.resolve("java"), link.getFileName());

    assertThat(find(100, "javac", Map.of("PATH", bin + ":" + System.getenv("PATH"))))
        .isEqualTo(jdk.toRealPath() + "\n");
  }

  @Test
  void javaWithoutAReleaseFileIsAskedForItsVersion() throws Exception {
    Path jdk = java("home/.jdks/jdk", "100", "javac");
    Files.delete(jdk.resolve("release"));
    Files.writeString(
        jdk.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"102.0.1\" 2099-01-01' >&2\n");

    assertThat(find(102, "javac", Map.of())).isEqualTo(jdk + "\n");
    assertThat(find(103, "javac", Map.of())).isEmpty();
  }

  @Test
  void jdkInstalledBySdkmanIsFound() throws Exception {
    Path jdk = java("home/.sdkman/candidates/java/100-tem", "100", "javac");

    assertThat(find(100, "javac", Map.of())).isEqualTo(jdk + "\n");
  }

  @Test
  void nothingIsFoundIfNoJdkFits() throws Exception {
    java("home/.jdks/old", "99", "javac");

    assertThat(find(100, "javac", Map.of())).isEmpty();
  }

  /** Returns the output of the search script, or an empty string if it fails. */
  private String find(int release, String tool, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            "-c",
            ". \"$0\" && find_java \"$1\" \"$2\"",
            Distribution.home().resolve("bin/find-java.sh").toString(),
            Integer.toString(release),
            tool);
    builder.environment().keySet().removeAll(List.of("JAVA_HOME", "SDKMAN_DIR"));
    builder.environment().put("HOME", home.toString());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("status after %s", output).isEqualTo(output.isEmpty() ? 1 : 0);
    return output;
  }

  private Path java(String name, String version, String... tools) throws IOException {
    Path java = folder.resolve(name);
    Files.createDirectories(java.resolve("bin"));
    Files.writeString(
        java.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    for (String tool : Stream.concat(Stream.of("java"), Stream.of(tools)).toList()) {
      Path file = Files.createFile(java.resolve("bin").resolve(tool));
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    return java;
  }
}
