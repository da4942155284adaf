package io.elevator.devices.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HddWriteCacheTest {
  private final HddWriteCache cache = new HddWriteCache(1 << 20);

  @Test
  void adjacentWritesFormOneRunUpToTheLongest() {
    for (int i = 0; i < 4; i++) {
      assertThat(cache.add(1000 + i * 100, 100, i)).isTrue();
    }
    assertThat(cache.runs()).isEqualTo(1);
    assertThat(cache.sector(0)).isEqualTo(1000);
    assertThat(cache.sectors(0)).isEqualTo(400);
    assertThat(cache.arrived(0)).isZero();
    cache.add(900, 100, 9);
    assertThat(cache.runs()).as("only what continues a run joins it").isEqualTo(2);
  }

  @Test
  void theCacheRefusesWritesBeyondItsRoomExceptALoneWrite() {
    assertThat(cache.add(0, 4096, 1)).isTrue();
    assertThat(cache.add(9000, 8, 1)).isFalse();
    cache.remove(0);
    assertThat(cache.isEmpty()).isTrue();
    assertThat(cache.add(9000, 1024, 1)).isTrue();
    assertThat(cache.isPressing()).isFalse();
    assertThat(cache.add(20_000, 8, 1)).isTrue();
    assertThat(cache.isPressing()).as("more than half is taken").isTrue();
  }

  @Test
  void aReadIsServedOnlyIfOneRunContainsAllOfIt() {
    cache.add(100, 50, 1);
    cache.add(300, 50, 2);
    assertThat(cache.holds(100, 50)).isTrue();
    assertThat(cache.holds(310, 8)).isTrue();
    assertThat(cache.holds(140, 20)).isFalse();
    assertThat(cache.holds(90, 20)).isFalse();
    assertThat(cache.holds(200, 1)).isFalse();
  }

  @Test
  void runsStayInOrderOfArrivalWhenOneIsRemoved() {
    for (int i = 0; i < 5; i++) {
      cache.add(i * 1000L, 8, i * 10L);
    }
    assertThat(cache.runsUntil(20, 5)).isEqualTo(3);
    assertThat(cache.runsUntil(20, 2)).isEqualTo(2);
    cache.remove(1);
    assertThat(cache.runs()).isEqualTo(4);
    assertThat(cache.sector(1)).isEqualTo(2000);
    assertThat(cache.arrived(3)).isEqualTo(40);
    assertThat(cache.runsUntil(20, 4)).isEqualTo(2);
    assertThat(cache.removed()).isEqualTo(1);
  }
}
