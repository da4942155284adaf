package io.elevator.spi.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import org.junit.jupiter.api.Test;

class CompletionsTest {
  @Test
  void keepsWhatWasAddedAndGrows() {
    var batch = new Completions(1);
    for (int i = 0; i < 10; i++) {
      batch.add(100 + i, i % 2 == 0 ? BioStatus.OK : BioStatus.MEDIUM);
    }
    assertThat(batch.size()).isEqualTo(10);
    assertThat(batch.cookie(9)).isEqualTo(109);
    assertThat(batch.status(9)).isEqualTo(BioStatus.MEDIUM);
    batch.clear();
    assertThat(batch.size()).isZero();
  }
}
