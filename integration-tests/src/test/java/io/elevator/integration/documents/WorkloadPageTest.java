package io.elevator.integration.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample of the page about workloads compiles and runs. */
class WorkloadPageTest {
  @TempDir Path work;

  @Test
  void samplePrintsTheFiguresOfItsJob() throws Exception {
    Path classes = new Samples("docs/workload.md", work).compile("Load");

    assertThat(Samples.run(classes, "Load"))
        .contains("16384 reads, 67108864 bytes\n")
        .containsPattern("p99: [1-9]\\d* ns\n");
  }
}
