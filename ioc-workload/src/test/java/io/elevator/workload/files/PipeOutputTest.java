package io.elevator.workload.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PipeOutputTest {
  private static final byte[] TEXT = "x".repeat(10_000).getBytes(StandardCharsets.US_ASCII);

  /** Stream to a pipe whose reader does not read, so that each write blocks. */
  private static final class StalledStream extends OutputStream {
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public void write(int b) throws IOException {
      try {
        never.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void anInterruptEndsTheWaitForAReader() {
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(() ->
            new PipeOutput(
                () -> {
                  never.await();
                  return OutputStream.nullOutputStream();
                },
                () -> true))
        .isInstanceOf(OutputInterrupted.class)
        .hasMessage("interrupted while waiting for a reader; nothing was written");
  }

  @Test
  void anInterruptEndsTheWaitForABlockedReaderAndLaterOperationsFailImmediately()
      throws IOException {
    PipeOutput output = new PipeOutput(StalledStream::new, () -> true);
    assertThatThrownBy(() -> output.write(TEXT))
        .isInstanceOf(OutputInterrupted.class)
        .hasMessage("interrupted while waiting for its reader; the output is not complete");
    assertThatThrownBy(output::flush).isInstanceOf(OutputInterrupted.class);
    assertThatThrownBy(output::check).isInstanceOf(OutputInterrupted.class);
    output.close();
  }

  @Test
  void allBytesArriveInOrderAlthoughTheCallerReusesItsArray() throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] bytes = TEXT.clone();
    try (PipeOutput output = new PipeOutput(() -> read, () -> false)) {
      output.write(bytes);
      Arrays.fill(bytes, (byte) 'y');
      output.write(bytes, 1, 2);
      output.write('z');
      output.check();
    }
    assertThat(read.toString(StandardCharsets.US_ASCII)).isEqualTo("x".repeat(TEXT.length) + "yyz");
  }

  @Test
  void aFailureOfTheOutputIsThrownByThisAndLaterOperations() throws IOException {
    IOException broken = new IOException("broken pipe");
    assertThatThrownBy(() ->
            new PipeOutput(
                () -> {
                  throw broken;
                },
                () -> false))
        .isSameAs(broken);
    OutputStream stream =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw broken;
          }
        };
    try (PipeOutput output = new PipeOutput(() -> stream, () -> false)) {
      assertThatThrownBy(() -> output.write(1)).isSameAs(broken);
      assertThatThrownBy(output::check).isSameAs(broken);
    }
  }
}
