package io.elevator.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.api.OpenMode;
import io.elevator.api.QueueFiles;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of every driver that serves files ({@link
 * io.elevator.spi.driver.BlockDriver#files}), as tests to inherit: a subclass returns the driver to
 * test. Each test has its own block layer with a queue on one drive that has no files yet.
 *
 * @see DriverContract
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class DriverFilesContract {
  private static final long SEED = 20_250_103;
  private static final int PAGE = 4096;
  private static final Path A = Path.of("a");
  private static final Path B = Path.of("b");

  /** Called by the subclass. */
  protected DriverFilesContract() {}

  /** Returns the driver to test. */
  protected abstract DriverType driver();

  /** Returns the options of a drive without files. Called once in each test. */
  protected abstract Map<String, String> options();

  private DriverStage open() {
    return new DriverStage(driver(), options());
  }

  private static void requireData(MemorySegment memory, int value) {
    long different = memory.mismatch(DriverStage.filled(memory.byteSize(), value));
    assertEquals(-1, different, "first byte that is not " + value);
  }

  /** Modes create, refuse to create, and refuse to replace. */
  @Test
  public void openModesDecideWhetherAFileMustExist() throws IOException {
    try (DriverStage stage = open()) {
      QueueFiles files = stage.files();
      assertThrows(NoSuchFileException.class, () -> files.open(A, OpenMode.READ));
      assertThrows(NoSuchFileException.class, () -> files.open(A, OpenMode.WRITE));
      FileHandle file = files.open(A, OpenMode.CREATE_NEW);
      assertEquals(0, files.length(file));
      assertEquals(1, files.links(file));
      assertThrows(FileAlreadyExistsException.class, () -> files.open(A, OpenMode.CREATE_NEW));
      files.close(files.open(A, OpenMode.CREATE));
      FileHandle reading = files.open(A, OpenMode.READ);
      Bio write = stage.bio().write(reading, 0, DriverStage.filled(PAGE, 1));
      assertNotEquals(BioStatus.OK, stage.queue.submitAndWait(write));
      assertEquals(0, files.length(file));
    }
  }

  /** Writes make a file longer, gaps read as zeroes, and reads end at its last byte. */
  @Test
  public void aFileGrowsByWritesAndReadsEndAtItsEnd() throws IOException {
    try (DriverStage stage = open()) {
      QueueFiles files = stage.files();
      FileHandle file = files.open(A, OpenMode.CREATE);
      stage.ends(BioStatus.OK, stage.bio().write(file, 0, DriverStage.filled(5_000, 1)));
      stage.ends(BioStatus.OK, stage.bio().write(file, 10_000, DriverStage.filled(1, 2)));
      assertEquals(10_001, files.length(file));
      MemorySegment memory = DriverStage.filled(4L * PAGE, 9);
      Bio read = stage.bio().read(file, 0, memory);
      stage.ends(BioStatus.OK, read);
      assertEquals(10_001, read.transferred());
      requireData(memory.asSlice(0, 5_000), 1);
      requireData(memory.asSlice(5_000, 5_000), 0);
      requireData(memory.asSlice(10_000, 1), 2);
      requireData(memory.asSlice(10_001), 9);
      stage.ends(BioStatus.OK, read.read(file, 10_001, memory));
      assertEquals(0, read.transferred());
      stage.ends(BioStatus.OK, read.read(file, 1L << 30, memory));
      assertEquals(0, read.transferred());
    }
  }

  /** Random I/O, truncations, flushes and reopenings of several files agree with byte arrays. */
  @Test
  public void severalFilesAgreeWithByteArrays() throws IOException {
    final int most = 40_000;
    try (DriverStage stage = open()) {
      QueueFiles files = stage.files();
      Random random = new Random(SEED);
      FileHandle[] open = new FileHandle[5];
      byte[][] expected = new byte[open.length][0];
      for (int i = 0; i < open.length; i++) {
        open[i] = files.open(Path.of("f" + i), OpenMode.CREATE_NEW);
      }
      for (int step = 0; step < 1_500; step++) {
        int i = random.nextInt(open.length);
        int offset = random.nextInt(most);
        int length = 1 + random.nextInt(most / 4);
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> {
            int value = random.nextInt(256);
            int flags = random.nextInt(4) == 0 ? BioFlags.FUA : 0;
            stage.ends(
                BioStatus.OK,
                stage.bio().write(open[i], offset, DriverStage.filled(length, value)).flags(flags));
            expected[i] = Arrays.copyOf(expected[i], Math.max(expected[i].length, offset + length));
            Arrays.fill(expected[i], offset, offset + length, (byte) value);
          }
          case 3 -> {
            files.truncate(open[i], offset);
            expected[i] = Arrays.copyOf(expected[i], offset);
          }
          case 4 -> stage.ends(BioStatus.OK, stage.bio().flush(open[i]));
          case 5 -> {
            files.close(open[i]);
            open[i] = files.open(Path.of("f" + i), OpenMode.WRITE);
          }
          default -> {
            MemorySegment memory = DriverStage.filled(length, 0);
            Bio read = stage.bio().read(open[i], offset, memory);
            stage.ends(BioStatus.OK, read);
            int end = Math.clamp((long) expected[i].length - offset, 0, length);
            String where = "seed " + SEED + ", step " + step;
            assertEquals(end, read.transferred(), where);
            assertArrayEquals(
                end == 0 ? new byte[0] : Arrays.copyOfRange(expected[i], offset, offset + end),
                memory.asSlice(0, end).toArray(ValueLayout.JAVA_BYTE),
                where);
          }
        }
        assertEquals(expected[i].length, files.length(open[i]), "length");
      }
    }
  }

  /** Handles of one file have one identity and see each other's writes; other files differ. */
  @Test
  public void handlesOfOneFileShareItsIdentityAndData() throws IOException {
    try (DriverStage stage = open()) {
      QueueFiles files = stage.files();
      DriverFile first = (DriverFile) files.open(A, OpenMode.CREATE);
      DriverFile second = (DriverFile) files.open(A, OpenMode.WRITE);
      DriverFile other = (DriverFile) files.open(B, OpenMode.CREATE);
      assertNotEquals(first, second);
      assertEquals(first.inode(), second.inode());
      assertEquals(first.sortKeyBase(), second.sortKeyBase());
      assertNotEquals(first.inode(), other.inode());
      assertNotEquals(first.sortKeyBase(), other.sortKeyBase());
      stage.ends(BioStatus.OK, stage.bio().write(first, 0, DriverStage.filled(PAGE, 4)));
      MemorySegment memory = DriverStage.filled(PAGE, 0);
      stage.ends(BioStatus.OK, stage.bio().read(second, 0, memory));
      requireData(memory, 4);
      assertEquals(0, files.length(other));
    }
  }

  /** Adjacent bios of a plug merge within their handle only, and reach their own file. */
  @Test
  public void mergedBiosReachTheirOwnFile() throws IOException {
    try (DriverStage stage = open()) {
      QueueFiles files = stage.files();
      FileHandle[] open = {
        files.open(A, OpenMode.CREATE),
        files.open(A, OpenMode.WRITE),
        files.open(B, OpenMode.CREATE)
      };
      List<Bio> writes = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        writes.add(
            stage.bio().write(open[i % 3], (long) i / 3 * PAGE, DriverStage.filled(PAGE, i % 3)));
        if (i % 3 == 0) {
          // The second handle of the file writes behind the first one's range.
          writes.add(stage.bio().write(open[1], (20L + i / 3) * PAGE, DriverStage.filled(PAGE, 7)));
        }
      }
      writes.removeIf(bio -> bio.handle() == open[1] && bio.offset() < 20L * PAGE);
      stage.allEndOnce(writes);
      for (Bio write : writes) {
        assertEquals(BioStatus.OK, write.status(), write::toString);
      }
      MemorySegment memory = DriverStage.filled(10L * PAGE, 9);
      stage.ends(BioStatus.OK, stage.bio().read(open[1], 0, memory));
      requireData(memory, 0);
      stage.ends(BioStatus.OK, stage.bio().read(open[0], 20L * PAGE, memory));
      requireData(memory, 7);
      stage.ends(BioStatus.OK, stage.bio().read(open[2], 0, memory));
      requireData(memory, 2);
    }
  }

  /** A file lives on in its handles after its name was deleted or given to another file. */
  @Test
  public void handlesOutliveTheNameOfTheirFile() throws IOException {
    try (DriverStage stage = open()) {
      QueueFiles files = stage.files();
      FileHandle first = files.open(A, OpenMode.CREATE);
      FileHandle second = files.open(B, OpenMode.CREATE);
      stage.ends(BioStatus.OK, stage.bio().write(first, 0, DriverStage.filled(100, 1)));
      stage.ends(BioStatus.OK, stage.bio().write(second, 0, DriverStage.filled(200, 2)));
      files.rename(A, B);
      assertThrows(NoSuchFileException.class, () -> files.open(A, OpenMode.READ));
      FileHandle renamed = files.open(B, OpenMode.READ);
      assertEquals(100, files.length(renamed));
      MemorySegment memory = DriverStage.filled(200, 0);
      stage.ends(BioStatus.OK, stage.bio().read(second, 0, memory));
      requireData(memory, 2);
      files.delete(B);
      files.syncFolder(Path.of(""));
      assertThrows(NoSuchFileException.class, () -> files.delete(B));
      FileHandle fresh = files.open(B, OpenMode.CREATE_NEW);
      assertEquals(0, files.length(fresh));
      stage.ends(
          BioStatus.OK,
          stage.bio().write(first, 100, DriverStage.filled(100, 3)).flags(BioFlags.FUA));
      stage.ends(BioStatus.OK, stage.bio().flush(first).flags(BioFlags.META));
      assertEquals(200, files.length(renamed));
      assertEquals(0, files.length(fresh));
    }
  }

  /** A closed handle is refused, and other handles go on. */
  @Test
  public void closingAHandleEndsThatHandleOnly() throws IOException {
    try (DriverStage stage = open()) {
      QueueFiles files = stage.files();
      FileHandle first = files.open(A, OpenMode.CREATE);
      FileHandle second = files.open(A, OpenMode.WRITE);
      stage.ends(BioStatus.OK, stage.bio().write(first, 0, DriverStage.filled(100, 1)));
      files.close(first);
      files.close(first);
      Bio late = stage.bio().read(first, 0, DriverStage.filled(100, 1));
      assertThrows(IllegalStateException.class, () -> stage.queue.submit(late));
      assertThrows(IOException.class, () -> files.length(first));
      stage.ends(BioStatus.OK, stage.bio().read(second, 0, DriverStage.filled(100, 1)));
      stage.ends(BioStatus.OK, stage.bio().flush(second));
    }
  }

  /** Truncation, allocation, write-zeroes and discard change lengths as they should. */
  @Test
  public void lengthsFollowTruncationAllocationAndZeroes() throws IOException {
    try (DriverStage stage = open()) {
      QueueFiles files = stage.files();
      FileHandle file = files.open(A, OpenMode.CREATE);
      stage.ends(BioStatus.OK, stage.bio().write(file, 0, DriverStage.filled(3L * PAGE, 1)));
      files.truncate(file, 100);
      files.truncate(file, 2L * PAGE);
      MemorySegment memory = DriverStage.filled(2L * PAGE, 9);
      stage.ends(BioStatus.OK, stage.bio().read(file, 0, memory));
      requireData(memory.asSlice(0, 100), 1);
      requireData(memory.asSlice(100), 0);
      files.allocate(file, PAGE);
      assertEquals(2L * PAGE, files.length(file));
      files.allocate(file, 4L * PAGE);
      assertEquals(4L * PAGE, files.length(file));
      BioStatus discard = stage.queue.submitAndWait(stage.bio().discard(file, PAGE, 9L * PAGE));
      assertTrue(discard == BioStatus.OK || discard == BioStatus.NOTSUPP, discard.name());
      assertEquals(4L * PAGE, files.length(file));
      BioStatus zeroes = stage.queue.submitAndWait(stage.bio().writeZeroes(file, 0, 8L * PAGE));
      assertTrue(zeroes == BioStatus.OK || zeroes == BioStatus.NOTSUPP, zeroes.name());
      assertEquals((zeroes == BioStatus.OK ? 8L : 4L) * PAGE, files.length(file));
    }
  }

  /** Direct files have a block; I/O in whole blocks moves data, to memory at any address. */
  @Test
  public void directFilesMoveWholeBlocks() throws IOException {
    try (DriverStage stage = open()) {
      QueueFiles files = stage.files();
      FileHandle file = files.open(A, OpenMode.CREATE.asDirect());
      int block =
          file.blockBytes() == 0 ? stage.queue.limits().logicalBlockSize() : file.blockBytes();
      stage.ends(
          BioStatus.OK,
          stage.bio().write(file, block, DriverStage.filled(block + 1L, 5), 1, block));
      assertEquals(2L * block, files.length(file));
      MemorySegment memory = DriverStage.filled(4L * block + 1, 9);
      Bio read = stage.bio().read(file, 0, memory, 1, 4L * block);
      stage.ends(BioStatus.OK, read);
      assertEquals(2L * block, read.transferred());
      requireData(memory.asSlice(1, block), 0);
      requireData(memory.asSlice(block + 1L, block), 5);
      requireData(memory.asSlice(2L * block + 1), 9);
    }
  }

  /** Closing the queue closes the files; later calls throw. */
  @Test
  public void aClosedQueueHasNoFiles() throws IOException {
    try (DriverStage stage = open()) {
      QueueFiles files = stage.files();
      FileHandle file = files.open(A, OpenMode.CREATE);
      stage.queue.close();
      assertThrows(IOException.class, () -> files.open(B, OpenMode.CREATE));
      assertThrows(IOException.class, () -> files.length(file));
      files.close(file);
    }
  }
}
