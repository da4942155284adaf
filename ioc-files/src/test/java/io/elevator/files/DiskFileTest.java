package io.elevator.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.BioException;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.Operation;
import io.elevator.core.BlockLayers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a disk over a drive that the test watches. */
@Timeout(60)
class DiskFileTest {
  private static final Path FOLDER = Path.of("/data").toAbsolutePath();

  private final TestDrive drive = new TestDrive();
  private BlockLayer layer;
  private Disk disk;
  private DiskTask task;

  @BeforeEach
  void openDisk() throws IOException {
    layer = BlockLayers.builder().applicationModules(false).driver(drive).build();
    disk =
        Disks.builder()
            .layer(layer)
            .driver("test")
            .elevator("none")
            .setting("requests", "0")
            .open(FOLDER);
    task = disk.task("test").build();
  }

  @AfterEach
  void closeDisk() throws IOException {
    drive.releaseHeld();
    task.close();
    disk.close();
    layer.close();
  }

  private static MemorySegment bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return MemorySegment.ofArray(bytes);
  }

  private DiskFile create(boolean direct, String name) throws IOException {
    return direct ? disk.create(name, FileOption.direct()) : disk.create(name);
  }

  private static byte[] content(DiskFile file, int length) throws IOException {
    byte[] read = new byte[length];
    assertThat(file.read(0, MemorySegment.ofArray(read))).isEqualTo(length == 0 ? 0 : length);
    return read;
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fiveThousandBytesAreReadToTheLastByte(boolean direct) throws IOException {
    DiskFile file = create(direct, "a");
    MemorySegment written = bytes(5000, 1);
    file.write(task, 0, written);

    assertThat(file.size()).isEqualTo(5000);
    byte[] read = new byte[8192];
    assertThat(file.read(task, 0, MemorySegment.ofArray(read))).isEqualTo(5000);
    assertThat(Arrays.copyOf(read, 5000)).isEqualTo((byte[]) written.heapBase().orElseThrow());
    assertThat(file.read(task, 4999, MemorySegment.ofArray(new byte[10]))).isEqualTo(1);
    assertThat(file.read(task, 5000, MemorySegment.ofArray(new byte[10]))).isEqualTo(-1);
    assertThat(file.read(task, 9000, MemorySegment.ofArray(new byte[10]))).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void randomReadsWritesAndTruncationsAgreeWithAByteArray(boolean direct) throws Exception {
    for (long seed = 0; seed < 6; seed++) {
      Random random = new Random(seed);
      DiskFile file = create(direct, "random-" + seed);
      byte[] expected = {};
      for (int i = 0; i < 150; i++) {
        String step = "seed " + seed + ", step " + i;
        int offset = random.nextInt(20_000);
        int length = random.nextInt(6_000) + 1;
        switch (random.nextInt(6)) {
          case 0 -> {
            file.truncate(offset);
            expected = Arrays.copyOf(expected, offset);
          }
          case 1, 2 -> {
            MemorySegment data = bytes(length, random.nextLong());
            if (random.nextBoolean()) {
              get(file.writeAsync(task, offset, data));
            } else {
              file.write(task, offset, data);
            }
            expected = Arrays.copyOf(expected, Math.max(expected.length, offset + length));
            MemorySegment.copy(data, 0, MemorySegment.ofArray(expected), offset, length);
          }
          default -> {
            byte[] read = new byte[length];
            MemorySegment into = MemorySegment.ofArray(read);
            int moved =
                random.nextBoolean()
                    ? get(file.readAsync(task, offset, into))
                    : file.read(task, offset, into);
            int left = Math.max(0, Math.min(length, expected.length - offset));
            assertThat(moved).as(step).isEqualTo(left == 0 ? -1 : left);
            assertThat(Arrays.copyOf(read, left))
                .as(step)
                .isEqualTo(
                    left == 0 ? new byte[0] : Arrays.copyOfRange(expected, offset, offset + left));
          }
        }
        assertThat(file.size()).as(step).isEqualTo(expected.length);
      }
      file.close();
      assertThat(drive.names.get(FOLDER.resolve("random-" + seed)).handles).isZero();
    }
  }

  @Test
  void aDirectFileIsNeverLongerThanWasAskedAndKeepsAcknowledgedBytesAtEveryChange()
      throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      DiskFile file = create(true, "tail-" + seed);
      TestDrive.Inode inode = drive.names.get(FOLDER.resolve("tail-" + seed));
      byte[][] acknowledged = {new byte[0]};
      int[] asked = {0};
      int[] range = {0, 0};
      String[] problem = {null};
      drive.afterChange =
          () -> {
            if (inode.bytes.length > asked[0]) {
              problem[0] = "length " + inode.bytes.length + ", asked for " + asked[0];
            }
            for (int i = 0; i < acknowledged[0].length; i++) {
              boolean written = i >= range[0] && i < range[1];
              if (!written && inode.bytes[i] != acknowledged[0][i]) {
                problem[0] = "byte " + i + " changed";
              }
            }
          };
      for (int i = 0; i < 40; i++) {
        int length = random.nextInt(2_000) + 1;
        int offset =
            random.nextBoolean()
                ? acknowledged[0].length
                : random.nextInt(acknowledged[0].length + 1);
        range[0] = offset;
        range[1] = offset + length;
        asked[0] = Math.max(asked[0], offset + length);
        MemorySegment data = bytes(length, random.nextLong());
        file.write(task, offset, data);
        byte[] now = Arrays.copyOf(acknowledged[0], Math.max(acknowledged[0].length, range[1]));
        MemorySegment.copy(data, 0, MemorySegment.ofArray(now), offset, length);
        acknowledged[0] = now;
        assertThat(problem[0]).as("seed " + seed + ", write " + i).isNull();
        assertThat(inode.bytes).as("seed " + seed + ", write " + i).isEqualTo(now);
      }
      drive.afterChange = () -> {};
    }
  }

  @Test
  void unalignedWritesOfOneBlockDoNotUndoEachOther() throws Exception {
    DiskFile file = create(true, "a");
    file.write(task, 0, bytes(4096, 1));
    byte[] expected = content(file, 4096);
    List<CompletionStage<Void>> writes = new ArrayList<>();
    drive.hold();
    Random random = new Random(7);
    for (int i = 0; i < 64; i++) {
      MemorySegment data = bytes(random.nextInt(15) + 1, i);
      int offset = i * 64 + random.nextInt(10);
      writes.add(file.writeAsync(task, offset, data));
      MemorySegment.copy(data, 0, MemorySegment.ofArray(expected), offset, data.byteSize());
    }
    drive.releaseHeld();
    for (CompletionStage<Void> write : writes) {
      get(write);
    }

    assertThat(content(file, 4096)).isEqualTo(expected);
  }

  @Test
  void aWriteOfWholeBlocksWaitsForTheReadModifyWriteOfItsBlock() throws Exception {
    DiskFile file = create(true, "a");
    file.write(task, 0, bytes(4096, 1));
    drive.hold();
    CompletionStage<Void> partial = file.writeAsync(task, 10, bytes(20, 2));
    CompletionStage<Void> whole = file.writeAsync(task, 0, bytes(512, 3));
    assertThat(drive.held()).isEqualTo(1);
    drive.releaseHeld();
    get(partial);
    get(whole);

    byte[] expected = new byte[512];
    MemorySegment.copy(bytes(512, 3), 0, MemorySegment.ofArray(expected), 0, 512);
    assertThat(content(file, 512)).isEqualTo(expected);
  }

  @Test
  void alignedIoWithMemoryOfTheDiskIsOneDirectRequestWithoutCopy() throws IOException {
    DiskFile file = create(true, "a");
    try (PooledBuffer page = disk.buffers().take(4096)) {
      page.segment().fill((byte) 7);
      drive.calls.clear();
      file.write(task, 4096, page.segment());
      assertThat(file.read(task, 4096, page.segment())).isEqualTo(4096);
    }

    assertThat(drive.calls).containsExactly("WRITE direct 4096+4096", "READ direct 4096+4096");
  }

  @Test
  void aClosedBufferIsNotGivenAwayWhileAnIoUsesIt() throws Exception {
    DiskFile file = create(true, "a");
    file.write(task, 0, bytes(4096, 1));
    drive.hold();
    PooledBuffer page = disk.buffers().take(4096);
    MemorySegment memory = page.segment();
    CompletionStage<Integer> read = file.readAsync(task, 0, memory);
    page.close();
    try (PooledBuffer other = disk.buffers().take(4096)) {
      assertThat(other.segment().address()).isNotEqualTo(memory.address());
    }
    assertThatThrownBy(page::segment).isInstanceOf(IllegalStateException.class);
    drive.releaseHeld();
    assertThat(get(read)).isEqualTo(4096);
    assertThatThrownBy(() -> file.read(task, 0, memory))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void anArenaMayBeClosedWhileAnAsynchronousReadIsInFlight() throws Exception {
    DiskFile file = create(false, "a");
    file.write(task, 0, bytes(4096, 1));
    drive.hold();
    CompletionStage<Integer> read;
    try (Arena arena = Arena.ofShared()) {
      read = file.readAsync(task, 0, arena.allocate(4096));
      assertThat(drive.held()).isEqualTo(1);
    }
    drive.releaseHeld();

    assertThatThrownBy(() -> get(read))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining("closed");
    // The memory of the disk is free again.
    assertThat(file.read(task, 0, MemorySegment.ofArray(new byte[4096]))).isEqualTo(4096);
  }

  @Test
  void aFailureNamesFileOffsetAndCause() throws IOException {
    DiskFile file = create(false, "a");
    drive.verdict = request -> BioStatus.NOSPC;

    assertThatThrownBy(() -> file.write(task, 8192, bytes(100, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(FOLDER.resolve("a").toString())
        .hasMessageContaining("8192")
        .hasMessageContaining("no space")
        .hasCauseInstanceOf(BioException.class);
    drive.verdict = request -> BioStatus.OK;
  }

  @Test
  void afterAFailedSyncEverySyncFailsUntilAllHandlesAreClosed() throws IOException {
    DiskFile first = create(false, "a");
    DiskFile second = disk.open("a");
    first.write(task, 0, bytes(100, 1));
    drive.verdict =
        request -> request.operation() == Operation.FLUSH ? BioStatus.IOERR : BioStatus.OK;
    assertThatThrownBy(() -> first.sync(task)).isInstanceOf(IOException.class);
    drive.verdict = request -> BioStatus.OK;

    assertThatThrownBy(() -> first.sync(task)).hasMessageContaining("earlier sync");
    assertThatThrownBy(() -> second.sync(task)).hasMessageContaining("earlier sync");
    assertThatThrownBy(() -> second.writeForced(task, 0, bytes(10, 1)))
        .hasMessageContaining("earlier sync");
    first.close();
    assertThatThrownBy(() -> second.sync(task)).hasMessageContaining("earlier sync");
    second.close();
    DiskFile third = disk.open("a");
    third.sync(task);
  }

  @Test
  void aFailedForcedWriteMakesSyncsFail() throws IOException {
    DiskFile file = create(true, "a");
    drive.verdict =
        request -> request.operation() == Operation.WRITE ? BioStatus.IOERR : BioStatus.OK;
    assertThatThrownBy(() -> file.writeForced(task, 0, bytes(100, 1)))
        .isInstanceOf(IOException.class);
    drive.verdict = request -> BioStatus.OK;

    assertThatThrownBy(() -> file.sync(task)).hasMessageContaining("earlier sync");
  }

  @Test
  void callersThatComeDuringASyncShareTheNextOne() throws Exception {
    DiskFile file = create(false, "a");
    TestDrive.Inode inode = drive.names.get(FOLDER.resolve("a"));
    drive.hold();
    List<CompletionStage<Void>> syncs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      syncs.add(file.syncAsync(task));
    }
    drive.releaseHeld();
    for (CompletionStage<Void> sync : syncs) {
      get(sync);
    }

    assertThat(inode.flushes).isEqualTo(2);
  }

  @Test
  void appendsOfSeveralThreadsDoNotOverlap() throws Exception {
    for (boolean direct : new boolean[] {false, true}) {
      DiskFile file = create(direct, "log-" + direct);
      List<Thread> threads = new ArrayList<>();
      List<Throwable> problems = new CopyOnWriteArrayList<>();
      for (int t = 1; t <= 4; t++) {
        byte value = (byte) t;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  byte[] record = new byte[100];
                  Arrays.fill(record, value);
                  for (int i = 0; i < 50; i++) {
                    try {
                      long end = file.appendAndSync(task, MemorySegment.ofArray(record));
                      byte[] read = new byte[100];
                      file.read(task, end - 100, MemorySegment.ofArray(read));
                      assertThat(read).isEqualTo(record);
                    } catch (Throwable e) {
                      problems.add(e);
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(problems).isEmpty();
      assertThat(file.size()).isEqualTo(4 * 50 * 100);
      assertThat(file.appendPosition()).isEqualTo(4 * 50 * 100);
    }
  }

  @Test
  void appendsBehindAFailedOneFailUntilThePositionIsSet() throws Exception {
    DiskFile file = create(false, "log");
    drive.hold();
    CompletionStage<Long> first = file.appendAndSyncAsync(task, bytes(10, 1));
    CompletionStage<Long> second = file.appendAndSyncAsync(task, bytes(10, 2));
    drive.verdict = request -> request.offset() == 0 ? BioStatus.IOERR : BioStatus.OK;
    drive.releaseHeld();

    assertThatThrownBy(() -> get(first)).isInstanceOf(ExecutionException.class);
    assertThatThrownBy(() -> get(second)).hasMessageContaining("an earlier append failed");
    drive.verdict = request -> BioStatus.OK;
    assertThatThrownBy(() -> file.append(task, bytes(10, 1)))
        .hasMessageContaining("an earlier append failed");
    file.appendFrom(0);
    assertThat(file.append(task, bytes(10, 1))).isEqualTo(10);
  }

  @Test
  void appendsOfANewFileWithReservedSpaceBeginAtItsStart() throws IOException {
    DiskFile file = disk.create("log", FileOption.preallocate(1 << 16));

    assertThat(file.size()).isEqualTo(1 << 16);
    assertThat(file.append(task, bytes(10, 1))).isEqualTo(10);
  }

  @Test
  void truncationWaitsForIoInFlightAndHoldsBackLaterIo() throws Exception {
    DiskFile file = create(false, "a");
    file.write(task, 0, bytes(1000, 1));
    drive.hold();
    CompletionStage<Void> before = file.writeAsync(task, 0, bytes(1000, 2));
    CompletableFuture<Void> truncation =
        CompletableFuture.runAsync(() -> {
          try {
            file.truncate(10);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    while (file.io().gate().tryEnter()) {
      file.io().gate().leave();
      Thread.onSpinWait();
    }
    CompletionStage<Void> after = file.writeAsync(task, 500, bytes(10, 3));
    assertThat(drive.held()).isEqualTo(1);
    assertThat(truncation.isDone()).isFalse();
    drive.releaseHeld();
    get(before);
    truncation.get(30, TimeUnit.SECONDS);
    get(after);

    assertThat(file.size()).isEqualTo(510);
  }

  @Test
  void closeWaitsForIoInFlightAndLaterIoFails() throws Exception {
    DiskFile file = create(false, "a");
    drive.hold();
    CompletionStage<Void> write = file.writeAsync(task, 0, bytes(1000, 2));
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(() -> {
          try {
            file.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    while (!file.io().gate().isClosed()) {
      Thread.onSpinWait();
    }
    assertThat(closing.isDone()).isFalse();
    assertThatThrownBy(() -> file.read(task, 0, bytes(10, 0))).hasMessageContaining("is closed");
    assertThatThrownBy(() -> get(file.readAsync(task, 0, bytes(10, 0))))
        .hasMessageContaining("is closed");
    drive.releaseHeld();
    closing.get(30, TimeUnit.SECONDS);
    get(write);
    assertThat(drive.names.get(FOLDER.resolve("a")).handles).isZero();
  }

  @Test
  void streamAndSinkCopyAFile() throws IOException {
    DiskFile from = create(true, "from");
    MemorySegment data = bytes(300_001, 5);
    from.write(task, 0, data);
    DiskFile to = create(true, "to");
    try (FileStream in = from.stream(task, 0, from.size(), 65_536);
        FileSink out = to.sink(task, 65_536)) {
      while (in.next()) {
        out.put(in.segment());
      }
    }

    assertThat(content(to, 300_001)).isEqualTo((byte[]) data.heapBase().orElseThrow());
    assertThat(to.size()).isEqualTo(300_001);
  }

  @Test
  void punchedRangesReadAsZeroes() throws IOException {
    DiskFile file = create(true, "a");
    file.write(task, 0, bytes(4096, 5));
    file.punch(task, 512, 1024);
    byte[] read = content(file, 4096);

    assertThat(Arrays.copyOfRange(read, 512, 1536)).isEqualTo(new byte[1024]);
    assertThat(read[1536]).isEqualTo(bytes(4096, 5).get(ValueLayout.JAVA_BYTE, 1536));
    assertThatThrownBy(() -> file.punch(task, 1, 512)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFileOpenForReadsOnlyRefusesWrites() throws IOException {
    create(false, "a").close();
    DiskFile file = disk.open("a", FileOption.readOnly());

    assertThatThrownBy(() -> file.write(task, 0, bytes(1, 1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> file.truncate(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void renamingSyncsTheFolder() throws IOException {
    DiskFile file = create(false, "a.tmp");
    drive.calls.clear();
    disk.renameDurably(file, "a");

    assertThat(drive.calls).containsExactly("RENAME a", "SYNC FOLDER");
    assertThat(file.path()).isEqualTo(FOLDER.resolve("a"));
  }
}
