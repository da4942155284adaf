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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * The Java samples of a page, compiled and run with the distribution's jars. Each code block is
 * identified by the name of its class.
 */
final class Samples {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "<!-- compiled by the tests: class (\\w+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Path work;

  /**
   * Reads a page on which every Java code block is a sample.
   *
   * @param page path of the page, below the root of the sources
   * @param work folder for sources and classes
   */
  Samples(String page, Path work) throws IOException {
    this.work = work;
    String text = Files.readString(root().resolve(page));
    Matcher samples = SAMPLE.matcher(text);
    while (samples.find()) {
      sources.put(samples.group(1), samples.group(2));
    }
    assertThat(text.split("```java", -1)).as("blocks of Java").hasSize(sources.size() + 1);
  }

  /** Returns the root folder of this project's sources. */
  static Path root() {
    return Path.of("").toAbsolutePath().getParent();
  }

  /** Returns the text of a sample by the name of its class. */
  String text(String name) {
    assertThat(sources).containsKey(name);
    return sources.get(name);
  }

  /** Returns the names of all samples' classes, in the order of the page. */
  List<String> names() {
    return List.copyOf(sources.keySet());
  }

  /**
   * Returns the jars in the library folder of the distribution, except those whose names begin with
   * one of the given prefixes.
   */
  static List<Path> libraries(String... without) throws IOException {
    try (var jars = Files.list(Distribution.home().resolve("lib"))) {
      return jars.filter(
              jar -> {
                String name = jar.getFileName().toString();
                return List.of(without).stream().noneMatch(name::startsWith);
              })
          .sorted()
          .toList();
    }
  }

  static String path(List<Path> jars) {
    return String.join(File.pathSeparator, jars.stream().map(Path::toString).toList());
  }

  /**
   * Compiles a sample and additional source files against the distribution's library. Returns the
   * folder with the classes.
   */
  Path compile(String name, Path... more) throws IOException {
    return compile(libraries(), name, more);
  }

  Path compile(List<Path> jars, String name, Path... more) throws IOException {
    assertThat(sources).containsKey(name);
    Path source = Files.writeString(work.resolve(name + ".java"), sources.get(name));
    Path classes = Files.createDirectory(work.resolve(name + "-classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of("-d", classes.toString(), "-proc:none", "-cp", path(jars), source.toString()));
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

  /** Runs a compiled class from the class path, and returns its output. */
  static String run(Path classes, String main, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("-cp", classPath(classes, libraries()), main));
    command.addAll(List.of(arguments));
    return java(command);
  }

  static String classPath(Path classes, List<Path> jars) {
    return classes + File.pathSeparator + path(jars);
  }

  /**
   * Runs a Java virtual machine with the arguments, requires that it succeeds, and returns its
   * output.
   */
  static String java(List<String> arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s", output).isZero();
    return output;
  }

  /** Runs shell commands in a folder, requires that they succeed, and returns their output. */
  static String shell(Path folder, String lines) throws Exception {
    var builder =
        new ProcessBuilder("sh", "-e", "-c", lines)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    builder.environment().merge("PATH", java, (old, bin) -> bin + File.pathSeparator + old);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s", output).isZero();
    return output;
  }
}
