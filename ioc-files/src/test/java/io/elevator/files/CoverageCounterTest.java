package io.elevator.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.files.system.DeviceNumber;
import io.elevator.files.system.SystemTree;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bytes that the kernel counts for whole disks. */
class CoverageCounterTest {
  private final Map<String, String> texts = new HashMap<>();

  private final SystemTree tree =
      new SystemTree() {
        @Override
        public boolean isLinux() {
          return true;
        }

        @Override
        public String text(String file, int limit) throws IOException {
          String text = texts.get(file);
          if (text == null) {
            throw new NoSuchFileException(file);
          }
          return text;
        }

        @Override
        public List<String> names(String folder, int limit) {
          return List.of();
        }

        @Override
        public Path realPath(Path path) {
          return path;
        }

        @Override
        public Path linkTarget(Path link) throws IOException {
          throw new NoSuchFileException(link.toString());
        }

        @Override
        public DeviceNumber device(Path path) throws IOException {
          throw new NoSuchFileException(path.toString());
        }

        @Override
        public String store(Path path) throws IOException {
          throw new NoSuchFileException(path.toString());
        }
      };

  private void stat(String disk, long readSectors, long writtenSectors) {
    texts.put(
        "/sys/block/" + disk + "/stat",
        "   5 0 " + readSectors + " 7   9 0  " + writtenSectors + "   1 0 2 3 4 5 6 7 8\n");
  }

  @Test
  void readAndWrittenSectorsOfAllDisksCountFromTheStart() {
    stat("sda", 100, 200);
    stat("sdb", 1000, 0);
    CoverageCounter counter = new CoverageCounter(tree, List.of("sda", "sdb"));
    assertThat(counter.bytes()).isZero();
    stat("sda", 110, 205);
    stat("sdb", 1001, 4);

    assertThat(counter.bytes()).isEqualTo((10 + 5 + 1 + 4) * 512L);
  }

  @Test
  void disksThatTheKernelDoesNotShowAreNotKnown() {
    stat("sda", 100, 200);
    assertThat(new CoverageCounter(tree, List.of()).bytes()).isEqualTo(-1);
    assertThat(new CoverageCounter(tree, List.of("sda", "sdb")).bytes()).isEqualTo(-1);
    texts.put("/sys/block/sda/stat", "1 2 three 4 5 6 seven 8");
    assertThat(new CoverageCounter(tree, List.of("sda")).bytes()).isEqualTo(-1);
  }
}
