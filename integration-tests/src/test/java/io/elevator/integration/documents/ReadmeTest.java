package io.elevator.integration.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.integration.distribution.Distribution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The samples in README compile and do what README claims, with the distribution's jars on the
 * class path.
 */
class ReadmeTest {
  @TempDir Path work;

  @Test
  void sampleReadsAFile() throws Exception {
    Path classes = samples().compile("ReadFile");
    Path file = Files.write(work.resolve("data"), new byte[1 << 20]);
    assertThat(Samples.run(classes, "ReadFile", plugins().toString(), file.toString()))
        .endsWith("OK\n");
  }

  @Test
  void sampleElevatorIsFoundInThePluginFolderAndInjectedByGuice() throws Exception {
    Path dropped = Files.createDirectory(work.resolve("dropped"));
    pack(samples().compile("Raffle"), dropped.resolve("raffle.jar"));
    Path caller =
        Files.writeString(
            work.resolve("Caller.java"),
            """
            import io.elevator.api.*;
            import java.lang.foreign.Arena;
            import java.nio.file.Path;

            public class Caller {
              public static void main(String[] args) {
                try (Arena arena = Arena.ofShared();
                    BlockLayer layer = Wired.layer(Path.of(args[0]));
                    RequestQueue queue = layer.open(QueueConfig.onDriver("null").withElevator("raffle"));
                    Task task = layer.tasks().newTask(TaskSpec.named("caller"))) {
                  if (!layer.pluginProblems().isEmpty()) {
                    throw new IllegalStateException(layer.pluginProblems().toString());
                  }
                  for (int i = 0; i < 1000; i++) {
                    Bio bio = layer.newBio().task(task).read(4096L * i, arena.allocate(4096, 4096));
                    if (queue.submitAndWait(bio) != BioStatus.OK) {
                      throw new IllegalStateException(bio.status().description());
                    }
                  }
                  System.out.println(queue.admin().elevator());
                }
              }
            }
            """);
    Path classes = samples().compile("Wired", caller);
    assertThat(Samples.run(classes, "Caller", dropped.toString())).endsWith("raffle\n");
  }

  @Test
  void sampleElevatorIsAnExcerptOfTheExample() throws IOException {
    String source =
        Files.readString(
            Samples.root()
                .resolve(
                    "examples/elevator-lottery/src/main/java/org/example/lottery/Raffle.java"));
    assertThat(source).isEqualTo("package org.example.lottery;\n\n" + samples().text("Raffle"));
  }

  @Test
  void everySampleIsTested() throws IOException {
    assertThat(samples().names()).containsExactly("ReadFile", "Engine", "Raffle", "Wired");
  }

  private Samples samples() throws IOException {
    return new Samples("README.md", work);
  }

  /**
   * Copies the distribution's plugins to a folder that other users cannot write to, as the samples
   * require.
   */
  private Path plugins() throws IOException {
    Path copy = Files.createDirectory(work.resolve("distributed"));
    try (var jars = Files.list(Distribution.plugins())) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, copy.resolve(jar.getFileName()));
      }
    }
    return copy;
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.list(classes)) {
      for (Path file : files.sorted().toList()) {
        out.putNextEntry(new JarEntry(file.getFileName().toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
      out.putNextEntry(new JarEntry("META-INF/services/io.elevator.spi.ElevatorType"));
      out.write("Raffle\n".getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
  }
}
