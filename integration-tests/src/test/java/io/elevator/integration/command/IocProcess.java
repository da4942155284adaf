package io.elevator.integration.command;

import io.elevator.integration.distribution.Distribution;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs {@code ioc} of the distribution in a folder, in which the command reads and writes its
 * files.
 */
final class IocProcess {
  private final Path folder;
  private final Path out;
  private final Path err;

  IocProcess(Path folder) {
    this.folder = folder;
    this.out = folder.resolve("out.txt");
    this.err = folder.resolve("err.txt");
  }

  /** The result of a process. */
  record Outcome(int status, String out, List<String> err) {
    /**
     * Returns the JSON report without the values that depend on the machine or the time of the run.
     */
    String repeatable() {
      return out.replaceAll(
              "\"(timestamp|timestamp_ms|usr_cpu|sys_cpu|ctx|majf|minf)\" : [0-9.]+", "")
          .replaceAll("\"(time|seed)\" : [^\n]*", "");
    }
  }

  /** Runs {@code ioc} until it ends, and returns its result. */
  Outcome run(String... args) throws IOException, InterruptedException {
    return end(builder(List.of(), args).start());
  }

  /** Runs a shell command and then, in the same process, {@code ioc}. */
  Outcome runAfter(String shell, String... args) throws IOException, InterruptedException {
    return end(builder(List.of("sh", "-c", shell + "; exec \"$@\"", "sh"), args).start());
  }

  /** Runs {@code ioc} with standard output redirected to a file. */
  Outcome runInto(File output, String... args) throws IOException, InterruptedException {
    Files.deleteIfExists(out);
    Process process = builder(List.of(), args).redirectOutput(output).start();
    return new Outcome(process.waitFor(), "", Files.readAllLines(err));
  }

  /**
   * Starts {@code ioc} with the default handling of terminal signals, even if this build itself
   * ignores such signals.
   */
  Process startInterruptible(String... args) throws IOException {
    return builder(List.of("env", "--default-signal=INT"), args).start();
  }

  /**
   * Starts {@code ioc} as {@link #startInterruptible} does, with standard output redirected to a
   * file.
   */
  Process startInterruptibleInto(File output, String... args) throws IOException {
    Files.writeString(out, "");
    return builder(List.of("env", "--default-signal=INT"), args).redirectOutput(output).start();
  }

  /** Waits until a process has ended, and returns its result. */
  Outcome end(Process process) throws IOException, InterruptedException {
    int status = process.waitFor();
    return new Outcome(status, Files.readString(out), Files.readAllLines(err));
  }

  private ProcessBuilder builder(List<String> before, String... args) {
    List<String> command = new ArrayList<>(before);
    command.add(Distribution.home().resolve("bin/ioc").toAbsolutePath().toString());
    command.addAll(Arrays.asList(args));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile());
  }
}
