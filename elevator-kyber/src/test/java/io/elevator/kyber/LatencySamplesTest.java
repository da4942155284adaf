package io.elevator.kyber;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencySamplesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 2000000, 0",
    "1, 2000000, 0",
    "500000, 2000000, 0",
    "500001, 2000000, 1",
    "1000000, 2000000, 1",
    "1000001, 2000000, 2",
    "2000000, 2000000, 3",
    "2000001, 2000000, 4",
    "3500000, 2000000, 6",
    "3500001, 2000000, 7",
    "900000000000, 2000000, 7",
    // A quarter of the target is rounded down: 2000003 / 4 = 500000.
    "2000003, 2000003, 4",
    // Targets of 0 to 7 ns: a quarter of the target counts as at least 1 ns.
    "0, 0, 0",
    "1, 0, 0",
    "2, 0, 1",
    "8, 0, 7",
    "1, 7, 0",
    "2, 7, 1",
    "2, 8, 0",
    "3, 8, 1",
    // The quotient of latency and quarter is truncated to 32 bits.
    "4294967296, 0, 7",
    "4294967297, 0, 0",
    "4294967299, 0, 2",
    "4294967297, 8, 7",
    "8589934593, 8, 0",
    // If the target is huge, all latencies are in bucket 0.
    "9000000000000000000, -1, 1",
    "4000000000000000000, -1, 0",
    // Latencies are unsigned.
    "-1, -1, 4"
  })
  void latencyIsCountedInTheBucketOfLinux(long latency, long target, int bucket) {
    assertThat(LatencySamples.bucketOf(latency, target)).isEqualTo(bucket);
  }

  @Test
  void domainsAndLatencyKindsHaveSeparateCounters() {
    LatencySamples samples = new LatencySamples(2);
    samples.add(0, Domain.READ, LatencyKind.TOTAL, 2_000_000, 2_000_000);
    samples.add(1, Domain.READ, LatencyKind.TOTAL, 2_000_000, 2_000_000);
    samples.add(1, Domain.READ, LatencyKind.IO, 1, 2_000_000);
    samples.add(0, Domain.DISCARD, LatencyKind.IO, 50, 4);

    long[] sums = new long[LatencySamples.CELLS];
    samples.drainTo(sums);

    long[] expected = new long[LatencySamples.CELLS];
    expected[LatencySamples.histogram(Domain.READ, LatencyKind.TOTAL) + 3] = 2;
    expected[LatencySamples.histogram(Domain.READ, LatencyKind.IO)] = 1;
    expected[LatencySamples.histogram(Domain.DISCARD, LatencyKind.IO) + 7] = 1;
    assertThat(sums).containsExactly(expected);
  }

  @Test
  void drainAddsEachSampleToTheSumsOnce() {
    LatencySamples samples = new LatencySamples(1);
    long[] sums = new long[LatencySamples.CELLS];
    samples.add(0, Domain.WRITE, LatencyKind.IO, 1, 10);
    samples.drainTo(sums);
    samples.drainTo(sums);
    samples.add(0, Domain.WRITE, LatencyKind.IO, 1, 10);
    samples.drainTo(sums);

    assertThat(sums[LatencySamples.histogram(Domain.WRITE, LatencyKind.IO)]).isEqualTo(2);
  }

  @Test
  void noSampleIsLostWhileThreadsAddAndTheTimerDrains() throws InterruptedException {
    LatencySamples samples = new LatencySamples(2);
    int each = 50_000;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int stripe = i % 2;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < each; n++) {
                  samples.add(stripe, Domain.READ, LatencyKind.TOTAL, n, 4000);
                }
              }));
    }
    long[] sums = new long[LatencySamples.CELLS];
    while (threads.stream().anyMatch(Thread::isAlive)) {
      samples.drainTo(sums);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    samples.drainTo(sums);

    long[] expected = new long[LatencySamples.CELLS];
    for (int n = 0; n < each; n++) {
      expected[LatencySamples.bucketOf(n, 4000)] += 4;
    }
    assertThat(sums).containsExactly(expected);
  }
}
