package io.elevator.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out whether standard error is a terminal. */
final class Terminal {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** Returns whether standard error is a terminal. */
  static boolean isStandardError() {
    return isTerminal(STANDARD_ERROR);
  }

  /**
   * Returns whether the link of a file descriptor leads to a terminal. On systems without such
   * links returns whether there is a console, which only covers standard input and output.
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
      // The descriptor was closed, so nothing is displayed there.
      return false;
    }
  }
}
