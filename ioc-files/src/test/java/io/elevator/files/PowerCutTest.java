package io.elevator.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.FileHandle;
import io.elevator.api.OpenMode;
import io.elevator.api.QueueFiles;
import io.elevator.api.RequestQueue;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The power of a drive in memory is cut at each of its requests in turn, while an engine appends to
 * a direct log, writes parts of blocks of a direct file, and replaces a file by renaming.
 */
@Timeout(300)
class PowerCutTest {
  private static final Path FOLDER = Path.of("/db").toAbsolutePath();
  private static final int STEPS = 30;

  @Test
  void whatWasAcknowledgedSurvivesAPowerCutAtEachRequest() throws IOException {
    for (long seed = 0; seed < 3; seed++) {
      int cut = 1;
      while (new Run(seed, cut).endsEarly()) {
        cut++;
      }
      // A shorter run would not reach all kinds of steps.
      assertThat(cut).isGreaterThan(STEPS);
    }
  }

  /** One run until the power is cut. */
  private static final class Run {
    private final long seed;
    private final int cut;
    private final Random random;
    private byte[] log = {};
    private int logAcknowledged;
    private byte[] durable = {};
    private byte[] written = {};
    private int asked;
    private boolean[] touched = new boolean[1 << 16];
    private int version;
    private int versionInProgress;

    private Run(long seed, int cut) {
      this.seed = seed;
      this.cut = cut;
      this.random = new Random(seed);
    }

    private boolean endsEarly() throws IOException {
      try (VirtualTime time = new VirtualTime();
          BlockLayer layer = BlockLayers.builder().time(time).seed(seed * 1000 + cut).build();
          Disk disk =
              Disks.builder()
                  .layer(layer)
                  .driver("memory")
                  .driverOption("size", "64m")
                  .driverOption("volatile_cache", "1")
                  .driverOption("irqmode", "2")
                  .driverOption("faults", "powercut=1ms loss=0.5 nth=" + cut)
                  .elevator("none")
                  .open(FOLDER);
          DiskTask task = disk.task("engine").build()) {
        boolean isCut = false;
        try {
          work(disk, task);
        } catch (IOException e) {
          isCut = true;
        }
        RequestQueue queue = disk.queue();
        time.advanceTo(time.now() + 10_000_000);
        if (isCut) {
          check(layer, queue, task);
        }
        return isCut;
      }
    }

    private void work(Disk disk, DiskTask task) throws IOException {
      DiskFile wal = disk.create("log", FileOption.direct());
      DiskFile data = disk.create("data", FileOption.direct());
      disk.syncFolder();
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(4)) {
          case 0 -> {
            byte[] record = bytes(random.nextInt(900) + 1);
            log = concatenated(log, record);
            long end = wal.appendAndSync(task, MemorySegment.ofArray(record));
            assertThat(end).isEqualTo(log.length);
            logAcknowledged = log.length;
          }
          case 1 -> {
            data.sync(task);
            durable = written.clone();
            Arrays.fill(touched, false);
          }
          case 2 -> {
            byte[] part = bytes(random.nextInt(1500) + 1);
            int offset = random.nextBoolean() ? written.length : random.nextInt(written.length + 1);
            asked = Math.max(asked, offset + part.length);
            Arrays.fill(touched, offset, offset + part.length, true);
            data.write(task, offset, MemorySegment.ofArray(part));
            byte[] now = Arrays.copyOf(written, Math.max(written.length, offset + part.length));
            System.arraycopy(part, 0, now, offset, part.length);
            written = now;
          }
          default -> {
            versionInProgress = version + 1;
            DiskFile next = disk.create("state.tmp" + versionInProgress);
            next.write(task, 0, MemorySegment.ofArray(state(versionInProgress)));
            next.sync(task);
            disk.renameDurably(next, "state");
            next.close();
            version = versionInProgress;
          }
        }
      }
    }

    private byte[] bytes(int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
      byte[] both = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, both, first.length, second.length);
      return both;
    }

    private static byte[] state(int version) {
      byte[] state = new byte[1000 + version];
      Arrays.fill(state, (byte) version);
      return state;
    }

    private void check(BlockLayer layer, @Nullable RequestQueue queue, DiskTask task)
        throws IOException {
      String run = "seed " + seed + ", power cut at request " + cut;
      assertThat(queue).as(run).isNotNull();
      byte[] found = read(layer, queue, task, "log");
      assertThat(found.length).as(run).isBetween(logAcknowledged, log.length);
      assertThat(Arrays.copyOf(found, logAcknowledged))
          .as(run)
          .isEqualTo(Arrays.copyOf(log, logAcknowledged));

      byte[] data = read(layer, queue, task, "data");
      assertThat(data.length).as(run).isBetween(durable.length, asked);
      for (int i = 0; i < durable.length; i++) {
        if (!touched[i] && data[i] != durable[i]) {
          throw new AssertionError(run + ": byte " + i + " was synced and has changed");
        }
      }

      if (version > 0) {
        byte[] state = read(layer, queue, task, "state");
        assertThat(state).as(run).isIn(state(version), state(versionInProgress));
      }
    }

    private static byte[] read(BlockLayer layer, RequestQueue queue, DiskTask task, String name)
        throws IOException {
      QueueFiles files = queue.files();
      assertThat(files).isNotNull();
      FileHandle file;
      try {
        file = files.open(FOLDER.resolve(name), OpenMode.READ);
      } catch (NoSuchFileException e) {
        return new byte[0];
      }
      int length = (int) files.length(file);
      try (Arena arena = Arena.ofShared()) {
        MemorySegment memory = arena.allocate(Math.max(1, length));
        if (length > 0) {
          BioStatus status =
              queue.submitAndWait(
                  layer.newBio().task(task.task()).read(file, 0, memory, 0, length));
          assertThat(status).isEqualTo(BioStatus.OK);
        }
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
      } finally {
        files.close(file);
      }
    }
  }
}
