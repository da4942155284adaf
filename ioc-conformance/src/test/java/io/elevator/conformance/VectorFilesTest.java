package io.elevator.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFilesTest {
  private static final String TEXT = VectorText.HEADER + "N 5000000000\n";

  @TempDir Path folder;

  @Test
  void vectorsOfAFolderAndItsSubfoldersAreListedInOrder() throws IOException {
    Path below = Files.createDirectories(folder.resolve("m"));
    Path z = Files.writeString(folder.resolve("z.vec"), TEXT);
    Path b = Files.writeString(below.resolve("b.vec.gz"), TEXT);
    Path a = Files.writeString(folder.resolve("a.vec"), TEXT);
    Files.writeString(folder.resolve("FORMAT.md"), "no vector");

    assertThat(VectorFiles.list(folder)).containsExactly(a, b, z);
  }

  @Test
  void endlessInputIsRefused() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'a';
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            Arrays.fill(bytes, offset, offset + length, (byte) 'a');
            return length;
          }
        };

    assertThatIOException()
        .isThrownBy(() -> VectorFiles.read("endless", endless))
        .withMessage("endless: larger than 64 MiB uncompressed");
  }

  @Test
  void fileIsAcceptedWhateverItsName() throws IOException {
    Path file = Files.writeString(folder.resolve("note.txt"), TEXT);

    assertThat(VectorFiles.list(file)).containsExactly(file);
  }

  @Test
  void pathWithoutVectorsIsRefused() {
    Path missing = folder.resolve("missing");

    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> VectorFiles.list(missing))
        .withMessage("%s: no such file or folder", missing);
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> VectorFiles.list(folder))
        .withMessage("%s: no .vec or .vec.gz file in this folder", folder);
  }

  @Test
  void plainAndCompressedVectorsAreRead() throws IOException {
    Path plain = Files.writeString(folder.resolve("a.vec"), TEXT);
    Path compressed = Files.write(folder.resolve("a.vec.gz"), gzip(TEXT));

    ConformanceVector one = VectorFiles.read(plain);
    ConformanceVector other = VectorFiles.read(compressed);

    assertThat(one.source()).isEqualTo(plain.toString());
    assertThat(other.source()).isEqualTo(compressed.toString());
    assertThat(other.events()).isEqualTo(one.events());
    assertThat(other.queue()).isEqualTo(one.queue());
  }

  @Test
  void fileThatIsNotTextIsNamed() throws IOException {
    Path notGzip = Files.writeString(folder.resolve("a.vec.gz"), TEXT);
    Path notUtf8 = Files.write(folder.resolve("b.vec"), new byte[] {'V', (byte) 0xff, '\n'});
    Path cut = Files.write(folder.resolve("c.vec.gz"), java.util.Arrays.copyOf(gzip(TEXT), 40));

    assertThatIOException()
        .isThrownBy(() -> VectorFiles.read(notGzip))
        .withMessageStartingWith(notGzip + ": not a gzip file");
    assertThatIOException()
        .isThrownBy(() -> VectorFiles.read(notUtf8))
        .withMessage("%s: not UTF-8 text", notUtf8);
    assertThatIOException()
        .isThrownBy(() -> VectorFiles.read(cut))
        .withMessage("%s: the gzip file ends early", cut);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
