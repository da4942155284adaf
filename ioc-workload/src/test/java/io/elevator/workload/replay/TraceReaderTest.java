package io.elevator.workload.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.Operation;
import io.elevator.workload.input.UserError;
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
    try (TraceReader reader = TraceReader.open(file, () -> false)) {
      for (TraceIo io = reader.next(); io != null; io = reader.next()) {
        all.add(io);
      }
    }
    return all;
  }

  private List<String> notes(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("trace"), text);
    try (TraceReader reader = TraceReader.open(file, () -> false)) {
      while (reader.next() != null) {
        // The loop reads the trace to its end, because the notes count only the lines read so far.
      }
      return reader.notes();
    }
  }

  private void refuses(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("trace"), text);
    assertThatThrownBy(() -> readFile(file))
        .isInstanceOf(UserError.class)
        .hasMessage(file + message);
  }

  @Test
  void fioLogsOfBothVersionsAreRead() throws IOException {
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
  void queueEventsOfBlkparseAreRead() throws IOException {
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
  void theFormatsOfCsvTracesAreDetected() throws IOException {
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
  void aGzippedTraceIsUnpacked() throws IOException {
    Path file = folder.resolve("trace.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("419,W,0,512,1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    assertThat(readFile(file)).hasSize(1);
  }

  @Test
  void theMessageNamesALineThatCannotBeRead() throws IOException {
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
        "\nhello\nworld\n",
        ":2: no known trace format: it begins with 'hello'; expected a fio iolog (version 2 or 3),"
            + " blkparse text, or CSV of MSR Cambridge, Alibaba or Tencent");
    refuses("fio version 1 iolog\n", ":1: a fio iolog of version 1; expected version 2 or 3");
    refuses("", ": the trace is empty");
    refuses(
        "\n".repeat(70_000) + "419,W,0,512,1\n",
        ":65537: no known trace format: more than 65536 blank lines");
    refuses(
        "x".repeat(70_000) + "\n",
        ":1: the line is longer than 65536 characters, as none of a trace is");
    refuses(
        "fio version 3 iolog\n0 f add\n0 f read 0 9223372036854775807\n",
        ":3: offset 0 and length 9223372036854775807 together are larger than 2^62 bytes, which no"
            + " drive has");
    refuses(
        "fio version 2 iolog\na wait 9223372036854775 0\na wait 9223372036854775 0\n",
        ":3: wait '9223372036854775000' is too large");
  }

  private static final String EVENT =
      "  %s    1       %d     0.00000%d000   697  %s   W %d + 8 %s\n";

  @Test
  void linesOfBlkparseThatAreNoIoAreSkippedAndCounted() throws IOException {
    String text =
        "Input file sda.blktrace.0 added\n"
            + EVENT.formatted("8,0", 1, 1, "Q", 64, "[a]")
            + "  8,0    0        0     0.000001200     0  m   N bfq2101S schedule dispatch\n"
            + EVENT.formatted("8,0", 2, 2, "C", 64, "[0]")
            + "CPU0 (sda):\n Reads Queued:           2,        8KiB\n\nTotal (sda):\n"
            + EVENT.formatted("8,0", 3, 3, "Q", 72, "[a]");
    assertThat(read(text)).extracting(TraceIo::offset).containsExactly(64L * 512, 72L * 512);
    assertThat(notes(text))
        .containsExactly(
            "the trace is blkparse",
            "passed over: lines of the preamble: 1, messages: 1, events C: 1, lines of the summary:"
                + " 3");
    assertThat(notes("blktrace of sda\n" + EVENT.formatted("8,0", 1, 1, "Q", 64, "[a]")))
        .containsExactly(
            "the trace is blkparse", "passed over: lines before the first of the format: 1");
    refuses(
        EVENT.formatted("8,0", 1, 1, "Q", 64, "[a]") + "what\n",
        ":2: expected 'MAJOR,MINOR CPU SEQUENCE SECONDS.NANOS PID ACTION RWBS …'");
  }

  @Test
  void anIoOfStackedDevicesIsReadOnce() throws IOException {
    // The trace is that of a logical volume on a partition of a disk.
    String stacked =
        EVENT.formatted("253,0", 1, 1, "Q", 500, "[a]")
            + EVENT.formatted("8,2", 2, 2, "A", 1000, "<- (253,0) 500")
            + EVENT.formatted("8,0", 3, 3, "A", 3048, "<- (8,2) 1000")
            + EVENT.formatted("8,0", 4, 4, "Q", 3048, "[a]");
    assertThat(read(stacked)).extracting(TraceIo::offset).containsExactly(500L * 512);
    assertThat(notes(stacked))
        .contains(
            "1 I/Os of 8,0 were left out: they are parts of I/Os of the devices above, which were"
                + " done");
    // A partition alone has no queue events of its own. So its I/O is in the trace only once, and
    // must not be skipped.
    String partition =
        EVENT.formatted("8,0", 1, 1, "A", 3048, "<- (8,2) 1000")
            + EVENT.formatted("8,0", 2, 2, "Q", 3048, "[a]");
    assertThat(read(partition)).hasSize(1);
    String apart =
        EVENT.formatted("8,0", 1, 1, "Q", 8, "[a]") + EVENT.formatted("8,16", 2, 2, "Q", 8, "[a]");
    assertThat(notes(apart))
        .contains("the trace has I/Os of 2 devices, which share the drive: 8,0 and 8,16");
  }

  @Test
  void theMessageSaysWhyATraceHasNoIo() throws IOException {
    assertThat(notes(EVENT.formatted("8,0", 1, 1, "C", 64, "[0]")))
        .contains(
            "no I/O was done: the trace has no event Q (reaches the queue) or D (reaches the"
                + " drive)");
    assertThat(notes("Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime\n"))
        .contains(
            "no I/O was done: the trace has no line of"
                + " Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime");
    assertThat(notes("fio version 2 iolog\na add\na open\na close\n"))
        .containsExactly(
            "the trace is fio iolog v2",
            "passed over: lines add: 1, lines open: 1, lines close: 1",
            "no I/O was done: the trace has no line read, write or trim");
  }

  @Test
  void csvIsReadWithByteOrderMarkCarriageReturnsBlanksAndAnyHeader() throws IOException {
    TraceIo io = new TraceIo(1_000, "419", Operation.WRITE, 4096, 512);
    for (String header :
        List.of(
            "",
            "device_id,opcode,offset,length,timestamp\r\n",
            "Device ID, Opcode, Offset, Length, Timestamp\r\n",
            "id,op,off,len,t\n")) {
      String text = "\uFEFF" + header + "419, W,\t4096 ,512, 1\r\n\r\n" + header;
      assertThat(read(text)).as(header).containsExactly(io);
    }
    assertThat(read("\uFEFFfio version 3 iolog\r\n1 f read 0 512\r\n")).hasSize(1);
  }

  @Test
  void anInterruptEndsReadingAmongManyLinesWithoutIo() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("trace"), "fio version 2 iolog\n" + "a add\n".repeat(5_000) + "?\n");
    try (TraceReader reader = TraceReader.open(file, () -> true)) {
      // The malformed line follows; without the interrupt the reader would reach it.
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void aTraceWhoseTitleIsRepeatedIsReadToItsEnd() throws IOException {
    assertThat(read("fio version 3 iolog\n1 f read 0 512\nfio version 3 iolog\n2 g read 0 512\n"))
        .hasSize(2);
    refuses(
        "fio version 3 iolog\n1 f read 0 512\nfio version 2 iolog\n",
        ":3: the version changes from 3: 'fio version 2 iolog'");
  }

  @Test
  void aProgramNameMayContainUnicodeLineSeparators() throws IOException {
    String event = "  8,0    0        1     0.000000000  1  Q   R 0 + 8 [a%sb]\n";
    for (String separator : List.of("\u2028", "\u2029", "\u0085")) {
      assertThat(read(event.formatted(" ") + event.formatted(separator))).hasSize(2);
    }
  }
}
