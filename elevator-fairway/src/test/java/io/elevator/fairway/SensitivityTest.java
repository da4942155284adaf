package io.elevator.fairway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SensitivityTest {
  private static final long KIB = 1024;
  private static final long MS = 1_000_000;

  private final Tunables tunables = new Tunables();
  private final Sensitivity sensitivity = new Sensitivity();

  private boolean after(int requests, int before, long bytes, boolean withinShare, long now) {
    for (int i = 0; i < requests; i++) {
      sensitivity.arrived(before, bytes, withinShare, tunables, now);
    }
    return sensitivity.isSensitive();
  }

  @Test
  void smallRequestsOneAtATimeAreSensitive() {
    assertThat(after(1, 0, 4 * KIB, true, 0)).isTrue();
    assertThat(after(100, 0, 32 * KIB, true, 0)).isTrue();
  }

  @Test
  void longRequestsAreNot() {
    assertThat(after(100, 0, 33 * KIB, true, 0)).isFalse();
  }

  @Test
  void manyRequestsAtATimeAreNot() {
    assertThat(after(100, 2, 4 * KIB, true, 0)).isTrue();
    assertThat(after(100, 3, 4 * KIB, true, 0)).isFalse();
  }

  @Test
  void costBeyondTheShareEndsTheSensitivityAtOnceForATenthOfASecond() {
    assertThat(after(10, 0, 4 * KIB, true, 0)).isTrue();
    assertThat(after(1, 0, 4 * KIB, false, MS)).isFalse();
    assertThat(after(1, 0, 4 * KIB, true, 100 * MS)).isFalse();
    assertThat(after(1, 0, 4 * KIB, true, 101 * MS)).isTrue();
  }

  @Test
  void tunablesSwitchItOffAndMoveItsLimits() {
    tunables.store("sensitive", "0");
    assertThat(after(10, 0, 4 * KIB, true, 0)).isFalse();
    tunables.store("sensitive", "1");
    tunables.store("sensitive_kb", "64");
    assertThat(after(100, 0, 64 * KIB, true, 0)).isTrue();
    tunables.store("sensitive_depth", "0");
    assertThat(after(100, 1, 4 * KIB, true, 0)).isFalse();
  }
}
