package io.elevator.integration.author;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * A copy of the sources as in a clone, with its own local repository. The repository contains links
 * to all artifacts that this build uses, except those of this project. Builds in the copy are quick
 * ones, without the checks of the sources, which this build has already made.
 */
final class CleanClone {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Set<String> NOT_IN_A_CLONE = Set.of("target", ".git", ".idea", ".settings");

  private final Path folder;
  private final Path repository;

  /**
   * Copies the sources.
   *
   * @param work folder for the copy and its repository
   */
  CleanClone(Path work) throws IOException {
    repository = repository(work, Path.of(Shell.property("ioc.maven.repository")));
    folder = work.resolve("clone");
    copySources(folder);
    Files.writeString(
        folder.resolve(".mvn/maven.config"),
        "-B\n-Dquick\n-Dmaven.repo.local=" + repository + "\n");
  }

  /** Returns the folder of the copy. */
  Path folder() {
    return folder;
  }

  /** Returns the local repository of builds in the copy. */
  Path repository() {
    return repository;
  }

  /** Returns the folder into which builds in the copy install the artefacts of this project. */
  Path installed() {
    return repository.resolve("io/elevator");
  }

  private static Path repository(Path work, Path other) throws IOException {
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
}
