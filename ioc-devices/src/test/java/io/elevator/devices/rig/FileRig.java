package io.elevator.devices.rig;

import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.FakeDriverRequest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A base class for tests that open drives on a file. The file is in the module's folder, because
 * the folder for temporary files is often in memory.
 */
public abstract class FileRig {
  /** Driver type whose drives the tests open. */
  protected final DriverType type;

  /** Folder for the files of a test, empty before each test. */
  protected Path folder;

  /** Path of the file that {@link #open} opens. */
  protected Path path;

  /** Creates tests that open drives of a driver type. */
  protected FileRig(DriverType type) {
    this.type = type;
  }

  @BeforeEach
  void makeFolder() throws IOException {
    Path target = Files.createDirectories(Path.of("target"));
    folder = Files.createTempDirectory(target, type.name() + "-drive");
    path = folder.resolve("drive");
  }

  @AfterEach
  void removeFolder() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /**
   * Opens a drive on {@link #path}.
   *
   * @param options names of options, each followed by its value
   */
  protected DriverBench open(String... options) throws IOException {
    String[] all = Arrays.copyOf(options, options.length + 2);
    all[options.length] = "filename";
    all[options.length + 1] = path.toString();
    return new DriverBench(type, 1, all);
  }

  /** Performs an I/O on a drive, waits for its end and returns its status. */
  protected static BioStatus io(
      DriverBench rig, Operation operation, int flags, long sector, MemorySegment data)
      throws InterruptedException {
    FakeDriverRequest rq = rig.submit(operation, flags, sector, data, null);
    rig.queue().awaitIdle();
    return rq.status();
  }
}
