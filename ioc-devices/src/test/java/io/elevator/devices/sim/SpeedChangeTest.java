package io.elevator.devices.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.devices.options.DriverOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpeedChangeTest {
  @Test
  void withoutOptionsNothingChanges() {
    SpeedChange speed = new SpeedChange(new DriverOptions(Map.of("slow_factor", "9")));
    for (int i = 1; i < 1000; i++) {
      assertThat(speed.factorForNext(i * 1_000_000_000L)).isEqualTo(1);
    }
  }

  @Test
  void theDriveIsSlowAfterSomeRequestsForSomeTimeAndThenCountsFromZero() {
    SpeedChange speed =
        new SpeedChange(
            new DriverOptions(Map.of("slow_after", "3", "slow_factor", "7", "slow_for", "1s")));
    long now = 5;
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 3; i++) {
        assertThat(speed.factorForNext(now)).as("round %d, request %d", round, i).isEqualTo(1);
      }
      assertThat(speed.factorForNext(now)).isEqualTo(7);
      assertThat(speed.factorForNext(now + 999_999_999)).isEqualTo(7);
      now += 1_000_000_000;
    }
  }

  @Test
  void theInstantCountsFromTheFirstRequestAndTheChangeHappensOnce() {
    SpeedChange speed =
        new SpeedChange(new DriverOptions(Map.of("slow_at", "2s", "slow_for", "1s")));
    long first = 77_000_000_000L;
    assertThat(speed.factorForNext(first)).isEqualTo(1);
    assertThat(speed.factorForNext(first + 1_999_999_999L)).isEqualTo(1);
    assertThat(speed.factorForNext(first + 2_000_000_000L)).isEqualTo(10);
    assertThat(speed.factorForNext(first + 2_999_999_999L)).isEqualTo(10);
    assertThat(speed.factorForNext(first + 3_000_000_000L)).isEqualTo(1);
    assertThat(speed.factorForNext(first + 9_000_000_000L)).isEqualTo(1);
  }
}
