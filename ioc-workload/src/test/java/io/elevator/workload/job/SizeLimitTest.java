package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizeLimitTest {
  @Test
  void aLimitInBytesDoesNotDependOnTheFile() {
    assertThat(new SizeLimit.Bytes(4096).of(10)).isEqualTo(4096);
  }

  @Test
  void aPercentageLimitRefersToTheLengthOfTheFile() {
    assertThat(new SizeLimit.Percent(50).of(1001)).isEqualTo(500);
    assertThat(new SizeLimit.Percent(100).of(1001)).isEqualTo(1001);
    assertThat(new SizeLimit.Percent(33).of(Long.MAX_VALUE)).isEqualTo(3043712772162076016L);
  }

  @Test
  void withoutALimitTheSizeIsTheWholeFile() {
    assertThat(new SizeLimit.Whole().of(77)).isEqualTo(77);
  }
}
