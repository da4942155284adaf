package io.elevator.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.integration.distribution.Distribution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code ioc} deletes its copies of plugins in whatever way it ends. Copies that a killed process
 * left are deleted by the next run.
 */
class PluginFoldersTest {
  @TempDir Path folder;
  private Path temporary;

  @BeforeEach
  void makeFolder() throws IOException {
    temporary = Files.createDirectory(folder.resolve("tmp"));
  }

  private List<Path> copies() throws IOException {
    try (var all = Files.list(temporary)) {
      return all.filter(each -> each.getFileName().toString().startsWith("ioc-plugins-")).toList();
    }
  }

  private String options() {
    return "-Djava.io.tmpdir=" + temporary;
  }

  private void listElevators() throws IOException, InterruptedException {
    IocProcess.Outcome outcome =
        new IocProcess(folder).runAfter("export IOC_JAVA_OPTS='" + options() + "'", "elevators");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("mq-deadline");
    assertThat(outcome.status()).isZero();
  }

  /** Starts a process that has copied its plugins and performs I/O until it is stopped. */
  private Process startLongRun() throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add("IOC_JAVA_OPTS=" + options());
    command.add(Distribution.home().resolve("bin/ioc").toAbsolutePath().toString());
    command.addAll(
        List.of("run", "--driver=null", "--name=a", "--rw=randread", "--size=1g", "--runtime=600"));
    command.addAll(List.of("--time_based", "--thinktime=1ms", "--elevator=bfq"));
    List<Path> before = copies();
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("long-out.txt").toFile())
            .redirectError(folder.resolve("long-err.txt").toFile())
            .start();
    while (newJars(before) < 3) {
      assertThat(process.isAlive()).as("%s", folder.resolve("long-err.txt")).isTrue();
      LockSupport.parkNanos(1_000_000);
    }
    return process;
  }

  /** Returns the number of jars in plugin copies that are not in {@code before}. */
  private long newJars(List<Path> before) throws IOException {
    long count = 0;
    for (Path each : copies()) {
      if (!before.contains(each)) {
        try (var files = Files.walk(each)) {
          count += files.filter(file -> file.toString().endsWith(".jar")).count();
        }
      }
    }
    return count;
  }

  @Test
  void noCopyIsLeftAfterAnOrdinaryEnd() throws IOException, InterruptedException {
    listElevators();
    assertThat(copies()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void noCopyIsLeftAfterASignal(String signal, int status)
      throws IOException, InterruptedException {
    Process process = startLongRun();
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor()).isEqualTo(status);
    assertThat(Files.readString(folder.resolve("long-err.txt"))).doesNotContain("Exception");
    assertThat(copies()).isEmpty();
  }

  @Test
  void noCopyIsLeftIfAProgramExitsWithoutClosingTheLayer()
      throws IOException, InterruptedException {
    Path source =
        Files.writeString(
            folder.resolve("Exits.java"),
            """
            import io.elevator.api.BlockLayer;
            import io.elevator.core.BlockLayers;
            import io.elevator.plugins.PluginFolders;
            import io.elevator.plugins.PluginTrust;
            import java.nio.file.*;

            public class Exits {
              public static void main(String[] args) throws Exception {
                Path plugins = Path.of(args[0]);
                BlockLayer layer =
                    BlockLayers.builder()
                        .plugins(
                            PluginFolders.of(plugins)
                                .withTrust(PluginTrust.DEFAULT.withFolder(plugins)))
                        .build();
                try (var all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                  System.out.println(layer.elevators().size() + " " + all.count());
                }
                System.exit(3);
              }
            }
            """);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                options(),
                "-cp",
                Distribution.home().resolve("lib") + "/*",
                source.toString(),
                Distribution.home().resolve("plugins").toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines("4 1");
    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(copies()).isEmpty();
  }

  @Test
  void copiesOfAKilledProcessAreDeletedAndThoseOfALivingOneAreNot()
      throws IOException, InterruptedException {
    Process living = startLongRun();
    List<Path> of = copies();
    Process killed = startLongRun();
    killed.destroyForcibly().waitFor();
    assertThat(copies()).hasSize(2).containsAll(of);

    Path ancient = Files.createDirectory(temporary.resolve("ioc-plugins-1-42"));
    Files.writeString(ancient.resolve(".lock"), "");
    Files.writeString(ancient.resolve("a.jar"), "");
    Path foreign = Files.createDirectory(temporary.resolve("precious"));
    Path link = Files.createSymbolicLink(temporary.resolve("ioc-plugins-2-43"), foreign);
    Files.writeString(foreign.resolve("file"), "");
    Files.setLastModifiedTime(ancient, FileTime.fromMillis(0));

    listElevators();
    assertThat(copies())
        .as("the living one's, and two that no ioc made")
        .containsExactlyInAnyOrder(of.getFirst(), ancient, link);
    assertThat(foreign.resolve("file")).exists();
    assertThat(newJars(List.of(ancient))).isEqualTo(4);

    living.destroy();
    living.waitFor();
    assertThat(copies()).doesNotContainAnyElementsOf(of);
  }
}
