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
 * The I/Os of one job in order: pass after pass over its files, which it takes in turn until each
 * has had its share. The same seed gives the same I/Os. What is drawn for one purpose does not
 * shift what is drawn for another: with another {@code rwmixread} the offsets stay.
 *
 * <p>A pass moves {@code io_size} bytes, by default the bytes of all regions, and no more I/Os than
 * {@code number_ios}. The rest of a region in which no whole block fits is not touched, as in fio.
 * Not thread-safe; allocates nothing after construction.
 */
public final class IoPattern {
  // Purposes of what is drawn.
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

  /** Set where trims and the writes after them differ in size. */
  private final @Nullable TrimTurns turns;

  private final boolean endless;
  private final long passBytes;
  private final long passIos;
  private final long mostIos;

  private long bytes;
  private long ios;
  private boolean whole;

  // The trim that its write follows.
  private boolean trimmed;
  private int trimmedFile;
  private long trimmedOffset;
  private int trimmedBytes;

  /**
   * The pattern of {@code access} over {@code regions}, one for each file of the job and each at
   * least as large as the smallest block.
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
    // A trim and its write count as one.
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
   * Whether a random job can draw each block once. Where directions differ in size that means
   * nothing; fio drops its map then, too. The I/Os of a run, and those that follow the one before,
   * touch more blocks than the one that was drawn; a map of the starts alone would be wrong.
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
   * Returns how many blocks the maps of a job have: of the blocks that were touched, where a random
   * job draws each once.
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

  /** Returns the memory of the maps of so many blocks in so many files, in bytes; rounded up. */
  public static long mapBytes(long blocks, int files) {
    // A bit for each block, a 63rd of that for the levels above, and some words for each file.
    return blocks / Byte.SIZE + blocks / Byte.SIZE / 63 + 256L * files;
  }

  /**
   * Draws the next I/O of the pass.
   *
   * @return false when the pass is over; {@code unit} is untouched then
   */
  public boolean next(IoUnit unit) {
    return next(unit, direction());
  }

  /** Whether the pass has another I/O. */
  public boolean hasNext() {
    int least = blockSizes.smallest(mode);
    if (turns != null) {
      return ios < mostIos && !isSpent(direction(), least) && fileInTurn(turns) >= 0;
    }
    return trimmed || (ios < passIos && !isSpent(least) && (endless || order.hasLeft(least)));
  }

  /**
   * Whether the pass has moved all its bytes. As in fio one of {@code io_size} goes on until it has
   * moved that much, with a whole last block; one over the regions ends where no block fits any
   * more.
   */
  private boolean isSpent(int least) {
    return endless ? bytes >= passBytes : least > passBytes - bytes;
  }

  /** The same for an I/O in {@code direction}: trims with sizes of their own move no bytes. */
  private boolean isSpent(Direction direction, int least) {
    return isSpent(turns != null && direction == Direction.TRIM ? 0 : least);
  }

  /** The same for an I/O whose direction, one that {@link #direction} may say, is known. */
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
    long room = here.room(offset);
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
   * A file that has {@code least} bytes left of its share of the pass. When none has, a pass that
   * {@code io_size} measures gives each its share again; otherwise it is over.
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
   * Returns the file that is next where trims and writes differ in size, −1 when the pass is over.
   * In each file it is over once the I/O that is due does not fit any more. Returns the same file
   * until an I/O was done.
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
   * Begins another pass, where {@link #next} has ended one. A pass that was not cut short is
   * repeated as it was; one that was is gone on with.
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

  /** The direction of the next I/O; of a mixed mode it is drawn. */
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

  /** Bytes that one pass moves at most; what progress is measured by. */
  public long passBytes() {
    return passBytes;
  }

  /** I/Os that one pass does at most, {@code Long.MAX_VALUE} without limit. */
  public long passIos() {
    return passIos;
  }
}
