package io.elevator.integration.command;

import io.elevator.integration.distribution.Distribution;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Starts {@code ioc} of the distribution in a folder, whose files it reads and makes. */
final class IocProcess {
  private final Path folder;
  private final Path out;
  private final Path err;

  IocProcess(Path folder) {
    this.folder = folder;
    this.out = folder.resolve("out.txt");
    this.err = folder.resolve("err.txt");
  }

  /** How it ended. */
  record Outcome(int status, String out, List<String> err) {
    /** Its JSON report without what the machine and the hour have to do with. */
    String repeatable() {
      return out.replaceAll(
              "\"(timestamp|timestamp_ms|usr_cpu|sys_cpu|ctx|majf|minf)\" : [0-9.]+", "")
          .replaceAll("\"(time|seed)\" : [^\n]*", "");
    }
  }

  /** Runs it to its end. */
  Outcome run(String... args) throws IOException, InterruptedException {
    return end(builder(List.of(), args).start());
  }

  /** Runs it behind a command of the shell, in the same process. */
  Outcome runAfter(String shell, String... args) throws IOException, InterruptedException {
    return end(builder(List.of("sh", "-c", shell + "; exec \"$@\"", "sh"), args).start());
  }

  /** Runs it with standard output going elsewhere. */
  Outcome runInto(File output, String... args) throws IOException, InterruptedException {
    Files.deleteIfExists(out);
    Process process = builder(List.of(), args).redirectOutput(output).start();
    return new Outcome(process.waitFor(), "", Files.readAllLines(err));
  }

  /** Starts it so that a signal of the terminal ends it, even where this build ignores them. */
  Process startInterruptible(String... args) throws IOException {
    return builder(List.of("env", "--default-signal=INT"), args).start();
  }

  /** As {@link #startInterruptible}, with standard output going elsewhere. */
  Process startInterruptibleInto(File output, String... args) throws IOException {
    Files.writeString(out, "");
    return builder(List.of("env", "--default-signal=INT"), args).redirectOutput(output).start();
  }

  /** What a process has left when it has ended. */
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
