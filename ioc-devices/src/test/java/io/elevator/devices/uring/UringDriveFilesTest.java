package io.elevator.devices.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.api.OpenMode;
import io.elevator.devices.rig.FilesBelowFolder;
import io.elevator.testing.Requires;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the files of a uring drive. */
@Requires(kernel = UringDriver.class)
class UringDriveFilesTest extends FilesBelowFolder {
  UringDriveFilesTest() {
    super(new UringDriverType());
  }

  private long figure(String name) {
    return queue.metrics().statistics().children().stream()
        .map(child -> child.values().get(name))
        .filter(Long.class::isInstance)
        .mapToLong(value -> (Long) value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFileIsRegisteredAfterRepeatedUseAndItsPlaceIsEmptiedWhenItIsClosed() throws IOException {
    FileHandle file = files.open(Path.of("a"), OpenMode.CREATE);
    for (int i = 1; i < RingFiles.USES; i++) {
      require(bio.write(file, 0, filled(10, i)));
    }
    assertThat(figure("registered_files")).isZero();
    require(bio.write(file, 0, filled(10, 100)));
    assertThat(figure("registered_files")).isEqualTo(1);
    require(bio.write(file, 10, filled(10, 101)).flags(BioFlags.FUA));
    require(bio.flush(file));
    assertThat(Files.readAllBytes(folder.resolve("a"))).startsWith(100).endsWith(101);
    files.close(file);
    assertThat(figure("registered_files")).isZero();
    assertThat(figure("open_files")).isZero();
  }

  @Test
  void aReadThatMeetsTheEndLeavesTheRestOfCopiedMemoryAlone() throws IOException {
    FileHandle file = files.open(Path.of("a"), OpenMode.CREATE);
    require(bio.write(file, 0, filled(5_000, 1)));
    try (Arena arena = Arena.ofShared()) {
      MemorySegment memory = arena.allocate(8192).fill((byte) 9);
      require(bio.read(file, 0, memory));
      assertThat(bio.transferred()).isEqualTo(5_000);
      assertThat(memory.asSlice(0, 5_000).mismatch(filled(5_000, 1))).isEqualTo(-1);
      assertThat(memory.asSlice(5_000).mismatch(filled(3_192, 9))).isEqualTo(-1);
    }
  }

  @Test
  void moreFilesThanPlacesKeepTheirDataApart() throws IOException {
    int count = RingFiles.PLACES + 40;
    List<FileHandle> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FileHandle file = files.open(Path.of("f" + i), OpenMode.CREATE);
      open.add(file);
      for (int use = 0; use <= RingFiles.USES; use++) {
        require(bio.write(file, use, filled(1, i)));
      }
    }
    assertThat(figure("registered_files")).isEqualTo(RingFiles.PLACES);
    for (int i = 0; i < count; i++) {
      var memory = filled(RingFiles.USES + 1, 0);
      assertThat(queue.submitAndWait(bio.read(open.get(i), 0, memory))).isEqualTo(BioStatus.OK);
      assertThat(memory.mismatch(filled(RingFiles.USES + 1, i))).as("file %d", i).isEqualTo(-1);
    }
  }
}
