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

  @Test
  void causesGrowWithTheBatchAndAreClearedWithIt() {
    var batch = new Completions(1);
    var cause = new IllegalStateException("broken");
    batch.add(1, BioStatus.OK);
    batch.add(2, BioStatus.IOERR, 5, cause);
    for (int i = 3; i < 12; i++) {
      batch.add(i, BioStatus.OK);
    }
    assertThat(batch.errno(0)).isZero();
    assertThat(batch.cause(0)).isNull();
    assertThat(batch.errno(1)).isEqualTo(5);
    assertThat(batch.cause(1)).isSameAs(cause);
    assertThat(batch.cause(10)).isNull();
    batch.clear();
    batch.add(1, BioStatus.OK);
    batch.add(2, BioStatus.IOERR);
    assertThat(batch.errno(1)).isZero();
    assertThat(batch.cause(1)).isNull();
    batch.add(3, BioStatus.IOERR, 28, null);
    assertThat(batch.errno(1)).isZero();
    assertThat(batch.errno(2)).isEqualTo(28);
  }
}
