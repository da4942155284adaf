package io.elevator.core.queue.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.QueueLimits;
import io.elevator.core.request.CoreBio;
import io.elevator.spi.driver.DriverFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BioSplitterTest {
  private final MemorySegment memory = Arena.ofAuto().allocate(4 << 20, 65536);

  private CoreBio read(long sector, long offset, long bytes) {
    var bio = new CoreBio();
    bio.read(512L * sector, memory, offset, bytes);
    return bio;
  }

  private static int front(CoreBio bio, QueueLimits limits) {
    return (int) (BioSplitter.bytes(BioSplitter.split(bio, limits)) / 512);
  }

  private static int segments(CoreBio bio, QueueLimits limits) {
    return BioSplitter.segments(BioSplitter.split(bio, limits));
  }

  @Test
  void bioWithinTheLimitsIsNotSplit() {
    QueueLimits limits = QueueLimits.builder().build();
    assertThat(front(read(0, 0, 4096), limits)).isZero();
    assertThat(segments(read(0, 0, 4096), limits)).isEqualTo(1);
    assertThat(front(read(3, 0, 255 * 512), limits)).isZero();
  }

  @Test
  void piecesEndAtAPhysicalBlockIfPossible() {
    QueueLimits limits = QueueLimits.builder().maxHwSectors(255).physicalBlockSize(4096).build();
    assertThat(front(read(0, 0, 1 << 20), limits)).isEqualTo(248);
    assertThat(front(read(3, 0, 1 << 20), limits)).isEqualTo(253);
    assertThat(front(read(8, 0, 1 << 20), limits)).isEqualTo(248);
  }

  @Test
  void bioWithinOnePageIsSplitOnlyAtAChunkBoundary() {
    QueueLimits limits = QueueLimits.builder().maxHwSectors(8).physicalBlockSize(4096).build();
    assertThat(front(read(4, 4096, 4096), limits)).as("one page").isZero();
    assertThat(segments(read(4, 4096, 4096), limits)).isEqualTo(1);
    assertThat(front(read(4, 2048, 4096), limits)).as("parts of two pages").isEqualTo(4);
    assertThat(front(read(4, 2048, 2048), limits)).as("the end of a page").isZero();
    var bare = new CoreBio();
    bare.describe(null, null, 0, 0, 4, 8, 1);
    assertThat(front(bare, limits)).as("without memory").isZero();
    var two = new CoreBio();
    two.read(512L * 4, new MemorySegment[] {memory.asSlice(0, 2048), memory.asSlice(2048, 2048)});
    assertThat(front(two, limits)).as("two segments").isEqualTo(4);
    QueueLimits chunked = limits.toBuilder().chunkSectors(128).build();
    assertThat(front(read(4, 4096, 4096), chunked)).as("with chunks").isEqualTo(4);
    QueueLimits small = limits.toBuilder().maxSectors(4).build();
    assertThat(front(read(4, 4096, 4096), small)).as("more than the device takes").isEqualTo(4);
  }

  @Test
  void noPieceCrossesAChunk() {
    QueueLimits limits = QueueLimits.builder().chunkSectors(48).build();
    assertThat(front(read(40, 0, 16 * 512), limits)).isEqualTo(8);
    assertThat(front(read(48, 0, 48 * 512), limits)).isZero();
    assertThat(front(read(47, 0, 4096), limits)).isEqualTo(1);
  }

  @Test
  void segmentsAreCountedByTheirSizeAndBoundary() {
    QueueLimits limits = QueueLimits.builder().maxHwSectors(4096).build();
    assertThat(segments(read(0, 0, 256 * 512), limits)).as("two of 64 KiB").isEqualTo(2);
    QueueLimits bounded =
        QueueLimits.builder().maxHwSectors(4096).segmentBoundaryMask(0xfff).build();
    assertThat(segments(read(0, 512, 8192), bounded)).as("parts of three pages").isEqualTo(3);
    QueueLimits few =
        QueueLimits.builder().maxHwSectors(4096).maxSegments(2).maxSegmentSize(4096).build();
    assertThat(front(read(0, 0, 16384), few)).isEqualTo(16);
  }

  @Test
  void gapOffTheVirtualBoundarySplitsTheBio() {
    QueueLimits limits = QueueLimits.builder().virtBoundaryMask(4095).build();
    var bio = new CoreBio();
    bio.read(0, new MemorySegment[] {memory.asSlice(0, 4096), memory.asSlice(8192 + 512, 4096)});
    assertThat(front(bio, limits)).isEqualTo(8);
    var aligned = new CoreBio();
    aligned.read(0, new MemorySegment[] {memory.asSlice(512, 3584), memory.asSlice(8192, 1024)});
    assertThat(front(aligned, limits)).isZero();
  }

  @Test
  void bioThatWouldNeedAPieceSmallerThanABlockCannotBeSplit() {
    QueueLimits limits =
        QueueLimits.builder().logicalBlockSize(4096).virtBoundaryMask(4095).build();
    var bio = new CoreBio();
    bio.read(0, new MemorySegment[] {memory.asSlice(0, 512), memory.asSlice(8192, 3584)});
    assertThat(BioSplitter.split(bio, limits)).isEqualTo(BioSplitter.IMPOSSIBLE);
  }

  @Test
  void discardsAreSplitAtTheGranularity() {
    QueueLimits limits =
        QueueLimits.builder().maxDiscardSectors(1000).discardGranularity(64 * 512, 0).build();
    var bio = new CoreBio();
    bio.discard(512L * 10, 512L * 5000);
    assertThat(front(bio, limits)).isEqualTo(960 - 10);
    bio.discard(512L * 64, 512L * 5000);
    assertThat(front(bio, limits)).isEqualTo(960);
    bio.discard(512L * 64, 512L * 960);
    assertThat(front(bio, limits)).isZero();
    QueueLimits shifted =
        QueueLimits.builder().maxDiscardSectors(1000).discardGranularity(64 * 512, 7 * 512).build();
    bio.discard(512L * 7, 512L * 5000);
    assertThat(front(bio, shifted)).isEqualTo(960);
    bio.discard(512L * 7, 512L * 961);
    assertThat(front(bio, shifted)).as("a limit of whole units").isEqualTo(960);
    QueueLimits narrow =
        QueueLimits.builder().maxDiscardSectors(100).discardGranularity(64 * 512, 0).build();
    bio.discard(512L * 63, 512L * 100);
    assertThat(front(bio, narrow)).as("up to the first unit").isEqualTo(1);
    bio.discard(512L * 1, 512L * 100);
    assertThat(front(bio, narrow)).as("next to a whole unit").isEqualTo(63);
    QueueLimits coarse =
        QueueLimits.builder().maxDiscardSectors(63).discardGranularity(64 * 512, 0).build();
    bio.discard(512L * 1, 512L * 100);
    assertThat(front(bio, coarse)).as("less than a unit: not cut").isZero();
  }

  @Test
  void hugeDiscardDoesNotOverflow() {
    QueueLimits limits =
        QueueLimits.builder()
            .logicalBlockSize(4096)
            .physicalBlockSize(4096)
            .maxDiscardSectors(Integer.MAX_VALUE)
            .build();
    var bio = new CoreBio();
    bio.discard(0, 512L * (1L << 32));
    assertThat(front(bio, limits)).isEqualTo(8_388_600);
    bio.secureErase(0, 512L * (1L << 32));
    assertThat(BioSplitter.split(bio, limits)).as("no limit, no split").isEqualTo(1);
  }

  @Test
  void writeZeroesAreSplitAtTheirLimit() {
    QueueLimits limits = QueueLimits.builder().maxWriteZeroesSectors(100).build();
    var bio = new CoreBio();
    bio.writeZeroes(512L * 5, 512L * 250);
    assertThat(front(bio, limits)).isEqualTo(100);
    assertThat(BioSplitter.segments(BioSplitter.split(bio, limits))).isZero();
  }

  /**
   * For random limits: the pieces of a split bio, put together in order, are the bio, and each
   * piece is within the limits.
   */
  @Test
  void piecesTogetherAreTheBioAndEachKeepsTheLimits() {
    for (long seed = 0; seed < 2000; seed++) {
      var random = new Random(seed);
      QueueLimits limits =
          QueueLimits.builder()
              .maxHwSectors(8 + random.nextInt(600))
              .chunkSectors(random.nextBoolean() ? 0 : 8 + random.nextInt(300))
              .maxSegments(1 + random.nextInt(8))
              .maxSegmentSize(4096 << random.nextInt(3))
              .segmentBoundaryMask(random.nextBoolean() ? 0xffff_ffffL : 0x3fff)
              .physicalBlockSize(512 << random.nextInt(4))
              .build();
      long sectors = 1L + random.nextInt(4000);
      long start = (long) random.nextInt(10_000);
      CoreBio bio = read(start, 512L * random.nextInt(64), sectors << 9);
      long next = start;
      for (long answer = BioSplitter.split(bio, limits);
          BioSplitter.bytes(answer) > 0;
          answer = BioSplitter.split(bio, limits)) {
        assertThat(answer).as("seed %d", seed).isNotEqualTo(BioSplitter.IMPOSSIBLE);
        var piece = new CoreBio();
        bio.cut(piece, BioSplitter.bytes(answer), BioSplitter.segments(answer));
        assertThat(piece.offset() / 512).as("seed %d", seed).isEqualTo(next);
        assertThat(front(piece, limits)).as("seed %d: %s again", seed, piece).isZero();
        assertThat(segments(piece, limits)).isEqualTo(piece.countedSegments());
        next = piece.endOffset() / 512;
      }
      assertThat(bio.offset() / 512).isEqualTo(next);
      assertThat(bio.endOffset() / 512).isEqualTo(start + sectors);
      bio.giveBack();
      assertThat(bio.offset() / 512).isEqualTo(start);
      assertThat(bio.sectors()).isEqualTo(sectors);
    }
  }

  /** Returns random limits of a device whose logical block is 512 bytes. */
  private static QueueLimits randomLimits(Random random) {
    return QueueLimits.builder()
        .maxHwSectors(8 + random.nextInt(600))
        .chunkSectors(random.nextBoolean() ? 0 : 8 + random.nextInt(300))
        .maxSegments(1 + random.nextInt(8))
        .maxSegmentSize(4096 << random.nextInt(3))
        .segmentBoundaryMask(random.nextBoolean() ? 0xffff_ffffL : 0x3fff)
        .physicalBlockSize(512 << random.nextInt(4))
        .maxDiscardSectors(8 + random.nextInt(3000))
        .discardGranularity(512 << random.nextInt(6), 0)
        .maxWriteZeroesSectors(8 + random.nextInt(3000))
        .build();
  }

  /**
   * Sets the operation of a bio: a read, a write, a discard or zeroes.
   *
   * @param file file, or null for the device
   */
  private void describe(CoreBio bio, DriverFile file, int kind, long at, long from, long bytes) {
    switch (kind) {
      case 0 -> bio.read(file, at, memory, from, bytes);
      case 1 -> bio.write(file, at, memory, from, bytes);
      case 2 -> bio.discard(file, at, bytes);
      default -> bio.writeZeroes(file, at, bytes);
    }
    bio.place(file);
  }

  private static DriverFile file(int block) {
    return new DriverFile(null, "file", "inode", 1L << 40, 1L << 40, block);
  }

  @Test
  void handleWithTheBlockOfTheDeviceIsSplitAsTheDevice() {
    for (long seed = 0; seed < 2000; seed++) {
      var random = new Random(seed);
      QueueLimits limits = randomLimits(random);
      long at = 512L * random.nextInt(10_000);
      long bytes = 512L * (1 + random.nextInt(4000));
      long from = 512L * random.nextInt(64);
      for (int kind = 0; kind < 4; kind++) {
        var device = new CoreBio();
        describe(device, null, kind, at, from, bytes);
        var inFile = new CoreBio();
        describe(inFile, file(0), kind, at, from, bytes);
        assertThat(BioSplitter.split(inFile, limits))
            .as("seed %d kind %d", seed, kind)
            .isEqualTo(BioSplitter.split(device, limits));
      }
    }
  }

  @Test
  void handleIsNeverCutInsideItsOwnBlock() {
    for (long seed = 0; seed < 4000; seed++) {
      var random = new Random(seed);
      QueueLimits limits = randomLimits(random);
      int block = seed % 2 == 0 ? 4096 : 1024;
      long at = (long) block * random.nextInt(1_000);
      long bytes = (long) block * (1 + random.nextInt(500));
      for (int kind = 0; kind < 4; kind++) {
        var bio = new CoreBio();
        describe(bio, file(block), kind, at, 512L * random.nextInt(64), bytes);
        long next = at;
        long answer = BioSplitter.split(bio, limits);
        while (BioSplitter.bytes(answer) > 0) {
          var piece = new CoreBio();
          bio.cut(piece, BioSplitter.bytes(answer), BioSplitter.segments(answer));
          assertThat(piece.offset()).as("seed %d kind %d", seed, kind).isEqualTo(next);
          assertThat(piece.length() % block).as("seed %d kind %d", seed, kind).isZero();
          next = piece.endOffset();
          answer = BioSplitter.split(bio, limits);
        }
        if (answer != BioSplitter.IMPOSSIBLE) {
          assertThat(bio.length() % block).as("seed %d kind %d", seed, kind).isZero();
          assertThat(bio.endOffset()).as("seed %d kind %d", seed, kind).isEqualTo(at + bytes);
        }
      }
    }
  }

  @Test
  void bufferedHandleIsCutAtAnyByteAndKeepsTheLimits() {
    for (long seed = 0; seed < 2000; seed++) {
      var random = new Random(seed);
      QueueLimits limits = randomLimits(random);
      long at = random.nextInt(5_000_000);
      long bytes = 1L + random.nextInt(2_000_000);
      for (int kind = 0; kind < 2; kind++) {
        var bio = new CoreBio();
        describe(bio, file(1), kind, at, random.nextInt(4096), bytes);
        long next = at;
        long answer = BioSplitter.split(bio, limits);
        while (BioSplitter.bytes(answer) > 0) {
          assertThat(answer).as("seed %d", seed).isNotEqualTo(BioSplitter.IMPOSSIBLE);
          var piece = new CoreBio();
          bio.cut(piece, BioSplitter.bytes(answer), BioSplitter.segments(answer));
          assertThat(piece.offset()).as("seed %d", seed).isEqualTo(next);
          assertThat(piece.length())
              .as("seed %d", seed)
              .isBetween(1L, (long) limits.maxSectors() << 9);
          assertThat(BioSplitter.bytes(BioSplitter.split(piece, limits)))
              .as("seed %d: %s again", seed, piece)
              .isZero();
          next = piece.endOffset();
          answer = BioSplitter.split(bio, limits);
        }
        assertThat(answer).as("seed %d", seed).isNotEqualTo(BioSplitter.IMPOSSIBLE);
        assertThat(bio.endOffset()).as("seed %d", seed).isEqualTo(at + bytes);
      }
    }
  }

  @Test
  void piecesOfSeveralSegmentsShareTheirMemory() {
    var bio = new CoreBio();
    bio.write(0, new MemorySegment[] {memory.asSlice(0, 1024), memory.asSlice(4096, 3072)});
    var piece = new CoreBio();
    bio.cut(piece, 2048, 2);
    assertThat(piece.segmentCount()).isEqualTo(2);
    assertThat(piece.segmentBytes(1)).isEqualTo(1024);
    assertThat(bio.segmentCount()).isEqualTo(1);
    assertThat(bio.segment(0).address()).isEqualTo(memory.address() + 4096);
    assertThat(bio.segmentOffset(0)).isEqualTo(1024);
    assertThat(bio.segmentBytes(0)).isEqualTo(2048);
    assertThat(bio.length()).isEqualTo(2048);
    bio.giveBack();
    assertThat(bio.segmentCount()).isEqualTo(2);
    assertThat(bio.length()).isEqualTo(4096);
  }

  /**
   * A splitter that copied the remaining segments at each cut would take seconds for 100,000
   * segments.
   */
  @Test
  void splittingAVectorVisitsEachSegmentAFixedNumberOfTimes() {
    int count = 100_000;
    var vector = new MemorySegment[count];
    for (int i = 0; i < count; i++) {
      vector[i] = memory.asSlice(i * 1024L % (1 << 20), 512);
    }
    QueueLimits limits = QueueLimits.builder().maxSegments(128).build();
    var bio = new CoreBio();
    bio.write(0, vector);
    var piece = new CoreBio();
    long looks = 0;
    int pieces = 0;
    for (long answer = BioSplitter.split(bio, limits);
        BioSplitter.bytes(answer) > 0;
        answer = BioSplitter.split(bio, limits)) {
      looks += BioSplitter.segments(answer);
      looks += bio.cut(piece, BioSplitter.bytes(answer), BioSplitter.segments(answer));
      pieces++;
    }
    assertThat(pieces).isEqualTo((count - 1) / 128);
    assertThat(looks).isLessThanOrEqualTo(2L * count);
    bio.giveBack();
    assertThat(bio.segmentCount()).isEqualTo(count);
    assertThat(bio.length()).isEqualTo(count * 512L);
  }

  /**
   * For segments of random lengths: the memory of all pieces, put together in order, is the memory
   * of the bio.
   */
  @Test
  void piecesOfAVectorTogetherHaveItsBytesInOrder() {
    for (long seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      int blocks = 2 + random.nextInt(60);
      List<MemorySegment> vector = new ArrayList<>();
      List<Long> expected = new ArrayList<>();
      for (long left = blocks * 512L; left > 0; ) {
        long length = Math.min(left, random.nextInt(900));
        long from = random.nextInt(1 << 20);
        vector.add(memory.asSlice(from, length));
        addBytes(expected, memory.address() + from, length);
        left -= length;
      }
      var bio = new CoreBio();
      bio.read(0, vector.toArray(MemorySegment[]::new));
      List<Long> met = new ArrayList<>();
      while (bio.sectors() > 1 && random.nextInt(8) > 0) {
        var piece = new CoreBio();
        bio.cut(piece, 512L * (1 + random.nextInt((int) bio.sectors() - 1)), 1);
        addWindows(met, piece);
      }
      addWindows(met, bio);
      assertThat(met).as("seed %d", seed).isEqualTo(expected);
      bio.giveBack();
      met.clear();
      addWindows(met, bio);
      assertThat(met).as("seed %d, whole again", seed).isEqualTo(expected);
    }
  }

  private static void addWindows(List<Long> addresses, CoreBio bio) {
    long bytes = 0;
    for (int i = 0; i < bio.segmentCount(); i++) {
      long length = bio.segmentBytes(i);
      assertThat(length).isPositive();
      assertThat(bio.segmentOffset(i) + length).isLessThanOrEqualTo(bio.segment(i).byteSize());
      addBytes(addresses, bio.segment(i).address() + bio.segmentOffset(i), length);
      bytes += length;
    }
    assertThat(bytes).isEqualTo(bio.length());
  }

  private static void addBytes(List<Long> addresses, long from, long length) {
    for (long i = 0; i < length; i++) {
      addresses.add(from + i);
    }
  }
}
