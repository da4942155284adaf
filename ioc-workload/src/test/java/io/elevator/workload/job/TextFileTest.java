package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.workload.input.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir private Path folder;

  @Test
  void linesAreReadWithAnyLineEnding() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "\uFEFF[j]\r\nsize=4k\n\nname=ä");

    assertThat(TextFile.read(file.toString())).containsExactly("[j]", "size=4k", "", "name=ä");
  }

  @Test
  void theMessageNamesAMissingFile() {
    assertError(folder.resolve("none"), "no such file");
  }

  @Test
  void aFolderIsRefused() {
    assertError(folder, "is a directory, expected a file");
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    assertError(Files.createFile(folder.resolve("empty")), "the file is empty");
  }

  @Test
  void aBinaryFileIsRefused() throws IOException {
    Path zero = Files.write(folder.resolve("zero"), new byte[] {'[', 'j', ']', 0, 1});
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {'[', 'j', (byte) 0xff, ']'});

    assertError(zero, "not a text file: zero byte at offset 3");
    assertError(bytes, "not a text file: byte 2 is not UTF-8");
  }

  @Test
  void aHugeFileIsRefusedBeforeItIsRead() throws IOException {
    Path file = folder.resolve("huge");
    try (var channel =
        Files.newByteChannel(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.position(1L << 30);
      channel.write(ByteBuffer.wrap(new byte[1]));
    }

    assertError(file, "larger than 4 MiB, which no job file is");
  }

  private static void assertError(Path file, String message) {
    assertThatThrownBy(() -> TextFile.read(file.toString()))
        .isInstanceOf(UserError.class)
        .hasMessage(file + ": " + message);
  }
}
