package io.elevator.integration.author;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page about writing an elevator tells an author how to install the modules. The test runs the
 * page's command in a clean copy of the sources. Its local repository contains links to all
 * artifacts that this build uses, except those of this project. {@code -Dquick} skips checks of the
 * sources, which this build has already made.
 */
class InstallTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Set<String> NOT_IN_A_CLONE = Set.of("target", ".git", ".idea", ".settings");

  @TempDir Path work;

  @Test
  void commandOfThePageInstallsTheModulesFromACleanClone() throws Exception {
    Matcher command =
        Pattern.compile("<!-- in the clone of ioc -->\\n```sh\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(ROOT.resolve("docs/writing-an-elevator.md")));
    assertThat(command.find()).isTrue();
    Path repository = repository(Path.of(System.getProperty("ioc.maven.repository")));
    Path clone = work.resolve("clone");
    copySources(clone);
    Files.writeString(
        clone.resolve(".mvn/maven.config"), "-B\n-Dquick\n-Dmaven.repo.local=" + repository + "\n");

    run(clone, command.group(1));

    Path installed = repository.resolve("io/elevator");
    try (var all = Files.list(installed)) {
      assertThat(all.map(each -> each.getFileName().toString()))
          .contains("ioc-parent", "ioc-bom", "ioc-api", "ioc-core", "ioc-devices")
          .contains("elevator-testkit", "elevator-mq-deadline", "elevator-bfq", "elevator-kyber")
          .doesNotContain("integration-tests", "benchmarks");
    }
    String version = System.getProperty("ioc.version");
    assertThat(installed.resolve("ioc-api").resolve(version).resolve("ioc-api-" + version + ".jar"))
        .isNotEmptyFile();
  }

  /**
   * Returns a local repository with links to all artifacts of another one, except those of this
   * project.
   */
  private Path repository(Path other) throws IOException {
    Path repository = Files.createDirectory(work.resolve("repository"));
    Path group = Path.of("io", "elevator");
    link(other, repository, group.getName(0));
    Path io = Files.createDirectory(repository.resolve(group.getName(0)));
    if (Files.isDirectory(other.resolve(group.getName(0)))) {
      link(other.resolve(group.getName(0)), io, group.getName(1));
    }
    Files.createDirectory(io.resolve(group.getName(1)));
    return repository;
  }

  private static void link(Path from, Path to, Path without) throws IOException {
    try (var all = Files.list(from)) {
      for (Path each : all.filter(Files::isDirectory).toList()) {
        if (!each.getFileName().equals(without)) {
          Files.createSymbolicLink(to.resolve(each.getFileName()), each.toAbsolutePath());
        }
      }
    }
  }

  private static void copySources(Path to) throws IOException {
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (NOT_IN_A_CLONE.contains(folder.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectory(to.resolve(ROOT.relativize(folder).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                to.resolve(ROOT.relativize(file).toString()),
                StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void run(Path clone, String lines) throws IOException, InterruptedException {
    Path said = work.resolve("said.txt");
    var builder =
        new ProcessBuilder("sh", "-e", "-c", lines)
            .directory(clone.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    var environment = builder.environment();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    // These variables configure the Maven process that runs this test, and must not affect the one
    // that the test starts.
    environment.keySet().removeIf(name -> name.startsWith("MAVEN_"));
    environment.merge(
        "PATH",
        Path.of(System.getProperty("ioc.maven.home"), "bin").toString(),
        (old, bin) -> bin + File.pathSeparator + old);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended; see %s", said).isTrue();
      assertThat(process.exitValue()).as("%s", Files.readString(said)).isZero();
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }
}
