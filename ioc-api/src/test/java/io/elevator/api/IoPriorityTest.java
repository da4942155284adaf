package io.elevator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class IoPriorityTest {
  @Test
  void encodesAsLinuxDoes() {
    assertThat(IoPriority.bestEffort(7).value()).isEqualTo(16391);
    assertThat(IoPriority.realTime(7).value()).isEqualTo(8199);
    assertThat(IoPriority.encode(3, 5, 0)).isEqualTo(24581);
    assertThat(IoPriority.of(2 * 8192 + 8))
        .isEqualTo(new IoPriority(PriorityClass.BEST_EFFORT, 0, 1));
    assertThat(IoPriority.NONE.value()).isZero();
  }

  @Test
  void partsOutOfRangeEncodeAsInvalid() {
    int[][] parts = {{8, 0, 0}, {2, 8, 0}, {2, 0, 1024}, {-1, 0, 0}, {2, -1, 0}, {2, 0, -1}};
    for (int[] p : parts) {
      assertThat(IoPriority.encode(p[0], p[1], p[2])).isEqualTo(57344);
    }
  }

  @Test
  void theRecordRefusesThem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IoPriority.bestEffort(8))
        .withMessageContaining("8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IoPriority(PriorityClass.IDLE, 0, 1024));
    assertThatIllegalArgumentException().isThrownBy(() -> IoPriority.of(65536));
    assertThatIllegalArgumentException().isThrownBy(() -> IoPriority.of(4 << 13));
  }

  @Test
  void everyValueOfAValidClassRoundTrips() {
    for (int value = 0; value < 4 << 13; value++) {
      assertThat(IoPriority.of(value).value()).isEqualTo(value);
      assertThat(IoPriority.hasValidClass(value)).isEqualTo(value >= 8192);
    }
    assertThat(IoPriority.hasValidClass(IoPriority.INVALID_VALUE)).isFalse();
  }

  @Test
  void bestIsTheNumericallySmaller() {
    int realTime = IoPriority.realTime(7).value();
    int bestEffort = IoPriority.bestEffort(0).value();
    assertThat(IoPriority.best(realTime, bestEffort)).isEqualTo(realTime);
    assertThat(IoPriority.realTime(7)).hasToString("rt/7");
    assertThat(IoPriority.idle()).hasToString("idle");
  }
}
