package io.elevator.workload.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BlockLayer;
import io.elevator.core.BlockLayers;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverType;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobFileReader;
import io.elevator.workload.job.JobResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverChoiceTest {
  /** Driver that can be used only at every second query, as when a limit is just reached. */
  @SpiVersion(SpiVersion.CURRENT)
  private static final class Fickle extends DriverType {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public String name() {
      return "uring";
    }

    @Override
    public String description() {
      return "can be had now and then";
    }

    @Override
    public String unavailableReason() {
      return asked.getAndIncrement() % 2 == 0 ? "" : "no room";
    }

    @Override
    public BlockDriver open(DriverContext context) {
      throw new UnsupportedOperationException("not asked for here");
    }
  }

  @TempDir Path folder;

  @Test
  void theDriverOfAJobStaysTheSameWhenAvailabilityChanges() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("t.fio"), "[a]\nioengine=io_uring\nfilename=data\nsize=1m\n");
    Job job = JobResolver.resolve(JobFileReader.read(file.toString()), List.of()).jobs().getFirst();
    try (BlockLayer layer = BlockLayers.builder().driver(new Fickle()).build()) {
      DriverChoice choice = new DriverChoice(DriverChoice.AUTO, layer);
      assertThat(choice.of(job)).isEqualTo("uring");
      assertThat(choice.of(job)).isEqualTo("uring");
      assertThat(choice.notes()).isEmpty();
    }
  }
}
