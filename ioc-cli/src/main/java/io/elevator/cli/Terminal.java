package io.elevator.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Test whether standard error is a terminal. */
final class Terminal {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** Returns whether standard error is a terminal. */
  static boolean isStandardError() {
    return isTerminal(STANDARD_ERROR);
  }

  /**
   * Returns whether a file descriptor is a terminal, by the target of its link. On systems without
   * such links, returns whether the JVM has a console, which tells only about standard input and
   * output.
   *
   * @param descriptor path of the link, such as {@code /proc/self/fd/2}
   */
  static boolean isTerminal(Path descriptor) {
    if (!Files.isSymbolicLink(descriptor)) {
      return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      // The descriptor is closed, so nothing that is written to it would be displayed.
      return false;
    }
  }
}
