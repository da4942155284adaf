package io.elevator.files.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader's limits, on files of this machine. */
class SystemReaderTest {
  @TempDir Path folder;
  private SystemReader reader;

  @BeforeEach
  void make() throws IOException {
    folder = folder.toRealPath();
    reader = new SystemReader(new RealSystem());
  }

  @Test
  void anAttributeLosesItsBlanksAndIsCutOff() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), " write back\n");
    assertThat(reader.attribute(file.toString())).contains("write back");
    Files.writeString(file, "x".repeat(100_000));
    assertThat(reader.attribute(file.toString()).orElseThrow()).hasSize(4096);
  }

  @Test
  void missingFilesAreAbsent() {
    String none = folder.resolve("none").toString();
    assertThat(reader.attribute(none)).isEmpty();
    assertThat(reader.attribute("\0")).isEmpty();
    assertThat(reader.attribute(folder.toString())).isEmpty();
    assertThat(reader.names(none)).isEmpty();
    assertThat(reader.real(none)).isEmpty();
    assertThat(reader.device(Path.of(none))).isEmpty();
    assertThat(reader.linkTarget(folder)).isEmpty();
    assertThat(reader.store(Path.of(none))).isEmpty();
    assertThat(reader.isCutOff()).isFalse();
  }

  @Test
  void namesAreSortedAndLimited() throws IOException {
    Files.createFile(folder.resolve("b"));
    Files.createFile(folder.resolve("a"));
    assertThat(reader.names(folder.toString())).containsExactly("a", "b");
    for (int i = 0; i < SystemReader.MOST_NAMES; i++) {
      Files.createFile(folder.resolve("n" + i));
    }
    assertThat(reader.names(folder.toString())).hasSize(SystemReader.MOST_NAMES);
    assertThat(reader.isCutOff()).isTrue();
  }

  @Test
  void linksAreResolved() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("l"), Path.of("a"));
    assertThat(reader.real(link)).isEmpty();
    assertThat(reader.linkTarget(link)).contains(Path.of("a"));
    Path file = Files.createFile(folder.resolve("a"));
    assertThat(reader.real(link)).contains(file);
    assertThat(reader.real(link.toString())).contains(file.toString());
  }

  @Test
  void nothingIsReadAfterTheLastAccess() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "x");
    for (int i = 0; i < SystemReader.MOST_ACCESSES; i++) {
      reader.attribute("/none");
    }
    assertThat(reader.isCutOff()).isFalse();
    assertThat(reader.attribute(file.toString())).isEmpty();
    assertThat(reader.isCutOff()).isTrue();
  }
}
