package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that verification detects wrong data, and that jobs with content options write the content
 * that the options ask for.
 */
class VerifyTest {
  @TempDir Path folder;

  private CommandRun run(String... options) {
    List<String> words =
        new ArrayList<>(
            List.of("run", "--quiet", "--name=v", "--filename=" + folder.resolve("data")));
    words.addAll(List.of(options));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private void damage(long offset) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("data"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, offset);
      one.put(0, (byte) ~one.get(0)).rewind();
      file.write(one, offset);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "md5",
        "crc32",
        "crc32c",
        "crc32c-intel",
        "sha1",
        "sha256",
        "sha512",
        "sha3-224",
        "sha3-256",
        "sha3-384",
        "sha3-512"
      })
  void everyMethodFindsADamagedByte(String method) throws IOException {
    String verify = "--verify=" + method;
    assertThat(run("--size=64k", "--bs=8k", "--rw=randwrite", verify).err()).isEmpty();
    assertThat(run("--size=64k", "--bs=8k", "--rw=read", verify).status()).isZero();
    damage(3 * 8192 + 5000);

    CommandRun damaged = run("--size=64k", "--bs=8k", "--rw=read", verify);

    assertThat(damaged.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(damaged.err().lines())
        .singleElement()
        .asString()
        .contains("job v: verify: ", "offset=24576, length=8192: ")
        .contains("the bytes do not sum up to what the header says");
  }

  @Test
  void aFatalDifferenceEndsTheJob() throws IOException {
    String[] job = {"--size=64k", "--bs=8k", "--verify=crc32c"};
    run("--rw=write", job[0], job[1], job[2]);
    damage(100);
    damage(8192 + 5000);
    damage(60 << 10);

    assertThat(run("--rw=read", job[0], job[1], job[2]).err().lines()).hasSize(3);
    assertThat(run("--rw=read", "--verify_fatal=1", job[0], job[1], job[2]).err().lines())
        .hasSize(1);
    assertThat(run("--rw=read", "--continue_on_error=verify", job[0], job[1], job[2]).status())
        .isZero();
    assertThat(run("--rw=write", "--verify_only", job[0], job[1], job[2]).err().lines()).hasSize(3);
  }

  @Test
  void eachVerifyIntervalHasAHeaderAtTheConfiguredOffset() throws IOException {
    String[] job = {
      "--size=64k", "--bs=16k", "--verify=sha256", "--verify_interval=4k", "--verify_offset=100"
    };
    assertThat(run("--rw=write", job[0], job[1], job[2], job[3], job[4]).err()).isEmpty();
    damage(4096 + 100);

    assertThat(run("--rw=read", job[0], job[1], job[2], job[3], job[4]).err())
        .contains("offset=0, length=16384: no header");
    assertThat(run("--rw=read", job[0], job[1], job[2], job[3]).status())
        .isEqualTo(ExitStatus.FAILED);
  }

  @Test
  void aWrongByteInAPatternIsReportedWithItsPosition() throws IOException {
    String pattern = "--verify_pattern=0x5a%o";
    assertThat(run("--size=32k", "--rw=write", "--verify=pattern", pattern).err()).isEmpty();
    assertThat(Files.readAllBytes(folder.resolve("data"))[0]).isEqualTo((byte) 0x5a);
    damage(9);

    assertThat(run("--size=32k", "--rw=read", "--verify=pattern", pattern).err())
        .contains("pattern: byte 9 of the block is 0xa5, expected 0x5a");
  }

  @Test
  void overlappingBlocksAreVerifiedAgainstTheLastWrite() {
    assertThat(
            run(
                    "--driver=memory",
                    "--size=256k",
                    "--rw=randwrite",
                    "--norandommap",
                    "--bsrange=4k-16k",
                    "--verify=crc32c",
                    "--loops=3")
                .err())
        .isEmpty();
  }

  @Test
  void aTrimmedBlockIsThenWritten() {
    CommandRun run =
        run(
            "--driver=memory",
            "--size=64k",
            "--rw=randtrimwrite",
            "--verify=md5",
            "--output-format=json");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).containsPattern("\"trim\" : \\{\\s+\"io_bytes\" : 65536");
    assertThat(run.out()).containsPattern("\"write\" : \\{\\s+\"io_bytes\" : 65536");
  }

  @Test
  void contentOptionsDetermineTheWrittenBytes() throws IOException {
    run("--size=64k", "--rw=write", "--zero_buffers");
    assertThat(Files.readAllBytes(folder.resolve("data"))).containsOnly(0);

    run("--size=64k", "--rw=write", "--buffer_pattern=\"ab\"");
    assertThat(Files.readString(folder.resolve("data"))).isEqualTo("ab".repeat(32 << 10));

    run("--size=64k", "--rw=write", "--buffer_compress_percentage=50");
    byte[] half = Files.readAllBytes(folder.resolve("data"));
    int zeros = 0;
    for (byte b : half) {
      zeros += b == 0 ? 1 : 0;
    }
    assertThat(zeros).isBetween(32 << 10, 34 << 10);

    run("--size=64k", "--rw=write", "--dedupe_percentage=100");
    byte[] copies = Files.readAllBytes(folder.resolve("data"));
    for (int block = 1; block < 16; block++) {
      assertThat(Arrays.mismatch(copies, 0, 4096, copies, block * 4096, (block + 1) * 4096))
          .isEqualTo(-1);
    }
  }

  @Test
  void preReadAllowFileCreateAndUnlinkTakeEffect() {
    assertThat(run("--size=64k", "--allow_file_create=0").err())
        .contains("allow_file_create=0 forbids to make it");
    assertThat(run("--size=64k", "--create_only=1").status()).isZero();
    assertThat(folder.resolve("data")).hasSize(64 << 10);
    assertThat(run("--size=64k", "--pre_read=1", "--unlink=1").status()).isZero();
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void withoutTheSequenceCheckBlocksOfAnotherWriterPass() throws IOException {
    String jobs =
        """
        [global]
        driver=sim-ssd
        filename=f
        size=64k
        verify=crc32c
        [a]
        rw=write
        verify_write_sequence=%d
        [b]
        rw=randwrite
        do_verify=0
        """;
    Path strict = Files.writeString(folder.resolve("strict.fio"), jobs.formatted(1));
    Path loose = Files.writeString(folder.resolve("loose.fio"), jobs.formatted(0));

    assertThat(CommandRun.of("run", "--quiet", strict.toString()).err())
        .contains("job a: verify: f: ", "header: of write ");
    assertThat(CommandRun.of("run", "--quiet", loose.toString()).status()).isZero();
  }

  @Test
  void overlappingRandomWritesAreVerifiedIfTheyAreSerialized() {
    // There are fewer blocks than I/Os in flight. Without serialization, the order of the writes of
    // one block would be random.
    CommandRun run =
        run(
            "--size=16k",
            "--io_size=1m",
            "--norandommap",
            "--rw=randwrite",
            "--iodepth=16",
            "--serialize_overlap=1",
            "--verify=crc32c");

    assertThat(run.status()).as(run.err()).isZero();
  }
}
