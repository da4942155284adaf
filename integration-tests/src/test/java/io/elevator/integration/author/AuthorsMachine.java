package io.elevator.integration.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder with its own local Maven repository, into which the modules of this build are installed,
 * and a shell that finds {@code mvn} and {@code ioc}. All other artifacts come from the repository
 * that this build uses.
 */
final class AuthorsMachine {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /**
   * Modules with which an elevator is compiled and tested, together with the modules that they
   * need.
   */
  private static final List<String> MODULES =
      List.of(
          "ioc-bom", "ioc-api", "ioc-core", "ioc-conformance", "elevator-testkit", "test-support");

  private final Path project;

  AuthorsMachine(Path work) throws IOException {
    project = Files.createDirectory(work.resolve("project"));
    Path repository = Files.createDirectory(work.resolve("repository"));
    install(repository, "ioc-parent", ROOT);
    for (String module : MODULES) {
      install(repository, module, ROOT.resolve(module));
    }
    Path settings =
        Files.writeString(
            work.resolve("settings.xml"),
            """
            <settings>
              <mirrors>
                <mirror><id>this-build</id><mirrorOf>*</mirrorOf><url>%s</url></mirror>
              </mirrors>
            </settings>
            """
                .formatted(Path.of(Shell.property("ioc.maven.repository")).toUri()));
    Files.writeString(
        Files.createDirectory(project.resolve(".mvn")).resolve("maven.config"),
        "-B\n-s\n" + settings + "\n-Dmaven.repo.local=" + repository + "\n");
  }

  private static void install(Path repository, String module, Path folder) throws IOException {
    String version = Shell.property("ioc.version");
    Path to = repository.resolve("io/elevator").resolve(module).resolve(version);
    Files.createDirectories(to);
    String name = module + "-" + version;
    Files.copy(folder.resolve("pom.xml"), to.resolve(name + ".pom"));
    Path jar = folder.resolve("target").resolve(name + ".jar");
    if (Files.exists(jar)) {
      Files.copy(jar, to.resolve(name + ".jar"));
    }
  }

  /** Returns the author's folder. */
  Path project() {
    return project;
  }

  /**
   * Runs shell commands in the author's folder, requires that they succeed, and returns their
   * output.
   */
  String run(String lines) throws IOException, InterruptedException {
    return Shell.run(project, lines);
  }

  /** Runs shell commands in the author's folder, and returns their status and output. */
  Shell.Outcome attempt(String lines) throws IOException, InterruptedException {
    return Shell.attempt(project, lines);
  }
}
