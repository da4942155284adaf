package io.elevator.devices.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.elevator.api.Operation;
import io.elevator.devices.rig.SteadyLoad;
import io.elevator.testkit.fake.DriverBench;
import java.io.IOException;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests that the presets of the simulated solid-state drive meet the published figures of the
 * drives that they are named after.
 */
class SsdPresetTest {
  private static final Percentage CLOSE = withinPercentage(15);

  private static DriverBench open(String preset) throws IOException {
    return new DriverBench(
        new SimSsdDriverType(), 11, "preset", preset, "data", "0", "hw_queue_depth", "256");
  }

  @ParameterizedTest
  @CsvSource({
    "sata-ssd, READ, 1, 13000",
    "sata-ssd, READ, 32, 98000",
    "sata-ssd, WRITE, 1, 36000",
    "sata-ssd, WRITE, 32, 88000",
    "nvme-ssd, READ, 1, 19000",
    "nvme-ssd, READ, 128, 600000",
    "nvme-ssd, WRITE, 1, 60000",
    "nvme-ssd, WRITE, 128, 550000",
    "nvme-dc, READ, 1, 11765", // 85 microseconds
    "nvme-dc, READ, 256, 490000",
    "nvme-dc, WRITE, 128, 38000"
  })
  void random4KiB(String preset, Operation operation, int depth, double published)
      throws IOException {
    try (DriverBench rig = open(preset)) {
      SteadyLoad load = new SteadyLoad(rig, operation, 4096, true, 5);
      load.run(depth, 50_000);
      assertThat(load.run(depth, 200_000)).isCloseTo(published, CLOSE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sata-ssd, READ, 560",
    "sata-ssd, WRITE, 530",
    "nvme-ssd, READ, 3500",
    "nvme-ssd, WRITE, 3300",
    "nvme-dc, READ, 3200",
    "nvme-dc, WRITE, 1050"
  })
  void sequential128KiB(String preset, Operation operation, double publishedMegabytes)
      throws IOException {
    try (DriverBench rig = open(preset)) {
      SteadyLoad load = new SteadyLoad(rig, operation, 131_072, false, 5);
      load.run(32, 10_000);
      double megabytes = load.run(32, 50_000) * 131_072 / 1e6;
      assertThat(megabytes).isCloseTo(publishedMegabytes, CLOSE);
    }
  }
}
