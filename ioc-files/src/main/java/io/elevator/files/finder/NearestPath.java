package io.elevator.files.finder;

import io.elevator.files.system.SystemReader;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A path with its symbolic links resolved, even if its last parts do not exist yet.
 *
 * @param existing longest part of the path that exists, without symbolic links
 * @param full the whole path: {@code existing} and the parts that do not exist
 */
record NearestPath(Path existing, Path full) {
  /** Greatest number of dangling links that are followed, as in the kernel. */
  private static final int MOST_LINKS = 40;

  /**
   * Returns the nearest existing part of a path. Follows symbolic links that lead to something that
   * does not exist, since a file created through such a link is created at its target.
   */
  static Optional<NearestPath> of(Path path, SystemReader system) {
    Path current = path.toAbsolutePath();
    Path missing = null;
    int links = 0;
    while (current != null) {
      Optional<Path> real = system.real(current);
      if (real.isPresent()) {
        Path full = missing == null ? real.get() : real.get().resolve(missing).normalize();
        return Optional.of(new NearestPath(real.get(), full));
      }
      Optional<Path> target = system.linkTarget(current);
      if (target.isPresent() && links < MOST_LINKS) {
        links++;
        current = current.resolveSibling(target.get());
      } else {
        missing = joined(current.getFileName(), missing);
        current = current.getParent();
      }
    }
    return Optional.empty();
  }

  /** Returns whether the whole path exists. */
  boolean exists() {
    return existing.equals(full);
  }

  private static @Nullable Path joined(@Nullable Path name, @Nullable Path below) {
    if (name == null) {
      return below;
    }
    return below == null ? name : name.resolve(below);
  }
}
