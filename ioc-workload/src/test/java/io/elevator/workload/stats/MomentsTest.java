package io.elevator.workload.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MomentsTest {
  private static Moments of(long... values) {
    Moments moments = new Moments();
    for (long value : values) {
      moments.add(value);
    }
    return moments;
  }

  @Test
  void emptyMomentsAreAllZero() {
    Moments none = new Moments();

    assertThat(none.count()).isZero();
    assertThat(none.min()).isZero();
    assertThat(none.max()).isZero();
    assertThat(none.mean()).isZero();
    assertThat(none.deviation()).isZero();
  }

  @Test
  void oneNumberHasNoDeviation() {
    assertThat(of(7).deviation()).isZero();
    assertThat(of(7).mean()).isEqualTo(7);
  }

  @Test
  void theDeviationIsThatOfASample() {
    Moments moments = of(2, 4, 4, 4, 5, 5, 7, 9);

    assertThat(moments.mean()).isEqualTo(5);
    assertThat(moments.deviation()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
    assertThat(moments.min()).isEqualTo(2);
    assertThat(moments.max()).isEqualTo(9);
  }

  @Test
  void largeNumbersCloseTogetherKeepTheirDeviation() {
    // For these numbers, a computation with sums of squares would need 120 bits.
    assertThat(of(1L << 60, (1L << 60) + 2048, (1L << 60) + 4096).deviation())
        .isCloseTo(2048, within(1.0));
  }

  @Test
  void momentsAddedTogetherEqualThoseOfAllValues() {
    Moments left = of(1, 5, 100);
    left.add(of(7, 3));

    Moments all = of(1, 5, 100, 7, 3);
    assertThat(left.count()).isEqualTo(5);
    assertThat(left.mean()).isCloseTo(all.mean(), within(1e-12));
    assertThat(left.deviation()).isCloseTo(all.deviation(), within(1e-9));
    assertThat(left.min()).isEqualTo(1);
    assertThat(left.max()).isEqualTo(100);
  }

  @Test
  void addingEmptyMomentsChangesNothing() {
    Moments moments = of(3, 4);
    moments.add(new Moments());
    moments.addBeside(new Moments());

    assertThat(moments.count()).isEqualTo(2);
    assertThat(moments.mean()).isEqualTo(3.5);
    assertThat(moments.min()).isEqualTo(3);
  }

  @Test
  void ratesOfConcurrentJobsAddUp() {
    Moments all = new Moments();
    all.addBeside(of(100, 200));
    all.addBeside(of(10, 30));

    assertThat(all.min()).isEqualTo(110);
    assertThat(all.max()).isEqualTo(230);
    assertThat(all.mean()).isEqualTo(170);
    assertThat(all.count()).isEqualTo(4);
    assertThat(all.deviation()).isCloseTo(Math.sqrt((5000.0 + 200) / 3), within(1e-9));
  }
}
