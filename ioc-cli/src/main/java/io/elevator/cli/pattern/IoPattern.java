package io.elevator.cli.pattern;

import io.elevator.cli.job.AccessMode;
import io.elevator.cli.job.AccessSpec;
import io.elevator.cli.job.BlockSizes;
import io.elevator.cli.job.Direction;
import java.util.List;

/**
 * The I/Os of one job in order: pass after pass over its files, which it takes in turn until each
 * has had its share. The same seed gives the same I/Os. What is drawn for one purpose does not
 * shift what is drawn for another: with another {@code rwmixread} the offsets stay.
 *
 * <p>A pass moves {@code io_size} bytes, by default the bytes of all regions, and no more I/Os than
 * {@code number_ios}. What is left of it when no whole block fits any more is not touched, as in
 * fio. Not thread-safe; allocates nothing after construction.
 */
public final class IoPattern {
  private static final int DIRECTIONS = 0;
  private static final int OFFSETS = 1;

  private final AccessMode mode;
  private final BlockSizes blockSizes;
  private final int readPercent;
  private final Offsets[] files;
  private final long[] regionBytes;
  private final long[] fileLeft;
  private final Seeded directions;
  private final boolean endless;
  private final long passBytes;
  private final long passIos;

  private int file;
  private long bytes;
  private long ios;

  /**
   * The pattern of {@code access} over {@code regions}, one for each file of the job and each at
   * least as large as the largest block.
   */
  public IoPattern(AccessSpec access, List<Region> regions, long seed) {
    mode = access.mode();
    blockSizes = access.blockSizes();
    readPercent = access.readPercent();
    directions = new Seeded(Seeded.derive(seed, DIRECTIONS));
    files = new Offsets[regions.size()];
    regionBytes = new long[files.length];
    fileLeft = new long[files.length];
    long all = 0;
    for (int i = 0; i < files.length; i++) {
      Region region = regions.get(i);
      if (region.bytes() < blockSizes.largest(mode)) {
        throw new IllegalArgumentException(region + " is smaller than a block");
      }
      files[i] = offsets(access, region, new Seeded(Seeded.derive(seed, OFFSETS + i)));
      regionBytes[i] = region.bytes();
      fileLeft[i] = region.bytes();
      all += region.bytes();
    }
    Long ioSize = access.ioSize();
    endless = ioSize != null;
    passBytes = ioSize == null ? all : ioSize;
    passIos = access.numberIos() == 0 ? Long.MAX_VALUE : access.numberIos();
  }

  private static Offsets offsets(AccessSpec access, Region region, Seeded random) {
    if (!access.mode().random()) {
      return new SequentialOffsets(region, access.sequence());
    }
    int smallest = access.blockSizes().smallest(access.mode());
    // With blocks of several sizes "each block once" means nothing; fio drops its map then, too.
    boolean mapped = access.randomMap() && smallest == access.blockSizes().largest(access.mode());
    // The I/Os of a run touch more blocks than the one that was drawn; a map of the starts alone
    // would be a lie.
    if (access.sequence() > 1) {
      return new RunOffsets(
          region, new UnmappedOffsets(region, random), access.sequence(), access.repeatOffset());
    }
    return mapped
        ? new MappedOffsets(region, smallest, random)
        : new UnmappedOffsets(region, random);
  }

  /**
   * Draws the next I/O of the pass.
   *
   * @return false when the pass is over; {@code unit} is untouched then
   */
  public boolean next(IoUnit unit) {
    if (ios == passIos) {
      return false;
    }
    Direction direction = direction();
    int size = blockSizes.of(direction);
    if (size > passBytes - bytes || !findFile(size)) {
      return false;
    }
    unit.direction = direction;
    unit.bytes = size;
    unit.file = file;
    unit.offset = files[file].next(direction, size);
    fileLeft[file] -= size;
    file = following(file);
    bytes += size;
    ios++;
    return true;
  }

  /**
   * Moves on to a file that has {@code size} bytes left of its share of the pass. When none has, a
   * pass that {@code io_size} measures gives each its share again; otherwise it is over.
   */
  private boolean findFile(int size) {
    for (int tried = 0; tried < files.length; tried++) {
      if (fileLeft[file] >= size) {
        return true;
      }
      file = following(file);
    }
    if (endless) {
      file = 0;
      refill();
    }
    return endless;
  }

  private int following(int index) {
    return index + 1 == files.length ? 0 : index + 1;
  }

  private void refill() {
    System.arraycopy(regionBytes, 0, fileLeft, 0, fileLeft.length);
  }

  /**
   * Begins another pass, where {@link #next} has ended one. Draws go on, so a random pass is not
   * the one before again.
   */
  public void nextPass() {
    bytes = 0;
    ios = 0;
    file = 0;
    refill();
    for (Offsets offsets : files) {
      offsets.startOver();
    }
  }

  private Direction direction() {
    if (!mode.mixed()) {
      return mode.reads() ? Direction.READ : Direction.WRITE;
    }
    return directions.below(100) < readPercent ? Direction.READ : Direction.WRITE;
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
