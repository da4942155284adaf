package io.elevator.integration.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample of the page about embedding compiles and runs. */
class EmbeddingPageTest {
  @TempDir Path work;

  @Test
  void theSamplePrintsTheDiskOfEachPath() throws Exception {
    Path classes = new Samples("docs/embedding.md", work).compile("WhichDisk");
    Path file = Files.createFile(work.resolve("file"));
    Path missing = work.resolve("not/yet");

    String[] lines =
        Samples.run(classes, "WhichDisk", file.toString(), missing.toString())
            .lines()
            .filter(line -> !line.startsWith("  "))
            .toArray(String[]::new);

    assertThat(lines).hasSize(2);
    assertThat(lines[0]).startsWith(file + " ");
    assertThat(lines[1]).isEqualTo(missing + lines[0].substring(file.toString().length()));
  }
}
