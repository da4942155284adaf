package io.elevator.integration.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.integration.distribution.Distribution;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What README shows compiles and does what it says, from the class path of the distribution's jars.
 */
class ReadmeTest {
  private static final Path README = Path.of("").toAbsolutePath().getParent().resolve("README.md");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "<!-- compiled by the tests: class (\\w+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path work;

  @Test
  void theLibraryReadsAFile() throws Exception {
    Path classes = compile("ReadFile");
    Path file = Files.write(work.resolve("data"), new byte[1 << 20]);
    assertThat(java(classes, "ReadFile", plugins().toString(), file.toString())).endsWith("OK\n");
  }

  @Test
  void theElevatorOfTheReadmeIsDroppedInAndFoundThroughGuice() throws Exception {
    Path dropped = Files.createDirectory(work.resolve("dropped"));
    pack(compile("Fifo"), dropped.resolve("fifo.jar"));
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
                    RequestQueue queue = layer.open(QueueConfig.onDriver("null").withElevator("fifo"));
                    Task task = layer.tasks().newTask(TaskSpec.named("caller"))) {
                  if (!layer.pluginProblems().isEmpty()) {
                    throw new IllegalStateException(layer.pluginProblems().toString());
                  }
                  for (int i = 0; i < 1000; i++) {
                    Bio bio = layer.newBio().task(task).read(8L * i, arena.allocate(4096, 4096));
                    if (queue.submitAndWait(bio) != BioStatus.OK) {
                      throw new IllegalStateException(bio.status().description());
                    }
                  }
                  System.out.println(queue.elevator());
                }
              }
            }
            """);
    Path classes = compile("Wired", caller);
    assertThat(java(classes, "Caller", dropped.toString())).endsWith("fifo\n");
  }

  @Test
  void everySampleIsUsedHere() throws IOException {
    List<String> names = new ArrayList<>();
    Matcher samples = SAMPLE.matcher(Files.readString(README));
    while (samples.find()) {
      names.add(samples.group(1));
    }
    assertThat(names).containsExactly("ReadFile", "Wired", "Fifo");
    assertThat(Files.readString(README).split("```java", -1))
        .as("blocks of Java")
        .hasSize(names.size() + 1);
  }

  private static Path plugins() {
    return Distribution.home().resolve("plugins");
  }

  private static String sample(String name) throws IOException {
    Matcher samples = SAMPLE.matcher(Files.readString(README));
    while (samples.find()) {
      if (samples.group(1).equals(name)) {
        return samples.group(2);
      }
    }
    throw new IllegalStateException("README has no sample " + name);
  }

  private static String libraries() throws IOException {
    try (var jars = Files.list(Distribution.home().resolve("lib"))) {
      return String.join(File.pathSeparator, jars.map(Path::toString).sorted().toList());
    }
  }

  private Path compile(String name, Path... more) throws IOException {
    Path source = Files.writeString(work.resolve(name + ".java"), sample(name));
    Path classes = Files.createDirectory(work.resolve(name + "-classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of("-d", classes.toString(), "-proc:none", "-cp", libraries(), source.toString()));
    for (Path file : more) {
      arguments.add(file.toString());
    }
    var said = new StringWriter();
    var out = new PrintWriter(said);
    int result =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(out, out, arguments.toArray(String[]::new));
    assertThat(result).as("%s", said).isZero();
    return classes;
  }

  private static String java(Path classes, String main, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-cp",
                classes + File.pathSeparator + libraries(),
                main));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s", output).isZero();
    return output;
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
      out.write("Fifo\n".getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
  }
}
