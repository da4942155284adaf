package io.elevator.fairway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentCostTest {
  private static final long START = 7_000_000_000L;
  private static final long MS = 1_000_000;

  private final RecentCost cost = new RecentCost();

  @Test
  void costOfThePresentPeriodCountsInFull() {
    cost.add(100, START);
    cost.add(50, START + 40 * MS);
    assertThat(cost.get(START + 99 * MS)).isEqualTo(150);
  }

  @Test
  void costOfThePeriodBeforeFades() {
    cost.add(100, START);
    assertThat(cost.get(START + 100 * MS)).isEqualTo(100);
    assertThat(cost.get(START + 150 * MS)).isEqualTo(50);
    assertThat(cost.get(START + 199 * MS)).isEqualTo(1);
    assertThat(cost.get(START + 200 * MS)).isZero();
  }

  @Test
  void costIsForgottenAfterALongPause() {
    cost.add(100, START);
    cost.add(30, START + 10_000 * MS);
    assertThat(cost.get(START + 10_001 * MS)).isEqualTo(30);
  }
}
