package io.elevator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KernelFeatureTest {

  @Test
  void linuxIsDetectedByProc() {
    assertThat(new Linux().present())
        .isEqualTo(Files.isReadable(Path.of("/proc/sys/kernel/ostype")));
  }

  @Test
  void directIoProbeLeavesNoFile() throws Exception {
    boolean present = new DirectIo().present();

    assertThat(new DirectIo().present()).isEqualTo(present);
    try (Stream<Path> files = Files.list(Path.of(""))) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".probe"));
    }
  }
}
