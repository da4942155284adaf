package io.elevator.workload.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.workload.job.AccessMode;
import io.elevator.workload.job.AccessSpec;
import io.elevator.workload.job.BlockSizes;
import io.elevator.workload.job.Direction;
import io.elevator.workload.job.OffsetSpec;
import io.elevator.workload.job.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IoPatternTest {
  private static final long SEED = 11;

  /**
   * Returns the access pattern with fio's defaults and the given mode. Tests change parts of it
   * with the methods below.
   */
  private static AccessSpec access(AccessMode mode) {
    return new AccessSpec(mode, BlockSizes.of(4096), 50, 0, false, true, null, 0, null, true);
  }

  private static AccessSpec sizes(AccessSpec a, BlockSizes sizes) {
    return new AccessSpec(
        a.mode(),
        sizes,
        a.readPercent(),
        a.sequence(),
        a.repeatOffset(),
        a.randomMap(),
        a.ioSize(),
        a.numberIos(),
        null,
        true);
  }

  private static AccessSpec share(AccessSpec a, int readPercent) {
    return new AccessSpec(
        a.mode(),
        a.blockSizes(),
        readPercent,
        a.sequence(),
        a.repeatOffset(),
        a.randomMap(),
        a.ioSize(),
        a.numberIos(),
        null,
        true);
  }

  private static AccessSpec sequence(AccessSpec a, long sequence, boolean repeat) {
    return new AccessSpec(
        a.mode(),
        a.blockSizes(),
        a.readPercent(),
        sequence,
        repeat,
        a.randomMap(),
        a.ioSize(),
        a.numberIos(),
        null,
        true);
  }

  private static AccessSpec unmapped(AccessSpec a) {
    return new AccessSpec(
        a.mode(),
        a.blockSizes(),
        a.readPercent(),
        a.sequence(),
        a.repeatOffset(),
        false,
        a.ioSize(),
        a.numberIos(),
        null,
        true);
  }

  private static AccessSpec limits(AccessSpec a, Long ioSize, long numberIos) {
    return new AccessSpec(
        a.mode(),
        a.blockSizes(),
        a.readPercent(),
        a.sequence(),
        a.repeatOffset(),
        a.randomMap(),
        ioSize,
        numberIos,
        null,
        true);
  }

  private static AccessSpec listed(AccessSpec access, boolean advances, Long... blocks) {
    Spread spread = new Spread.Sequence(List.of(blocks), advances);
    OffsetSpec all = OffsetSpec.DEFAULTS;
    return access.withOffsets(
        new OffsetSpec(
            List.of(spread, spread, spread),
            all.randomPercents(),
            all.aligns(),
            all.scattered(),
            all.stride(),
            all.files()));
  }

  private static List<Long> blockNumbers(List<Io> ios) {
    return ios.stream().map(io -> io.offset() / 4096).toList();
  }

  private record Io(Direction direction, int file, long offset, int bytes) {}

  private static List<Io> pass(IoPattern pattern) {
    List<Io> ios = new ArrayList<>();
    IoUnit unit = new IoUnit();
    while (pattern.next(unit)) {
      ios.add(new Io(unit.direction, unit.file, unit.offset, unit.bytes));
    }
    return ios;
  }

  private static List<Io> pass(AccessSpec access, Region... regions) {
    return pass(new IoPattern(access, List.of(regions), SEED));
  }

  private static List<Long> offsets(List<Io> ios) {
    return ios.stream().map(Io::offset).toList();
  }

  private static List<Long> blocks(int from, int to) {
    return IntStream.range(from, to).mapToObj(block -> block * 4096L).toList();
  }

  @Test
  void aSequentialPassCoversTheRegionExceptAPartialLastBlock() {
    List<Io> ios = pass(access(AccessMode.READ), new Region(8192, 18 * 1024));

    assertThat(offsets(ios)).isEqualTo(blocks(2, 6));
    assertThat(ios).allMatch(io -> io.direction() == Direction.READ && io.bytes() == 4096);
  }

  @Test
  void theNextPassRepeatsTheSameIos() {
    IoPattern pattern =
        new IoPattern(access(AccessMode.WRITE), List.of(new Region(0, 16384)), SEED);
    List<Io> first = pass(pattern);

    pattern.nextPass();

    assertThat(pass(pattern)).isEqualTo(first).hasSize(4);
  }

  @Test
  void aPassLongerThanTheRegionStartsOverAndAShorterPassStops() {
    Region region = new Region(0, 32768);

    assertThat(offsets(pass(limits(access(AccessMode.READ), 49152L, 0), region)))
        .isEqualTo(
            List.of(
                0L, 4096L, 8192L, 12288L, 16384L, 20480L, 24576L, 28672L, 0L, 4096L, 8192L,
                12288L));
    assertThat(offsets(pass(limits(access(AccessMode.READ), 8192L, 0), region)))
        .isEqualTo(blocks(0, 2));
  }

  @Test
  void numberIosEndsAPassAndTheNextPassContinuesThere() {
    IoPattern pattern =
        new IoPattern(
            limits(access(AccessMode.READ), null, 2), List.of(new Region(0, 32768)), SEED);

    assertThat(offsets(pass(pattern))).isEqualTo(blocks(0, 2));
    pattern.nextPass();
    assertThat(offsets(pass(pattern))).isEqualTo(blocks(2, 4));
  }

  @ParameterizedTest
  @CsvSource({
    // Each row has sizes in KiB, and the number of I/Os of 1 MiB that fio 3.33 does with holes of
    // GAP between them.
    "16384, 512, 11",
    "16384, 1024, 16",
    "16384, 3072, 16",
    "20480, 512, 13",
    "32768, 512, 21",
    "65536, 512, 43",
    "131072, 512, 85",
    "132096, 512, 129"
  })
  void holesEndAPassWhereTheNextIoWouldNotFit(long size, long gap, int ios) {
    AccessSpec access =
        sizes(sequence(access(AccessMode.READ), gap << 10, false), BlockSizes.of(1 << 20));
    IoPattern pattern = new IoPattern(access, List.of(new Region(0, size << 10)), 1);
    IoUnit unit = new IoUnit();
    int count = 0;
    while (pattern.next(unit)) {
      count++;
    }

    assertThat(count).isEqualTo(ios);
  }

  @Test
  void aGapFollowsEachIo() {
    List<Io> ios = pass(sequence(access(AccessMode.READ), 4096, false), new Region(0, 16384));

    assertThat(offsets(ios)).containsExactly(0L, 8192L, 0L, 8192L);
  }

  @Test
  void aRandomPassUsesEveryBlockOnceInRandomOrder() {
    IoPattern pattern =
        new IoPattern(access(AccessMode.RANDREAD), List.of(new Region(4096, 1 << 20)), SEED);

    List<Long> first = offsets(pass(pattern));
    pattern.nextPass();
    List<Long> second = offsets(pass(pattern));

    assertThat(first)
        .containsExactlyInAnyOrderElementsOf(blocks(1, 257))
        .isNotEqualTo(blocks(1, 257));
    // As in fio, each pass draws the same I/Os again.
    assertThat(second).isEqualTo(first);
  }

  @Test
  void aMixedRandomPassReadsOrWritesEveryBlockOnce() {
    List<Io> ios = pass(access(AccessMode.RANDRW), new Region(0, 1 << 20));

    assertThat(offsets(ios)).containsExactlyInAnyOrderElementsOf(blocks(0, 256));
    assertThat(ios).extracting(Io::direction).contains(Direction.READ, Direction.WRITE);
  }

  @Test
  void aLongRandomPassUsesEveryBlockBeforeItRepeatsOne() {
    List<Long> offsets =
        offsets(pass(limits(access(AccessMode.RANDREAD), 3L << 16, 0), new Region(0, 1 << 16)));

    for (int from = 0; from < 48; from += 16) {
      assertThat(offsets.subList(from, from + 16))
          .containsExactlyInAnyOrderElementsOf(blocks(0, 16));
    }
  }

  @Test
  void withoutAMapBlocksMayRepeat() {
    List<Long> offsets =
        offsets(pass(unmapped(access(AccessMode.RANDWRITE)), new Region(0, 1 << 20)));

    assertThat(offsets).hasSize(256).isSubsetOf(blocks(0, 256));
    assertThat(offsets.stream().distinct().count()).isLessThan(256);
  }

  @Test
  void aRunContinuesFromEachDrawnOffset() {
    List<Long> offsets =
        offsets(pass(sequence(access(AccessMode.RANDREAD), 4, false), new Region(0, 1 << 22)));

    int seeks = 0;
    for (int i = 1; i < offsets.size(); i++) {
      seeks += offsets.get(i) == offsets.get(i - 1) + 4096 ? 0 : 1;
    }
    // 1024 blocks in runs of four give 256 seeks, and one more for each run that the end of the
    // file cuts short.
    assertThat(seeks).isBetween(250, 260);
    assertThat(offsets).hasSize(1024).isSubsetOf(blocks(0, 1024));
  }

  @Test
  void aRunMayRepeatItsOffset() {
    List<Long> offsets =
        offsets(pass(sequence(access(AccessMode.RANDREAD), 3, true), new Region(0, 36864)));

    assertThat(offsets).hasSize(9);
    for (int i = 0; i < 9; i += 3) {
      assertThat(offsets.subList(i, i + 3)).containsOnly(offsets.get(i));
    }
  }

  @Test
  void aMixedPassKeepsItsShareOfReadsAndAPositionForEachDirection() {
    List<Io> ios = pass(share(access(AccessMode.RW), 75), new Region(0, 4096 * 10_000L));

    List<Io> reads = ios.stream().filter(io -> io.direction() == Direction.READ).toList();
    List<Io> writes = ios.stream().filter(io -> io.direction() == Direction.WRITE).toList();
    // The number has a binomial distribution: 7,500 expected, standard deviation 43. With this seed
    // it is always the same.
    assertThat(reads).hasSizeBetween(7_370, 7_630);
    assertThat(offsets(reads)).isEqualTo(blocks(0, reads.size()));
    assertThat(offsets(writes)).isEqualTo(blocks(0, writes.size()));
  }

  @Test
  void theShareOfReadsDoesNotChangeTheOffsets() {
    Region region = new Region(0, 1 << 20);

    assertThat(offsets(pass(share(access(AccessMode.RANDRW), 10), region)))
        .isEqualTo(offsets(pass(share(access(AccessMode.RANDRW), 90), region)));
  }

  @Test
  void eachDirectionMayHaveItsOwnBlockSize() {
    List<Io> ios =
        pass(
            sizes(access(AccessMode.RANDRW), new BlockSizes(4096, 16384, 4096)),
            new Region(0, 1 << 20));

    assertThat(ios)
        .allSatisfy(io -> {
          assertThat(io.bytes()).isEqualTo(io.direction() == Direction.READ ? 4096 : 16384);
          assertThat(io.offset() % io.bytes()).isZero();
          assertThat(io.offset() + io.bytes()).isLessThanOrEqualTo(1 << 20);
        });
    assertThat(ios.stream().mapToLong(Io::bytes).sum()).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void filesTakeTurnsUntilEachHasHadItsShare() {
    List<Io> ios = pass(access(AccessMode.READ), new Region(0, 8192), new Region(0, 20480));

    assertThat(ios).extracting(Io::file).containsExactly(0, 1, 0, 1, 1, 1, 1);
    assertThat(offsets(ios)).containsExactly(0L, 0L, 4096L, 4096L, 8192L, 12288L, 16384L);
  }

  @Test
  void theRestOfAFileAfterItsLastWholeBlockIsNotUsed() {
    Region third = new Region(0, 20480 / 3);

    assertThat(pass(access(AccessMode.READ), third, third, third)).hasSize(3);
  }

  @Test
  void anotherSeedGivesAnotherOrder() {
    List<Region> regions = List.of(new Region(0, 1 << 20));

    assertThat(offsets(pass(new IoPattern(access(AccessMode.RANDREAD), regions, 1))))
        .isNotEqualTo(offsets(pass(new IoPattern(access(AccessMode.RANDREAD), regions, 2))));
  }

  @ParameterizedTest
  @EnumSource(AccessMode.class)
  void everyModeIsReproducibleAndStaysInItsRegionAndDirections(AccessMode mode) {
    Region region = new Region(12288, 1 << 20);
    List<Io> ios = pass(access(mode), region);

    // A block that is trimmed and then written counts only once in the size of the pass.
    assertThat(ios)
        .isEqualTo(pass(access(mode), region))
        .hasSize(mode.trimsBeforeWrites() ? 512 : 256);
    assertThat(ios)
        .allSatisfy(io -> {
          assertThat(io.offset()).isBetween(12288L, 12288L + (1 << 20) - 4096);
          assertThat(mode.does(io.direction())).isTrue();
        });
  }

  @Test
  void writesCatchUpWithLargerTrims() {
    AccessSpec apart = sizes(access(AccessMode.TRIMWRITE), new BlockSizes(4096, 4096, 8192));

    List<Io> ios = pass(apart, new Region(4096, 16384));

    assertThat(ios)
        .containsExactly(
            new Io(Direction.TRIM, 0, 4096, 8192),
            new Io(Direction.WRITE, 0, 4096, 4096),
            new Io(Direction.TRIM, 0, 12288, 8192),
            new Io(Direction.WRITE, 0, 8192, 4096),
            new Io(Direction.WRITE, 0, 12288, 4096));
    assertThatThrownBy(() -> pass(apart, new Region(0, 4096)))
        .hasMessageContaining("smaller than a block");
  }

  @Test
  void noTrimComesAnyMoreAfterLargerWrites() {
    AccessSpec apart = sizes(access(AccessMode.TRIMWRITE), new BlockSizes(4096, 8192, 4096));

    assertThat(pass(apart, new Region(0, 32768)).stream().map(Io::direction))
        .containsExactly(
            Direction.TRIM,
            Direction.WRITE,
            Direction.TRIM,
            Direction.WRITE,
            Direction.WRITE,
            Direction.WRITE);
  }

  @Test
  void aSequenceRepeatsTheBlocksOfItsList() {
    AccessSpec access = limits(access(AccessMode.RANDREAD), 24576L, 0);

    // These are the two examples of examples/sequence-distribution.fio.
    Region region = new Region(0, 12 * 4096);
    assertThat(blockNumbers(pass(listed(access, false, 2L, 0L, 1L), region)))
        .containsExactly(2L, 0L, 1L, 2L, 0L, 1L);
    assertThat(blockNumbers(pass(listed(access, true, 2L, 0L, 1L), region)))
        .containsExactly(2L, 0L, 1L, 5L, 3L, 4L);
  }

  @Test
  void anAdvancingSequenceMovesByTheLengthOfItsListAndWrapsAround() {
    AccessSpec access = limits(access(AccessMode.RANDREAD), 0x9000L, 0);

    assertThat(blockNumbers(pass(listed(access, true, 7L, 0L), new Region(0, 5 * 4096))))
        .containsExactly(2L, 0L, 4L, 2L, 1L, 4L, 3L, 1L, 0L);
  }

  @Test
  void eachPassAndEachDirectionRestartsTheSequence() {
    IoPattern pattern =
        new IoPattern(
            listed(access(AccessMode.RANDRW), true, 1L, 0L), List.of(new Region(0, 32768)), SEED);
    List<Io> first = pass(pattern);

    pattern.nextPass();

    assertThat(pass(pattern)).isEqualTo(first);
    for (Direction direction : List.of(Direction.READ, Direction.WRITE)) {
      assertThat(blockNumbers(first.stream().filter(io -> io.direction() == direction).toList()))
          .hasSizeGreaterThan(1)
          .startsWith(1L, 0L);
    }
  }

  @Test
  void aRegionSmallerThanABlockIsRefused() {
    assertThatThrownBy(() -> pass(access(AccessMode.READ), new Region(0, 4095)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("smaller than a block");
  }
}
