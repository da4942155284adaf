package io.elevator.integration.drives;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.integration.integrity.UringDriver;
import io.elevator.testing.Requires;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bios with very many segments, of five bytes or of odd lengths, so that splits fall inside a
 * segment: a drive reads back exactly the bytes that were written.
 */
class LongVectorsTest {
  private static final int BYTES = 64 << 10;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void oddSegmentsAreReadBackAsWrittenOnFile(String direct) throws Exception {
    check(onFile("file", direct));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  @Requires(kernel = UringDriver.class)
  void oddSegmentsAreReadBackAsWrittenOnUring(String direct) throws Exception {
    check(onFile("uring", direct));
  }

  @Test
  void oddSegmentsAreReadBackAsWrittenOnMemory() {
    check(QueueConfig.onDriver("memory").withDriverOption("size", "1m"));
  }

  private QueueConfig onFile(String driver, String direct) throws Exception {
    Path file = Files.write(folder.resolve("drive"), new byte[1 << 20]);
    return QueueConfig.onDriver(driver)
        .withDriverOption("filename", file.toString())
        .withDriverOption("direct", direct);
  }

  private static void check(QueueConfig config) {
    try (BlockLayer layer = BlockLayers.builder().build();
        RequestQueue queue = layer.open(config);
        Task task = layer.tasks().newTask(TaskSpec.named("task"));
        Arena arena = Arena.ofShared()) {
      for (long seed = 0; seed < 4; seed++) {
        var random = new Random(seed);
        MemorySegment source = arena.allocate(2L * BYTES, 4096);
        MemorySegment target = arena.allocate(2L * BYTES, 4096);
        for (long i = 0; i < source.byteSize(); i++) {
          source.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        // With segments of five bytes, the smallest number of segments that any drive accepts still
        // covers a logical block.
        int least = seed == 0 ? 5 : 1;
        int most = seed == 0 ? 5 : 700;
        MemorySegment[] written = pieces(source, least, most, random);
        MemorySegment[] read = pieces(target, least, most, random);
        assertThat(
                queue.submitAndWait(layer.newBio().task(task).write(512L * (seed * 256), written)))
            .as("seed %d", seed)
            .isEqualTo(BioStatus.OK);
        assertThat(queue.submitAndWait(layer.newBio().task(task).read(512L * (seed * 256), read)))
            .as("seed %d", seed)
            .isEqualTo(BioStatus.OK);
        assertThat(joined(read)).as("seed %d", seed).isEqualTo(joined(written));
        MemorySegment whole = arena.allocate(BYTES, 4096);
        assertThat(queue.submitAndWait(layer.newBio().task(task).read(512L * (seed * 256), whole)))
            .isEqualTo(BioStatus.OK);
        assertThat(whole.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(joined(written));
      }
    }
  }

  /** Cuts memory into segments with a gap after each. */
  private static MemorySegment[] pieces(MemorySegment memory, int least, int most, Random random) {
    var pieces = new ArrayList<MemorySegment>();
    long at = 0;
    long left = BYTES;
    while (left > 0) {
      long length = Math.min(left, random.nextInt(least, most + 1));
      // The gaps are as long as the segments on average, and always leave room for the remaining
      // segments.
      pieces.add(memory.asSlice(at, length));
      left -= length;
      at = Math.min(at + 2 * length, memory.byteSize() - left);
    }
    return pieces.toArray(MemorySegment[]::new);
  }

  private static byte[] joined(MemorySegment[] pieces) {
    byte[] all = new byte[BYTES];
    int at = 0;
    for (MemorySegment each : pieces) {
      byte[] bytes = each.toArray(ValueLayout.JAVA_BYTE);
      System.arraycopy(bytes, 0, all, at, bytes.length);
      at += bytes.length;
    }
    return all;
  }
}
