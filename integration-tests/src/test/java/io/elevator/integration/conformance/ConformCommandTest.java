package io.elevator.integration.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.integration.distribution.Distribution;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ioc conform} of the distribution, run as a process. */
class ConformCommandTest {
  private static final String VECTOR = "seq-read-qd1.vec.gz";

  @TempDir Path folder;

  private record Outcome(int status, List<String> out, List<String> err) {}

  private Outcome conform(Object... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Distribution.home().resolve("bin/ioc").toString());
    command.add("conform");
    for (Object arg : args) {
      command.add(arg.toString());
    }
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    int status =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Outcome(status, Files.readAllLines(out), Files.readAllLines(err));
  }

  private static String text(String vector) throws IOException {
    Path file = Vectors.folder("mq-deadline").resolve(vector);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Returns the vector with its last dispatch changed: it returned a request and now returns none.
   */
  private static String withLastDispatchEmptied(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    int at = lastDispatch(text) - 1;
    lines.set(at, "D => -");
    // Lines after this dispatch are removed, because they refer to the request that is no longer
    // dispatched.
    return String.join("\n", lines.subList(0, at + 1)) + "\n# a note behind it\n";
  }

  private static int lastDispatch(String text) {
    List<String> lines = text.lines().toList();
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (lines.get(i).matches("D => [0-9]+")) {
        return i + 1;
      }
    }
    throw new IllegalStateException("the vector has no dispatch");
  }

  @Test
  void setOfVectorsPasses() throws Exception {
    Outcome outcome = conform(Vectors.folder("mq-deadline"));

    assertThat(outcome).isEqualTo(new Outcome(0, List.of("61 passed, 0 failed"), List.of()));
  }

  @Test
  void failedVectorIsOneLineAndItsNotesFollowOnRequest() throws Exception {
    String text = text(VECTOR);
    Path bad = Files.writeString(folder.resolve("bad.vec"), withLastDispatchEmptied(text));
    Path good = Files.writeString(folder.resolve("good.vec"), text);

    Outcome outcome = conform("--verbose", bad, good);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().getFirst())
        .matches(
            ".*bad\\.vec:"
                + lastDispatch(text)
                + ": expected -, actual [0-9]+, reached [0-9]+ of [0-9]+ answers \\(9[0-9]\\.[0-9] %\\)");
    assertThat(outcome.out()).contains("    " + (lastDispatch(text) + 1) + ": # a note behind it");
    assertThat(outcome.out().getLast()).isEqualTo("1 passed, 1 failed");
    assertThat(conform(bad).out()).hasSize(2);
  }

  @Test
  void malformedVectorIsNamedWithItsLine() throws Exception {
    Path bad = folder.resolve("bad.vec.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(bad))) {
      gzip.write((text(VECTOR) + "Y 1\n").getBytes(StandardCharsets.UTF_8));
    }
    long line = text(VECTOR).lines().count() + 1;

    Outcome outcome = conform(bad);

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).hasSize(1);
    assertThat(outcome.err().getFirst())
        .startsWith("ioc: " + bad + ":" + line + ": 'Y' is no line's kind");
    assertThat(outcome.out()).containsExactly("0 passed, 0 failed");
  }
}
