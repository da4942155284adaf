package io.elevator.integration.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample of the page about embedding compiles and runs. */
class EmbeddingPageTest {
  @TempDir Path work;

  @Test
  void theEngineMergesARunAndTheReadmeHasTheSameText() throws Exception {
    Samples page = new Samples("docs/embedding.md", work);
    assertThat(new Samples("README.md", work).text("Engine")).isEqualTo(page.text("Engine"));
    Path classes = page.compile("Engine");
    Path folder = Files.createDirectory(work.resolve("db"));
    byte[] run = new byte[5000];
    new Random(1).nextBytes(run);
    Files.write(folder.resolve("run-3"), run);

    String output = Samples.run(classes, "Engine", folder.toString());

    assertThat(output.lines().toList().getLast()).isEqualTo("8 100 5000");
    assertThat(folder.resolve("run-9")).hasBinaryContent(run);
    assertThat(folder.resolve("run-3")).doesNotExist();
    assertThat(Files.readAllBytes(folder.resolve("wal-17")))
        .hasSize(64 << 20)
        .startsWith("put k v;".getBytes(StandardCharsets.UTF_8));
  }

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
