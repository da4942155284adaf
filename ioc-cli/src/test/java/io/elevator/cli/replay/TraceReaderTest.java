package io.elevator.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.Operation;
import io.elevator.cli.input.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReaderTest {
  @TempDir Path folder;

  private List<TraceIo> read(String text) throws IOException {
    return readFile(Files.writeString(folder.resolve("trace"), text));
  }

  private static List<TraceIo> readFile(Path file) {
    List<TraceIo> all = new ArrayList<>();
    try (TraceReader reader = TraceReader.open(file)) {
      for (TraceIo io = reader.next(); io != null; io = reader.next()) {
        all.add(io);
      }
    }
    return all;
  }

  private void refuses(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("trace"), text);
    assertThatThrownBy(() -> readFile(file))
        .isInstanceOf(UserError.class)
        .hasMessage(file + message);
  }

  @Test
  void readsFioLogsOfBothVersions() throws IOException {
    assertThat(
            read(
                """
                fio version 2 iolog
                a add
                a open
                a read 0 4096
                a wait 250 0
                a trim 8192 512
                a close
                """))
        .containsExactly(
            new TraceIo(0, "a", Operation.READ, 0, 4096),
            new TraceIo(250_000, "a", Operation.DISCARD, 8192, 512));
    assertThat(read("fio version 3 iolog\n0 a add\n17 a write 4096 8192\n20 a sync 0 0\n"))
        .containsExactly(new TraceIo(17_000, "a", Operation.WRITE, 4096, 8192));
  }

  @Test
  void takesTheQueueEventsOfBlkparse() throws IOException {
    String event = "  8,0    1       %d     0.00000%d000   697  %s   W 64 + 8 [kjournald]\n";
    String text =
        event.formatted(1, 1, "Q")
            + event.formatted(2, 2, "G")
            + event.formatted(3, 3, "D")
            + "CPU0 (sda):\n anything\n";
    assertThat(read(text))
        .containsExactly(new TraceIo(1_000, "kjournald 697", Operation.WRITE, 64 * 512, 8 * 512));
  }

  @Test
  void tellsTheBlockTracesApart() throws IOException {
    assertThat(read("128166372003061629,hm,1,Read,383496192,32768,413\n"))
        .singleElement()
        .isEqualTo(
            new TraceIo(
                128166372003061629L % (1L << 56) * 100, "hm.1", Operation.READ, 383496192, 32768));
    assertThat(read("419,W,8792731648,16384,1577808000000018\n"))
        .containsExactly(
            new TraceIo(1577808000000018000L, "419", Operation.WRITE, 8792731648L, 16384));
    assertThat(read("1538323200,12910952,128,0,1063\n"))
        .containsExactly(
            new TraceIo(
                1538323200_000_000_000L, "1063", Operation.READ, 12910952L * 512, 128 * 512));
  }

  @Test
  void unpacksWhatIsPacked() throws IOException {
    Path file = folder.resolve("trace.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("419,W,0,512,1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    assertThat(readFile(file)).hasSize(1);
  }

  @Test
  void namesTheLineThatItCanNotRead() throws IOException {
    refuses("419,W,0,512,1\n419,X,0,512,2\n", ":2: opcode 'X' is neither R nor W");
    refuses(
        "419,W,0,512,1\n\n419,W,0,512\n",
        ":3: 4 fields, expected 5: device_id,opcode,offset,length,timestamp");
    refuses("419,W,0,512,1\n419,W,z,512,1\n", ":2: offset 'z' is not a whole number");
    refuses("fio version 3 iolog\n0 a read 0\n", ":2: 'read' needs OFFSET and LENGTH");
    refuses(
        "fio version 2 iolog\na jump 0 0\n",
        ":2: no such action: 'jump'; expected add, open, close, read, write, trim, sync, datasync or"
            + " wait");
    refuses(
        "hello\n",
        ":1: no known trace format; expected a fio iolog (version 2 or 3), blkparse text, or CSV of"
            + " MSR Cambridge, Alibaba or Tencent");
  }
}
