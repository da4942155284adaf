package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.core.context.OwnVm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hundred thousand virtual threads on one carrier thread each wait for a bio. Submission and
 * completion must never block the carrier, because then no thread could go on.
 */
class OneCarrierTest {
  @ParameterizedTest
  @ValueSource(strings = {"none", "list"})
  void hundredThousandVirtualSubmittersFinishOnOneCarrier(String elevator, @TempDir Path folder)
      throws Exception {
    String output =
        OwnVm.run(
            folder,
            List.of(
                "-Xmx512m",
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1"),
            List.of(ManySubmitters.class.getName(), elevator));
    assertThat(output).isEqualToIgnoringNewLines("100000 ended");
  }
}
