package io.elevator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.elevator.conformance.ReplayResult;
import io.elevator.conformance.VectorFiles;
import io.elevator.conformance.VectorReplayer;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.SpiVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the page about the kit shows: a vector that an author wrote, played to the elevator. */
class FifoVectorsTest {
  private static final Path VECTORS = Path.of("src/test/resources/vectors");

  @Test
  void answersAsWritten() throws IOException {
    for (Path file : VectorFiles.list(VECTORS)) {
      ReplayResult result = new VectorReplayer(new FifoType()).replay(VectorFiles.read(file));
      assertTrue(result.passed(), result::toString);
    }
  }

  /** The last that came goes first. */
  @SpiVersion(SpiVersion.CURRENT)
  private static final class Lifo extends FifoType {
    @Override
    public Elevator attach(Attachment attachment) {
      return new Fifo(attachment) {
        @Override
        public @Nullable Request dispatch(HardwareQueue hctx, long now) {
          return waiting.removeLast();
        }
      };
    }
  }

  @Test
  void anotherOrderIsFoundWithItsLine() throws IOException {
    ReplayResult result =
        new VectorReplayer(new Lifo()).replay(VectorFiles.read(VECTORS.resolve("two-tasks.vec")));
    assertThat(result.passed()).isFalse();
    assertThat(result.toString()).contains("two-tasks.vec:11: expected 1, actual 2");
  }

  @Test
  void thePageShowsTheseFiles() throws IOException {
    String page = Files.readString(Path.of("../docs/elevator-testkit.md"));
    assertThat(page).contains(Files.readString(VECTORS.resolve("two-tasks.vec")));
    String source =
        Files.readString(Path.of("src/test/java/io/elevator/testkit/FifoVectorsTest.java"));
    int begin = page.indexOf("  @Test\n  void answersAsWritten");
    assertThat(begin).isPositive();
    assertThat(source).contains(page.substring(begin, page.indexOf("```", begin)));
  }
}
