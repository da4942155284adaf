package io.elevator.workload.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.workload.job.Direction;
import org.junit.jupiter.api.Test;

class DirectionStatsTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void ratesAreComputedOverTheRuntime() {
    DirectionStats stats = new DirectionStats();
    for (int i = 0; i < 100; i++) {
      stats.submitted();
      stats.queued(10);
      stats.completed(4096, 1000, 1010);
    }
    stats.ended(2 * SECOND);

    assertThat(stats.ios()).isEqualTo(100);
    assertThat(stats.bytes()).isEqualTo(409_600);
    assertThat(stats.iosPerSecond()).isEqualTo(50);
    assertThat(stats.bytesPerSecond()).isEqualTo(204_800);
    assertThat(stats.lat().moments().mean()).isEqualTo(1010);
    assertThat(stats.clat().moments().mean()).isEqualTo(1000);
    assertThat(stats.slat().moments().mean()).isEqualTo(10);
  }

  @Test
  void aRuntimeBelowAMillisecondCountsAsOneIfAnIoWasSubmitted() {
    DirectionStats stats = new DirectionStats();
    stats.ended(10_000);
    assertThat(stats.runtimeMillis()).isZero();
    assertThat(stats.iosPerSecond()).isZero();

    stats.submitted();
    stats.queued(1);
    stats.completed(512, 1, 2);

    assertThat(stats.runtimeMillis()).isEqualTo(1);
    assertThat(stats.iosPerSecond()).isEqualTo(1000);
  }

  @Test
  void aSampleCoversOnlyItsInterval() {
    DirectionStats stats = new DirectionStats();
    stats.completed(1 << 20, 1, 1);
    stats.startSampling(SECOND);
    stats.completed(1 << 20, 1, 1);
    stats.sample(SECOND + SECOND / 2);
    stats.sample(2 * SECOND);
    stats.sample(2 * SECOND);

    assertThat(stats.bandwidth().count())
        .as("an interval of no length gives no sample")
        .isEqualTo(2);
    assertThat(stats.bandwidth().max()).isEqualTo(2048);
    assertThat(stats.bandwidth().min()).isZero();
    assertThat(stats.rate().max()).isEqualTo(2);
  }

  @Test
  void aFailedIoIsNotCountedAsCompleted() {
    DirectionStats stats = new DirectionStats();
    stats.submitted();
    stats.queued(1);
    stats.failed();

    assertThat(stats.issued()).isEqualTo(1);
    assertThat(stats.ios()).isZero();
    assertThat(stats.dropped()).isEqualTo(1);
  }

  @Test
  void jobsReportedTogetherAddUpTheirIosButNotTheirRuntimes() {
    JobStats one = new JobStats();
    one.of(Direction.READ).submitted();
    one.of(Direction.READ).queued(1);
    one.of(Direction.READ).completed(4096, 5, 6);
    one.depths().add(1);
    one.latencies().add(5);
    one.queueTime().add(2);
    one.deviceTime().add(3);
    one.ended(SECOND);
    JobStats other = new JobStats();
    other.of(Direction.READ).submitted();
    other.of(Direction.READ).queued(1);
    other.of(Direction.READ).completed(4096, 5, 6);
    other.of(Direction.WRITE).submitted();
    other.of(Direction.WRITE).queued(1);
    other.of(Direction.WRITE).completed(8192, 5, 6);
    other.ended(3 * SECOND);

    one.add(other);

    assertThat(one.of(Direction.READ).bytes()).isEqualTo(8192);
    assertThat(one.of(Direction.WRITE).bytes()).isEqualTo(8192);
    assertThat(one.runtimeNanos()).isEqualTo(3 * SECOND);
    assertThat(one.of(Direction.READ).runtimeMillis()).isEqualTo(3000);
    assertThat(one.of(Direction.TRIM).runtimeMillis()).isZero();
    assertThat(one.depths().percent(0)).isEqualTo(100);
    assertThat(one.queueTime().mean()).isEqualTo(2);
    assertThat(one.deviceTime().mean()).isEqualTo(3);
  }
}
