package io.elevator.devices.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.elevator.devices.options.DriverOptions;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HddGeometryTest {
  private static final long SECTORS = HddParameters.RPM_7200.bytes() >> 9;

  private final HddGeometry disk = new HddGeometry(HddParameters.RPM_7200);

  @Test
  void theSeekCurveMeetsShortestMeanAndFullStroke() {
    long last = disk.cylinder(SECTORS - 1);
    assertThat(disk.seekNanos(0, 0)).isZero();
    assertThat(disk.seekNanos(5, 6)).isCloseTo(1_000_000, withinPercentage(5));
    assertThat(disk.seekNanos(0, last)).isCloseTo(18_000_000, withinPercentage(1));
    assertThat(disk.seekNanos(last, 0)).isEqualTo(disk.seekNanos(0, last));
    SplittableRandom random = new SplittableRandom(3);
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      sum += disk.seekNanos(random.nextLong(last), random.nextLong(last));
    }
    assertThat(sum / 100_000).isCloseTo(8_500_000, withinPercentage(1));
  }

  @Test
  void outerTracksAreLongerAndCylindersGrowWithTheSector() {
    assertThat(2048 * 512 * 1e3 / disk.transferNanos(0, 2048)).isCloseTo(175, within(1.0));
    assertThat(2048 * 512 * 1e3 / disk.transferNanos(SECTORS - 1, 2048)).isCloseTo(83, within(1.0));
    long before = -1;
    for (long sector = 0; sector < SECTORS; sector += SECTORS / 1000) {
      assertThat(disk.cylinder(sector)).isGreaterThan(before);
      before = disk.cylinder(sector);
    }
  }

  @Test
  void aSectorPassesTheHeadsOnceARevolution() {
    SplittableRandom random = new SplittableRandom(3);
    long revolution = disk.revolutionNanos();
    assertThat(revolution).isEqualTo(8_333_333);
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      long sector = random.nextLong(SECTORS);
      long instant = random.nextLong(1L << 40);
      long wait = disk.rotationNanos(sector, instant);
      assertThat(wait).isBetween(0L, revolution - 1);
      assertThat(disk.rotationNanos(sector, instant + wait)).isZero();
      assertThat(disk.rotationNanos(sector, instant + wait + revolution)).isZero();
      sum += wait;
    }
    assertThat(sum / 10_000).isCloseTo(revolution / 2.0, withinPercentage(3));
  }

  @Test
  void aSectorReachesTheHeadsWhenTheSectorBeforeItHasPassed() {
    long start = 777;
    long at = start + disk.rotationNanos(5_000, start) + disk.transferNanos(5_000, 256);
    long wait = disk.rotationNanos(5_256, at);
    assertThat(Math.min(wait, disk.revolutionNanos() - wait)).isLessThan(10);
  }

  @Test
  void aTinyDiskHasTheFullStroke() {
    HddParameters tiny =
        HddParameters.read(new DriverOptions(Map.of("size", "1m", "zones", "1", "heads", "64")));
    HddGeometry small = new HddGeometry(tiny);
    assertThat(small.cylinder(2047)).isGreaterThanOrEqualTo(0);
    assertThat(small.seekNanos(0, 1)).isEqualTo(18_000_000);
  }
}
