package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests buffered jobs whose blocks begin and end within sectors. The bytes around a block must not
 * change, and offsets, sizes and figures must be those of the job.
 */
class PartWritesTest {
  @TempDir Path folder;

  private CommandRun ioc(String jobs) throws IOException {
    Path file =
        Files.writeString(folder.resolve("test.fio"), jobs.replace("$DIR", folder.toString()));
    return CommandRun.of("run", "--output-format=json", "--quiet", file.toString());
  }

  private JsonNode run(String options) throws IOException {
    CommandRun run = ioc("[a]\ndirectory=$DIR\nfilename=f\n" + options.replace(' ', '\n') + "\n");
    assertThat(run.status()).as(run.err()).isZero();
    return JsonMapper.builder().build().readTree(run.out()).at("/jobs/0");
  }

  /** Writes a file of 64 KiB in which each byte depends on its position. */
  private byte[] prepare() throws IOException {
    byte[] bytes = new byte[64 << 10];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % 251);
    }
    Files.write(folder.resolve("f"), bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2300, 10",
    "1000, 2300, 10",
    "1000, 24, 1",
    "1000, 100, 9",
    "1024, 100, 1",
    "511, 2, 1",
    "512, 513, 3",
    "700, 512, 4",
    "1, 1023, 1",
    "40000, 4097, 6"
  })
  void bytesBesideTheBlocksStay(int offset, int block, int count) throws IOException {
    byte[] expected = prepare();
    Arrays.fill(expected, offset, offset + block * count, (byte) 'x');
    JsonNode job =
        run(
            "rw=write buffer_pattern=\"x\" offset="
                + offset
                + " bs="
                + block
                + " size="
                + block * count
                + " write_iolog=$DIR/io.log");

    assertThat(Files.readAllBytes(folder.resolve("f"))).isEqualTo(expected);
    assertThat(job.at("/write/total_ios").asInt()).isEqualTo(count);
    assertThat(job.at("/write/io_bytes").asInt()).isEqualTo(block * count);
    assertThat(job.at("/write/lat_ns/N").asInt()).isEqualTo(count);
    assertThat(job.at("/read/total_ios").asInt()).isZero();
    List<String> writes =
        Files.readAllLines(folder.resolve("io.log")).stream()
            .filter(line -> line.contains(" write "))
            .map(line -> line.replaceFirst(".* write ", ""))
            .toList();
    assertThat(writes).hasSize(count).endsWith(offset + block * (count - 1) + " " + block);
  }

  @Test
  void zeroedBlocksLeaveTheAdjacentBytesUnchanged() throws IOException {
    byte[] expected = prepare();
    Arrays.fill(expected, 300, 300 + 7 * 1000, (byte) 0);
    run("rw=randwrite zero_buffers offset=300 bs=1000 size=7000");

    assertThat(Files.readAllBytes(folder.resolve("f"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rw=write bs=2300 size=46000 verify=crc32c",
        "rw=randwrite bs=2300 size=46000 verify=sha256 iodepth=8",
        "rw=randrw bs=700 size=49k verify=md5 offset=13",
        "rw=write bsrange=700-4200 size=50k verify=crc32c",
        "rw=randwrite bssplit=700/50:1300/50 size=50k verify=crc32 norandommap",
        "rw=write:100 bs=1000 size=50k verify=pattern verify_pattern=0xdeadbeef%o",
        "rw=trimwrite bsrange=4k-16k size=1m driver=sim-ssd verify=crc32c",
        "rw=randtrimwrite bssplit=4k/50:8k/50 size=1m driver=sim-ssd",
        "rw=randwrite bs=512 blockalign=100 size=50k verify=crc32c norandommap",
        "rw=write bs=2300 size=46000 verify=crc32c driver=memory",
        "rw=randwrite bs=2300 size=46000 verify=crc32c driver=sim-ssd",
        "rw=write bs=2300 size=46000 verify=crc32c fdatasync=1 sync=dsync ioengine=sync"
      })
  void writtenDataIsReadBack(String options) throws IOException {
    assertThat(run(options).get("error").asInt()).isZero();
  }

  @Test
  void aJobThatWritesPartsOfSectorsRunsWithADepthOfOne() throws IOException {
    CommandRun run = ioc("[a]\nsize=46000\nbs=2300\nrw=write\niodepth=4\ndriver=memory\n");

    assertThat(run.out())
        .contains("it writes parts of sectors, which is done one I/O at a time, so iodepth=4 is");
    assertThat(JsonMapper.builder().build().readTree(run.out()).at("/jobs/0/iodepth_level/1"))
        .hasToString("100.0");
  }

  @Test
  void aJobThatWritesPartsOfSectorsRefusesASecondWriterOfItsFile() throws IOException {
    String jobs = "[global]\ndirectory=$DIR\nfilename=f\nrw=write\nsize=23000\n[a]\nbs=2300\n[b]\n";

    CommandRun together = ioc(jobs + "bs=512\n");
    assertThat(together.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(together.err())
        .contains(
            "job a: its blocks are not whole sectors, and job b writes to one of its files at the"
                + " same time");
    assertThat(ioc(jobs.replace("[b]", "[b]\nrw=read\n")).status()).isZero();
    assertThat(ioc(jobs + "bs=512\nstonewall\n").status()).isZero();
    assertThat(ioc(jobs + "filename=g\nbs=512\n").err()).contains("job a: its blocks");
  }

  @ParameterizedTest
  @CsvSource({"direct=1", "rw=trim"})
  void directIoAndTrimsOfPartsOfSectorsAreRefused(String option) throws IOException {
    CommandRun run = ioc("[a]\nbs=2300\nsize=23000\n" + option + "\n");

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err())
        .contains("a block of 2300 bytes; direct I/O and trims need multiples of 512 bytes");
  }

  @Test
  void aFailedReadOfAnEdgeSectorFailsTheWrite() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("t.fio"), "[a]\nbs=2300\nsize=23000\nrw=write\ndriver=sim-ssd\n");
    CommandRun run =
        CommandRun.of(
            "run",
            "--quiet",
            "--driver-option",
            "faults=fail op=read status=medium",
            file.toString());

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains(" on write of ").contains("offset=0, length=2300");
    assertThat(StandardCharsets.UTF_8.encode(run.out()).remaining()).isPositive();
  }
}
