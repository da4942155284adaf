package io.elevator.integration.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testing.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archives of the distribution: unpacked anywhere, they hold the same files, and run. */
class ArchivesTest {
  @TempDir Path work;

  @Test
  @Requires(tools = {"tar", "unzip"})
  void bothArchivesHoldTheDistribution() throws Exception {
    Map<String, String> expected = contents(Distribution.home());
    // Files that are true in the folder of the build only are not in the archives.
    expected.keySet().removeIf(name -> name.equals("built") || name.startsWith("cache-"));

    assertThat(contents(unpacked("tar.gz"))).isEqualTo(expected);
    assertThat(contents(unpacked("zip"))).isEqualTo(expected);
    assertThat(expected).containsKeys("LICENSE", "NOTICE", "bin/ioc", "share/man/man1/ioc.1");
  }

  @Test
  @Requires(tools = "tar")
  void unpackedArchiveRunsInAFolderThatCannotBeWrittenTo() throws Exception {
    Path home = unpacked("tar.gz");
    run("chmod", "-R", "a-w", home.toString());
    try {
      String said =
          run(
              home.resolve("bin/ioc").toString(),
              "run",
              "--driver=null",
              "--elevator=mq-deadline",
              "--name=first",
              "--rw=randread",
              "--size=1m");
      assertThat(said).contains("first: (groupid=0, jobs=1): err= 0");
    } finally {
      run("chmod", "-R", "u+w", home.toString());
    }
  }

  @Test
  void everyJarOfThisProjectHasTheLicenceAndTheNotice() throws IOException {
    for (String folder : List.of("lib", "plugins")) {
      try (var jars = Files.newDirectoryStream(Distribution.home().resolve(folder), "*.jar")) {
        for (Path jar : jars) {
          String name = jar.getFileName().toString();
          if (name.startsWith("ioc-") || name.startsWith("elevator-")) {
            try (JarFile file = new JarFile(jar.toFile())) {
              for (String text : List.of("LICENSE", "NOTICE")) {
                JarEntry entry = file.getJarEntry("META-INF/" + text);
                assertThat(entry).as("%s in %s", text, name).isNotNull();
                assertThat(file.getInputStream(entry).readAllBytes())
                    .isEqualTo(Files.readAllBytes(Distribution.home().resolve(text)));
              }
            }
          }
        }
      }
    }
  }

  /**
   * If a jar had the time of its build in it, two builds would differ. A day is the distance that
   * times in different zones may have.
   */
  @Test
  void noEntryOfAJarHasTheTimeOfTheBuild() throws IOException {
    LocalDateTime built =
        LocalDateTime.ofInstant(
            Files.getLastModifiedTime(Distribution.home().resolve("built")).toInstant(),
            ZoneOffset.UTC);
    for (String folder : List.of("lib", "plugins")) {
      try (var jars = Files.newDirectoryStream(Distribution.home().resolve(folder), "*.jar")) {
        for (Path jar : jars) {
          try (JarFile file = new JarFile(jar.toFile())) {
            assertThat(file.stream())
                .as("%s", jar)
                .allSatisfy(entry ->
                    assertThat(entry.getTimeLocal()).as("%s", entry).isBefore(built.minusDays(1)));
          }
        }
      }
    }
  }

  private Path unpacked(String format) throws IOException, InterruptedException {
    Path archive =
        Distribution.home()
            .resolveSibling("ioc-cli-" + System.getProperty("ioc.version") + "-bin." + format)
            .toAbsolutePath();
    Path folder = Files.createDirectory(work.resolve("un packed " + format));
    if (format.equals("zip")) {
      run("unzip", "-q", archive.toString(), "-d", folder.toString());
    } else {
      run("tar", "xzf", archive.toString(), "-C", folder.toString());
    }
    return folder.resolve("ioc-" + System.getProperty("ioc.version"));
  }

  /** Returns a fingerprint of content and mode for the path of each file. */
  private static Map<String, String> contents(Path home) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (var files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            home.relativize(file).toString(),
            (Files.isExecutable(file) ? "executable, " : "")
                + Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", List.of(command), said).isZero();
    return said;
  }
}
