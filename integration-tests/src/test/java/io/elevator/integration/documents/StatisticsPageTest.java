package io.elevator.integration.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of the page on statistics do what the page says. */
class StatisticsPageTest {
  @TempDir Path work;

  private Samples samples() throws IOException {
    return new Samples("docs/statistics.md", work);
  }

  @Test
  void theListenerFindsTheSlowRequests() throws Exception {
    Path classes = samples().compile("SlowRequests");
    assertThat(Samples.run(classes, "SlowRequests"))
        .contains("100 requests, 3 of them slower than 8 ms\n")
        .contains("READ 29000+8 by reader: 9 ms\n");
  }

  @Test
  void everySampleIsUsedHere() throws IOException {
    assertThat(samples().names()).containsExactly("SlowRequests");
  }
}
