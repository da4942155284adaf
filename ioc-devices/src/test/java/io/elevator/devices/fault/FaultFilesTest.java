package io.elevator.devices.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.devices.memory.MemoryDriverType;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.FileOpening;
import io.elevator.testkit.fake.DriverBench;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultFilesTest {
  /** Files that only say whether they have a cache. */
  private static final class Cached extends DriverFiles {
    private final boolean cached;

    private Cached(boolean cached) {
      this.cached = cached;
    }

    @Override
    public boolean hasVolatileCache() {
      return cached;
    }

    @Override
    public DriverFile open(FileOpening opening) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long length(DriverFile file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int links(DriverFile file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void truncate(DriverFile file, long length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close(DriverFile file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void rename(Path from, Path to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void delete(Path path) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void syncFolder(Path folder) {
      throw new UnsupportedOperationException();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void filesHaveACacheIfThoseOfTheWrappedDriveHaveOne(boolean cached) throws IOException {
    try (var bench = new DriverBench(new MemoryDriverType(), 3, "faults", "fail nth=1000")) {
      var files = new FaultFiles((FaultDrive) bench.driver(), new Cached(cached));
      assertThat(files.hasVolatileCache()).isEqualTo(cached);
    }
  }
}
