package io.elevator.workload.pattern;

import io.elevator.workload.job.Spread;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Generator of random block numbers from 0 to n-1, with one of fio's distributions. Uses {@link
 * StrictMath}, so that every machine draws the same numbers. Not thread-safe.
 */
abstract class BlockDraw {
  final long blocks;
  final Seeded random;

  private BlockDraw(long blocks, Seeded random) {
    this.blocks = blocks;
    this.random = random;
  }

  /** Returns a generator for {@code blocks} blocks of {@code blockBytes} bytes each. */
  static BlockDraw of(Spread spread, long blocks, long blockBytes, Seeded random) {
    if (spread instanceof Spread.Uniform) {
      // The usual case is handled without a switch over types, because the JVM needs tens of
      // milliseconds at the start to link such a switch.
      return new Even(blocks, random);
    }
    return switch (spread) {
      case Spread.Uniform even -> new Even(blocks, random);
      case Spread.Zipf zipf ->
          new Scattered(new Ranks(zipf.theta(), blocks, random), zipf.centre());
      case Spread.Pareto pareto ->
          new Scattered(new SelfSimilar(pareto.h(), blocks, random), pareto.centre());
      case Spread.Normal normal -> new Bell(normal, blocks, random);
      case Spread.Zoned zoned -> new Zones(zoned, blocks, blockBytes, random);
      case Spread.Sequence sequence -> new ListedBlocks(sequence, blocks, random);
    };
  }

  /** Draws the next block number and returns it. */
  abstract long next();

  /**
   * Starts a sequence of listed blocks again at its first block. Has no effect for distributions
   * without a state.
   */
  void startOver() {}

  /** Uniform distribution: each block is drawn with the same probability. */
  private static final class Even extends BlockDraw {
    Even(long blocks, Seeded random) {
      super(blocks, random);
    }

    @Override
    long next() {
      return random.below(blocks);
    }
  }

  /**
   * Generator that maps ranks (0 is the most frequent block) to block numbers. The blocks are
   * either spread over the region or consecutive from a given position on.
   */
  private static final class Scattered extends BlockDraw {
    private final BlockDraw ranks;
    private final Permutation order;
    private final boolean together;
    private final long first;

    Scattered(BlockDraw ranks, @Nullable Double centre) {
      super(ranks.blocks, ranks.random);
      this.ranks = ranks;
      this.together = centre != null;
      this.first = centre == null ? 0 : (long) (centre * (blocks - 1));
      this.order = new Permutation(blocks, ranks.random.next());
    }

    @Override
    long next() {
      long rank = ranks.next();
      return together ? (first + rank) % blocks : order.at(rank);
    }
  }

  /**
   * Zipf distribution by rejection-inversion (W. Hörmann, G. Derflinger 1996). It takes constant
   * time and needs no table, regardless of the number of blocks.
   */
  private static final class Ranks extends BlockDraw {
    private final double exponent;
    private final double integralFirst;
    private final double integralLast;
    private final double shortcut;

    Ranks(double exponent, long blocks, Seeded random) {
      super(blocks, random);
      this.exponent = exponent;
      this.integralFirst = integral(1.5) - 1;
      this.integralLast = integral(blocks + 0.5);
      this.shortcut = 2 - inverse(integral(2.5) - weight(2));
    }

    private double weight(double x) {
      return StrictMath.pow(x, -exponent);
    }

    private double integral(double x) {
      return (StrictMath.pow(x, 1 - exponent) - 1) / (1 - exponent);
    }

    private double inverse(double y) {
      return StrictMath.pow(Math.max(0, 1 + y * (1 - exponent)), 1 / (1 - exponent));
    }

    @Override
    long next() {
      while (true) {
        double y = integralLast + random.fraction() * (integralFirst - integralLast);
        double x = inverse(y);
        long rank = Math.min(Math.max(Math.round(x), 1), blocks);
        if (rank - x <= shortcut || y >= integral(rank + 0.5) - weight((double) rank)) {
          return rank - 1;
        }
      }
    }
  }

  /**
   * Self-similar distribution (the 80-20 rule applied recursively): the first fraction h of any
   * part of the region gets the fraction 1-h of that part's I/Os.
   */
  private static final class SelfSimilar extends BlockDraw {
    private final double power;

    SelfSimilar(double h, long blocks, Seeded random) {
      super(blocks, random);
      this.power = StrictMath.log(h) / StrictMath.log(1 - h);
    }

    @Override
    long next() {
      return Math.min((long) (blocks * StrictMath.pow(random.fraction(), power)), blocks - 1);
    }
  }

  /** Normal distribution. A value outside the region is discarded, and another is drawn. */
  private static final class Bell extends BlockDraw {
    private final double centre;
    private final double deviation;

    Bell(Spread.Normal normal, long blocks, Seeded random) {
      super(blocks, random);
      this.centre = normal.centre() * (blocks - 1);
      this.deviation = normal.deviation() / 100 * blocks;
    }

    @Override
    long next() {
      while (true) {
        // The numbers come from the Box-Muller method. The second number of each pair is discarded.
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.fraction()));
        double angle = 2 * Math.PI * random.fraction();
        long block = Math.round(centre + deviation * radius * StrictMath.cos(angle));
        if (block >= 0 && block < blocks) {
          return block;
        }
      }
    }
  }

  /** Distribution that divides the region into zones; each zone gets a share of the I/Os. */
  private static final class Zones extends BlockDraw {
    /**
     * First block of the zone that each percent of the I/Os goes to; the other array has the number
     * of its blocks.
     */
    private final long[] first = new long[100];

    private final long[] count = new long[100];

    Zones(Spread.Zoned zoned, long blocks, long blockBytes, Seeded random) {
      super(blocks, random);
      List<Spread.Zone> zones = zoned.zones();
      long from = 0;
      long shareBefore = 0;
      int percent = 0;
      for (Spread.Zone zone : zones) {
        long share = shareBefore + zone.size();
        long to = zoned.absolute() ? share / blockBytes : blocks * share / 100;
        to = Math.min(to, blocks);
        for (int i = 0; i < zone.percent() && percent < first.length; i++) {
          first[percent] = Math.min(from, blocks - 1);
          count[percent] = Math.max(1, to - from);
          percent++;
        }
        from = to;
        shareBefore = share;
      }
    }

    @Override
    long next() {
      int percent = (int) random.below(first.length);
      return first[percent] + random.below(count[percent]);
    }
  }

  /**
   * Blocks in the order of a list. Block numbers are taken modulo the number of blocks of the
   * region, so a number beyond the end of the region continues at its start.
   */
  private static final class ListedBlocks extends BlockDraw {
    private final long[] listed;

    /**
     * Number that is added to all listed block numbers after each round of the list; 0 if the
     * rounds are equal.
     */
    private final long advance;

    private int at;
    private long base;

    ListedBlocks(Spread.Sequence sequence, long blocks, Seeded random) {
      super(blocks, random);
      listed = sequence.blocks().stream().mapToLong(block -> block % blocks).toArray();
      advance = sequence.advances() ? listed.length % blocks : 0;
    }

    @Override
    long next() {
      // The result is (listed[at] + base) modulo the number of blocks of the region, computed
      // without overflow.
      long beyond = listed[at] - (blocks - base);
      long block = beyond < 0 ? beyond + blocks : beyond;
      at++;
      if (at == listed.length) {
        at = 0;
        base -= blocks - advance;
        base += base < 0 ? blocks : 0;
      }
      return block;
    }

    @Override
    void startOver() {
      at = 0;
      base = 0;
    }
  }
}
