package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.testing.Linux;
import io.elevator.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytePatternTest {
  @TempDir Path folder;

  @Test
  void onlyTheFirst64KibOfALongPatternFileAreUsed() throws Exception {
    byte[] content = new byte[100_000];
    content[65_535] = 7;
    content[65_536] = 8;
    Path file = Files.write(folder.resolve("pattern"), content);

    BytePattern pattern = BytePattern.parse("'" + file + "'");
    assertThat(pattern.length()).isEqualTo(65_536);
    assertThat(pattern.at(65_535, 0)).isEqualTo((byte) 7);
    assertThat(pattern.at(65_536, 0)).isZero();
  }

  @Test
  @Requires(kernel = Linux.class)
  void anEndlessPatternFileIsRefusedByItsName() {
    assertThatThrownBy(() -> BytePattern.parse("'/dev/zero'"))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining("'/dev/zero' is not a regular file");
    assertThatThrownBy(() -> BytePattern.parse("'" + folder + "'"))
        .hasMessageContaining("is not a regular file");
    assertThatThrownBy(() -> BytePattern.parse("'" + folder + "/missing'"))
        .hasMessageContaining("does not exist");
  }
}
