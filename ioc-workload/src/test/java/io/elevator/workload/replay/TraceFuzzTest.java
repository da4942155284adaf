package io.elevator.workload.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.elevator.workload.input.Mutations;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that a trace with random changes gives either I/Os or a clear user error, and never causes
 * another exception.
 */
class TraceFuzzTest {
  private static final int TRACES = 4_000;

  private static final List<String> VALID =
      List.of(
          """
          fio version 2 iolog
          a add
          a open
          a read 0 4096
          a wait 250 0
          a trim 8192 512
          a close
          """,
          """
          fio version 3 iolog
          0 a add
          17 a write 4096 8192
          20 a sync 0 0
          """,
          """
            8,0    1       1     0.000001000   697  Q   W 64 + 8 [kjournald]
            8,0    1       2     0.000002000   697  C   W 64 + 8 [0]
          CPU0 (sda):
           x
          """,
          """
          253,0  1  1  0.000001000  9  Q  R 8 + 8 [a]
          8,0  1  2  0.000002000  9  A  R 9 + 8 <- (253,0) 8
          8,0  1  3  0.000002000  9  Q  R 9 + 8 [a]
          """,
          """
          128166372003061629,hm,1,Read,383496192,32768,413
          128166372013061629,hm,1,Write,0,512,4
          """,
          """
          device_id,opcode,offset,length,timestamp
          419,W,8792731648,16384,1577808000000018
          """,
          """
          Timestamp,Offset,Size,IOType,VolumeID
          1538323200,12910952,128,0,1063
          """);

  @TempDir Path folder;

  /**
   * Returns the number of I/Os of a trace, or −1 if the trace has an error. Checks that a replay
   * can calculate with the values of each I/O.
   */
  private static int read(Path file, String what) {
    try (TraceReader reader = TraceReader.open(file, () -> false)) {
      int ios = 0;
      for (TraceIo io = reader.next(); io != null; io = reader.next()) {
        assertThat(io.nanos()).as(what).isNotNegative();
        assertThat(io.offset()).as(what).isNotNegative();
        assertThat(io.bytes()).as(what).isPositive();
        ios++;
      }
      assertThat(reader.notes()).as(what).isNotEmpty();
      return ios;
    } catch (UserError | RunFailure e) {
      assertThat(e.getMessage()).as(what).startsWith(file.toString());
      return -1;
    } catch (RuntimeException | Error e) {
      return fail(what + ": " + e, e);
    }
  }

  @Test
  void randomChangesEndInIosOrAnErrorThatNamesTheTrace() throws IOException {
    int good = 0;
    for (long seed = 0; seed < TRACES; seed++) {
      String text = new Mutations(seed).of(VALID);
      // Unpaired surrogates cannot be encoded in UTF-8; the encoder writes '?' for them.
      Path file = Files.write(folder.resolve("t"), text.getBytes(StandardCharsets.UTF_8));
      good += read(file, "seed " + seed + ":\n" + text) > 0 ? 1 : 0;
    }
    assertThat(good).isBetween(TRACES / 100, TRACES - TRACES / 100);
  }

  @Test
  void randomChangesOfPackedTracesEndInIosOrAnErrorThatNamesTheTrace() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(VALID.get(1).getBytes(StandardCharsets.UTF_8));
    }
    for (long seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = packed.toByteArray();
      // The first two bytes are not changed, because they identify gzip.
      bytes[2 + random.nextInt(bytes.length - 2)] ^= (byte) (1 << random.nextInt(8));
      read(Files.write(folder.resolve("t.gz"), bytes), "seed " + seed);
    }
  }
}
