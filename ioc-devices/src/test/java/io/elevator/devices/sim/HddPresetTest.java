package io.elevator.devices.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.elevator.api.Operation;
import io.elevator.devices.rig.SteadyLoad;
import io.elevator.testkit.fake.DriverBench;
import java.io.IOException;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests that the presets of the simulated hard disk meet the published figures of the drives that
 * they are named after.
 */
class HddPresetTest {
  private static final Percentage CLOSE = withinPercentage(15);

  private static DriverBench open(String preset, String... more) throws IOException {
    String[] all = java.util.Arrays.copyOf(more, more.length + 6);
    System.arraycopy(
        new String[] {"preset", preset, "data", "0", "hw_queue_depth", "64"},
        0,
        all,
        more.length,
        6);
    return new DriverBench(new SimHddDriverType(), 11, all);
  }

  private static double random4KiB(DriverBench rig, Operation operation, int depth) {
    SteadyLoad load = new SteadyLoad(rig, operation, 4096, true, 5);
    load.run(depth, 1_000);
    return load.run(depth, 10_000);
  }

  @ParameterizedTest
  @CsvSource({"7200rpm, 1, 77", "7200rpm, 16, 170", "15000rpm, 1, 200"})
  void randomReads(String preset, int depth, double published) throws IOException {
    try (DriverBench rig = open(preset)) {
      assertThat(random4KiB(rig, Operation.READ, depth)).isCloseTo(published, CLOSE);
    }
  }

  @Test
  void depth32IsFasterThanDepth16ButLessThanTwiceAsFast() throws IOException {
    try (DriverBench rig = open("7200rpm");
        DriverBench other = open("7200rpm")) {
      double sixteen = random4KiB(rig, Operation.READ, 16);
      double thirtyTwo = random4KiB(other, Operation.READ, 32);
      assertThat(thirtyTwo).isBetween(sixteen * 1.1, sixteen * 1.5);
    }
  }

  @Test
  void sequentialReadsRunAtTheRateOfTheZone() throws IOException {
    for (int depth : new int[] {1, 32}) {
      try (DriverBench rig = open("7200rpm")) {
        SteadyLoad load = new SteadyLoad(rig, Operation.READ, 131_072, false, 5);
        load.run(depth, 100);
        assertThat(load.run(depth, 5_000) * 131_072 / 1e6).isCloseTo(175, CLOSE);
      }
    }
  }

  @Test
  void theWriteCacheMakesLoneWritesFasterThanReads() throws IOException {
    try (DriverBench cached = open("7200rpm");
        DriverBench through = open("7200rpm", "write_cache", "0")) {
      double reads = random4KiB(cached, Operation.READ, 1);
      assertThat(random4KiB(through, Operation.WRITE, 1)).isLessThan(reads);
      assertThat(random4KiB(cached, Operation.WRITE, 1)).isGreaterThan(1.8 * reads);
    }
  }

  @Test
  void ageingLowersTheWorstLatencyAndTheRate() throws IOException {
    try (DriverBench greedy = open("7200rpm", "ageing", "0");
        DriverBench aged = open("7200rpm", "ageing", "100")) {
      assertThat(random4KiB(greedy, Operation.READ, 32))
          .isGreaterThan(random4KiB(aged, Operation.READ, 32));
      assertThat(worstLatency("0")).isGreaterThan(2 * worstLatency("100"));
    }
  }

  private static long worstLatency(String ageing) throws IOException {
    try (DriverBench rig = open("7200rpm", "ageing", ageing)) {
      SteadyLoad load = new SteadyLoad(rig, Operation.READ, 4096, true, 5);
      load.run(32, 5_000);
      return load.worstLatency();
    }
  }
}
