package io.elevator.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out whether somebody watches. */
final class Terminal {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** Whether standard error is a terminal. */
  static boolean isStandardError() {
    return isTerminal(STANDARD_ERROR);
  }

  /**
   * Whether a file descriptor's link leads to a terminal. Where there are no such links the console
   * answers, which knows standard input and output only.
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
      // It was closed; nobody reads there.
      return false;
    }
  }
}
