package io.elevator.workload.pattern;

import io.elevator.workload.job.AccessMode;
import io.elevator.workload.job.AccessSpec;
import io.elevator.workload.job.BlockSizes;
import io.elevator.workload.job.Direction;
import io.elevator.workload.job.OffsetSpec;
import io.elevator.workload.job.SizeChoice;
import io.elevator.workload.job.StrideSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sequence of the I/Os of one job. It consists of passes over the files of the job; a pass ends
 * when each file has had its share. The same seed gives the same I/Os. Each purpose has its own
 * random sequence, so that for example another {@code rwmixread} does not change the offsets.
 *
 * <p>A pass moves {@code io_size} bytes, by default the bytes of all regions, with at most {@code
 * number_ios} I/Os. As in fio, the end of a region that is smaller than a block is not used. Not
 * thread-safe; allocates nothing after construction.
 */
public final class IoPattern {
  // The constants below are numbers from which independent seeds are derived, one for each purpose.
  private static final int DIRECTIONS = 0;
  private static final int SIZES = 1;
  private static final int FILES = 2;
  private static final int OFFSETS = 16;

  /** Greatest number of blocks that the map of one file can have. */
  public static final long MOST_MAPPED_BLOCKS = BlockMap.MOST_BLOCKS;

  private final AccessMode mode;
  private final BlockSizes blockSizes;
  private final int readPercent;
  private final Offsets[] offsets;
  private final long[] starts;
  private final FileOrder order;
  private final SizeDraw sizes;
  private final Seeded directions;

  /**
   * Order of trims and writes in a sequential job that trims before it writes; null unless the
   * trims and the writes differ in size.
   */
  private final @Nullable TrimTurns turns;

  private final boolean endless;
  private final long passBytes;
  private final long passIos;
  private final long mostIos;

  private long bytes;
  private long ios;
  private boolean whole;

  // The fields below describe the trim that the next write follows. They are valid only while
  // trimmed is true.
  private boolean trimmed;
  private int trimmedFile;
  private long trimmedOffset;
  private int trimmedBytes;

  /**
   * Creates the pattern of a job's I/Os.
   *
   * @param access operations, block sizes and offsets
   * @param regions one region for each file of the job, each at least as large as the smallest
   *     block
   * @param seed seed of everything that is drawn
   */
  public IoPattern(AccessSpec access, List<Region> regions, long seed) {
    mode = access.mode();
    blockSizes = access.blockSizes();
    readPercent = access.readPercent();
    directions = new Seeded(Seeded.derive(seed, DIRECTIONS));
    sizes = new SizeDraw(new Seeded(Seeded.derive(seed, SIZES)), blockSizes.unaligned());
    offsets = new Offsets[regions.size()];
    starts = new long[offsets.length];
    long[] shares = new long[offsets.length];
    long all = 0;
    for (int i = 0; i < offsets.length; i++) {
      Region region = regions.get(i);
      if (region.bytes() < blockSizes.leastRegion(mode)) {
        throw new IllegalArgumentException(region + " is smaller than a block");
      }
      offsets[i] = offsets(access, region.bytes(), Seeded.derive(seed, OFFSETS + i));
      starts[i] = region.offset();
      shares[i] = region.bytes();
      all += region.bytes();
    }
    turns = blockSizes.trimsApart(mode) ? new TrimTurns(shares) : null;
    order = new FileOrder(access.offsets().files(), shares, new Seeded(Seeded.derive(seed, FILES)));
    Long ioSize = access.ioSize();
    endless = ioSize != null;
    passBytes = ioSize == null ? all : ioSize;
    passIos = access.numberIos() == 0 ? Long.MAX_VALUE : access.numberIos();
    // The option counts a trim and the write that follows it as one I/O, so their number is
    // doubled.
    mostIos = turns == null || passIos > Long.MAX_VALUE / 2 ? passIos : passIos * 2;
  }

  private static Offsets offsets(AccessSpec access, long size, long seed) {
    OffsetSpec spec = access.offsets();
    StrideSpec stride = spec.stride();
    boolean random = access.mode().random();
    if (stride != null) {
      return new StridedOffsets(size, stride, random, new Seeded(seed));
    }
    if (!random) {
      return new SequentialOffsets(size, access.sequence());
    }
    Offsets drawn = drawn(access, size, seed);
    if (spec.randomPercents().stream().anyMatch(percent -> percent < 100)) {
      drawn =
          new MixedOffsets(
              size, drawn, spec.randomPercents(), new Seeded(Seeded.derive(seed, DIRECTIONS)));
    }
    return access.sequence() > 1
        ? new RunOffsets(size, drawn, access.sequence(), access.repeatOffset())
        : drawn;
  }

  private static Offsets drawn(AccessSpec access, long size, long seed) {
    OffsetSpec spec = access.offsets();
    int[] units = new int[Direction.COUNT];
    int smallest = access.blockSizes().smallest(access.mode());
    for (Direction direction : Direction.values()) {
      boolean used = access.mode().does(direction);
      int unit = used ? access.blockSizes().of(direction).min() : smallest;
      units[direction.index()] = access.blockSizes().bySequence() ? smallest : unit;
    }
    boolean simple = isSimple(access);
    if (simple && spec.scattered()) {
      return new ScatteredOffsets(size, smallest, seed);
    }
    return simple && access.randomMap()
        ? new MappedOffsets(
            size, smallest, access.blockSizes().largest(access.mode()), new Seeded(seed))
        : new UnmappedOffsets(size, spec, units, new Seeded(seed));
  }

  /**
   * Returns whether a random job can draw each block exactly once. It cannot if block sizes differ
   * by direction, because blocks then have no common meaning; fio drops its map then, too. It
   * cannot either if a drawn offset starts a run of I/Os, or if I/Os can follow the previous I/O:
   * such I/Os use more blocks than those drawn, so a map of drawn blocks alone would be wrong.
   */
  private static boolean isSimple(AccessSpec access) {
    int smallest = access.blockSizes().smallest(access.mode());
    boolean oneSize = true;
    for (Direction direction : Direction.values()) {
      oneSize &=
          !access.mode().does(direction) || access.blockSizes().of(direction).min() == smallest;
    }
    return oneSize
        && access.offsets().plain()
        && access.sequence() <= 1
        && !access.blockSizes().unaligned();
  }

  /**
   * Returns the number of blocks in the maps of a job. A random job that draws each block once has
   * maps, which record the used blocks.
   *
   * @return 0 if the job needs no map
   */
  public static long mappedBlocks(AccessSpec access, List<Region> regions) {
    OffsetSpec spec = access.offsets();
    if (!access.mode().random()
        || !access.randomMap()
        || spec.stride() != null
        || spec.scattered()
        || !isSimple(access)) {
      return 0;
    }
    int block = access.blockSizes().smallest(access.mode());
    long blocks = 0;
    for (Region region : regions) {
      blocks += region.bytes() / block;
    }
    return blocks;
  }

  /**
   * Returns the memory that the maps of a job need, in bytes, rounded up.
   *
   * @param blocks number of blocks of all maps
   * @param files number of files
   */
  public static long mapBytes(long blocks, int files) {
    // The sum has one bit for each block, a 63rd of that for the levels above, and some words for
    // each file.
    return blocks / Byte.SIZE + blocks / Byte.SIZE / 63 + 256L * files;
  }

  /**
   * Draws the next I/O of the pass into {@code unit}.
   *
   * @return false if the pass is over; {@code unit} is then unchanged
   */
  public boolean next(IoUnit unit) {
    return next(unit, direction());
  }

  /** Returns whether the pass has another I/O. */
  public boolean hasNext() {
    int least = blockSizes.smallest(mode);
    if (turns != null) {
      return ios < mostIos && !isSpent(direction(), least) && fileInTurn(turns) >= 0;
    }
    return trimmed || (ios < passIos && !isSpent(least) && (endless || order.hasLeft(least)));
  }

  /**
   * Returns whether the pass has moved all its bytes. As in fio, a pass that {@code io_size} limits
   * continues until it has moved that many bytes, and its last block is a whole one. A pass over
   * the regions ends when no block fits any more.
   */
  private boolean isSpent(int least) {
    return endless ? bytes >= passBytes : least > passBytes - bytes;
  }

  /**
   * Returns whether the pass has no further I/O in {@code direction}. If trims have sizes of their
   * own, they do not count as bytes moved.
   */
  private boolean isSpent(Direction direction, int least) {
    return isSpent(turns != null && direction == Direction.TRIM ? 0 : least);
  }

  /**
   * Draws the next I/O of the pass into {@code unit}.
   *
   * @param direction direction of the I/O, one that {@link #direction} can return
   * @return false if the pass is over; {@code unit} is then unchanged
   */
  public boolean next(IoUnit unit, Direction direction) {
    if (trimmed) {
      trimmed = false;
      unit.set(Direction.WRITE, trimmedFile, trimmedOffset, trimmedBytes);
      return true;
    }
    int least =
        blockSizes.bySequence() ? blockSizes.smallest(mode) : blockSizes.of(direction).min();
    if (ios == mostIos) {
      return false;
    }
    int file = isSpent(direction, least) ? -1 : nextFile(direction, least);
    if (file < 0) {
      whole = !endless;
      return false;
    }
    Offsets here = offsets[file];
    long offset = here.next(direction, least);
    SizeChoice choice = blockSizes.of(direction, here.drawn());
    long room = here.bytesAvailable(offset);
    boolean counts = turns == null || direction == Direction.WRITE;
    int size = sizes.next(choice, endless || !counts ? room : Math.min(room, passBytes - bytes));
    here.moved(direction, offset, size);
    order.moved(counts ? size : 0);
    unit.set(direction, file, starts[file] + offset, size);
    bytes += counts ? size : 0;
    ios++;
    if (turns != null) {
      turns.moved(file, direction, offset, size);
    } else if (mode.trimsBeforeWrites()) {
      trimmed = true;
      trimmedFile = file;
      trimmedOffset = unit.offset;
      trimmedBytes = size;
    }
    return true;
  }

  /**
   * Returns a file that has at least {@code least} bytes left of its share of the pass, −1 if the
   * pass is over. If no file has that many, a pass that {@code io_size} limits gives each file its
   * share again.
   */
  private int nextFile(Direction direction, int least) {
    if (turns != null) {
      return fileInTurn(turns);
    }
    int file = openFile(direction, least);
    if (file < 0 && endless) {
      order.startOver();
      for (Offsets each : offsets) {
        if (each.isOver(direction, least)) {
          each.startOver();
        }
      }
      file = openFile(direction, least);
    }
    return file;
  }

  /**
   * Returns the file of the next I/O if trims and writes differ in size, −1 if the pass is over. A
   * file ends when its next I/O does not fit any more. Further calls return the same file until an
   * I/O was drawn for it.
   */
  private int fileInTurn(TrimTurns inTurn) {
    int file = fileWithRoom(inTurn);
    if (file < 0 && endless) {
      order.startOver();
      startOver();
      file = fileWithRoom(inTurn);
    }
    return file;
  }

  private int fileWithRoom(TrimTurns inTurn) {
    int least = blockSizes.smallest(mode);
    int file = order.next(least);
    while (file >= 0) {
      Direction due = inTurn.due(file);
      if (inTurn.fits(file, due, blockSizes.of(due).min())) {
        return file;
      }
      order.finish();
      file = order.next(least);
    }
    return file;
  }

  private void startOver() {
    for (Offsets each : offsets) {
      each.startOver();
    }
    if (turns != null) {
      turns.startOver();
    }
  }

  private int openFile(Direction direction, int least) {
    int file = order.next(least);
    while (file >= 0 && offsets[file].isOver(direction, least)) {
      order.finish();
      file = order.next(least);
    }
    return file;
  }

  /**
   * Begins another pass after {@link #next} has returned false. After a complete pass the same I/Os
   * are repeated; a pass that was ended early is continued.
   */
  public void nextPass() {
    bytes = 0;
    ios = 0;
    if (whole) {
      whole = false;
      order.startOver();
      sizes.reset();
      directions.reset();
      startOver();
    } else {
      order.refill();
    }
  }

  /**
   * Returns the direction of the next I/O. In a job that mixes directions the direction is drawn.
   */
  public Direction direction() {
    if (mode.mixed()) {
      return directions.below(100) < readPercent ? Direction.READ : Direction.WRITE;
    }
    if (turns != null) {
      int file = fileInTurn(turns);
      return file < 0 ? Direction.WRITE : turns.due(file);
    }
    if (mode.trimsBeforeWrites()) {
      return trimmed ? Direction.WRITE : Direction.TRIM;
    }
    return mode.reads() ? Direction.READ : mode.writes() ? Direction.WRITE : Direction.TRIM;
  }

  /** Returns the greatest number of bytes that one pass moves. Progress is measured against it. */
  public long passBytes() {
    return passBytes;
  }

  /** Returns the greatest number of I/Os of one pass, {@code Long.MAX_VALUE} for no limit. */
  public long passIos() {
    return passIos;
  }
}
