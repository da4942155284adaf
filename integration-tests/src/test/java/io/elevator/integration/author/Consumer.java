package io.elevator.integration.author;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A project outside this build that depends on artefacts of this project. Maven resolves the
 * dependencies of each such project by themselves, so it finds only what the published POMs name.
 */
final class Consumer {
  private static final String MODULE = "org.example.sample";

  private final Path project;
  private final List<Path> jars;

  private Consumer(Path project) throws IOException {
    this.project = project;
    this.jars =
        Stream.of(Files.readString(project.resolve("jars.txt")).split(File.pathSeparator))
            .map(Path::of)
            .toList();
  }

  /**
   * Creates projects and resolves their dependencies, beginning with an empty local repository. One
   * Maven process resolves all of them, because its start takes longer than its work.
   *
   * @param work new folder for the projects and their local repository
   * @param published repository with the artefacts of this project and the libraries
   * @param dependencies artifact ids of the dependencies, by the name of the project
   */
  static Map<String, Consumer> resolve(
      Path work, Path published, Map<String, List<String>> dependencies)
      throws IOException, InterruptedException {
    Files.createDirectory(work);
    Files.writeString(
        work.resolve("settings.xml"),
        """
        <settings>
          <localRepository>%s</localRepository>
          <mirrors>
            <mirror><id>published</id><mirrorOf>*</mirrorOf><url>%s</url></mirror>
          </mirrors>
        </settings>
        """
            .formatted(work.resolve("repository"), published.toUri()));
    pom(
        work,
        "all",
        "<packaging>pom</packaging><modules>"
            + elements("<module>%s</module>", dependencies.keySet())
            + "</modules>");
    for (Map.Entry<String, List<String>> each : dependencies.entrySet()) {
      pom(
          Files.createDirectory(work.resolve(each.getKey())),
          each.getKey(),
          """
          <repositories>
            <repository>
              <id>central</id><url>https://unused.example.org</url>
              <snapshots><enabled>true</enabled></snapshots>
            </repository>
          </repositories>
          <dependencyManagement>
            <dependencies>
              <dependency>
                <groupId>io.elevator</groupId><artifactId>ioc-bom</artifactId>
                <version>%s</version><type>pom</type><scope>import</scope>
              </dependency>
            </dependencies>
          </dependencyManagement>
          <dependencies>%s</dependencies>
          """
              .formatted(
                  Shell.property("ioc.version"),
                  elements(
                      "<dependency><groupId>io.elevator</groupId><artifactId>%s</artifactId>"
                          + "</dependency>",
                      each.getValue())));
    }
    Shell.run(
        work,
        "mvn -B -q -s settings.xml"
            + " org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath"
            + " -Dmdep.outputFile=jars.txt -Dmdep.includeScope=runtime");
    Map<String, Consumer> consumers = new TreeMap<>();
    for (String name : dependencies.keySet()) {
      consumers.put(name, new Consumer(work.resolve(name)));
    }
    return consumers;
  }

  private static void pom(Path folder, String name, String content) throws IOException {
    Files.writeString(
        folder.resolve("pom.xml"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>org.example</groupId>
          <artifactId>sample-%s</artifactId>
          <version>1.0</version>
          %s
        </project>
        """
            .formatted(name, content));
  }

  private static String elements(String format, Collection<String> names) {
    return names.stream().map(format::formatted).collect(Collectors.joining());
  }

  /** Returns the jars that Maven resolved for the run of the project. */
  List<Path> jars() {
    return jars;
  }

  /** Returns the folder of the project. */
  Path project() {
    return project;
  }

  /** Compiles a sample and runs it with all jars on the class path. Returns its output. */
  String runOnTheClassPath(String sample) throws IOException, InterruptedException {
    Path classes = compile(sample, "class-path", List.of("-cp", path(jars)), "Sample.java");
    return java("-cp " + classes + File.pathSeparator + path(jars) + " org.example.Sample");
  }

  /** Compiles a sample as a module and runs it with all jars on the module path. */
  String runOnTheModulePath(String sample) throws IOException, InterruptedException {
    Path classes =
        compile(
            sample, "module-path", List.of("-p", path(jars)), "Sample.java", "module-info.java");
    return java(
        "-p "
            + classes
            + File.pathSeparator
            + path(jars)
            + " -m "
            + MODULE
            + "/org.example.Sample");
  }

  /** Runs Java with the given arguments in the project's folder, and returns its output. */
  String java(String arguments) throws IOException, InterruptedException {
    return Shell.run(project, "\"$JAVA_HOME/bin/java\" " + arguments);
  }

  /**
   * Compiles sources, without warnings except those about annotation processing.
   *
   * @param sample folder of the sources, among the resources of this class
   * @param name name of the folder for the classes
   * @param options options that name the path of the libraries
   * @param sources names of the source files
   */
  Path compile(String sample, String name, List<String> options, String... sources)
      throws IOException {
    Path classes = project.resolve(name);
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("-proc:none", "-d", classes.toString()));
    for (String source : sources) {
      String resource = sample + "/" + source;
      URL url = Consumer.class.getResource(resource);
      assertThat(url).as("%s", resource).isNotNull();
      Path file = Files.createDirectories(project.resolve("src-" + name)).resolve(source);
      try (var in = url.openStream()) {
        Files.write(file, in.readAllBytes());
      }
      arguments.add(file.toString());
    }
    var said = new StringWriter();
    var out = new PrintWriter(said);
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(out, out, arguments.toArray(String[]::new));
    assertThat(status).as("%s: %s", sample, said).isZero();
    return classes;
  }

  static String path(List<Path> jars) {
    return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
