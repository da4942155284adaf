package io.elevator.workload.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Distribution of random offsets over a region (fio's {@code random_distribution}). */
public sealed interface Spread {
  /** Distribution in which all blocks are equally likely. */
  Spread UNIFORM = new Uniform();

  /** Uniform distribution: all blocks are equally likely. */
  record Uniform() implements Spread {}

  /**
   * Zipf distribution: the block of rank n is accessed n to the power of theta times less often
   * than the block of rank 1.
   *
   * @param theta exponent, greater than 0, not 1
   * @param centre position of the most frequent block in the region, 0 to 1; null scatters the
   *     ranks over the region
   */
  record Zipf(double theta, @Nullable Double centre) implements Spread {}

  /**
   * Pareto distribution: the first {@code h} of any part of the region get {@code 1-h} of its I/Os.
   *
   * @param h share between 0 and 1
   * @param centre position of the most frequent block, as for {@link Zipf}
   */
  record Pareto(double h, @Nullable Double centre) implements Spread {}

  /**
   * Normal distribution of the offsets.
   *
   * @param deviation standard deviation in percent of the region
   * @param centre mean as a position in the region, 0 to 1
   */
  record Normal(double deviation, double centre) implements Spread {}

  /**
   * Distribution by zones, which follow one another in the region and each get a share of the I/Os.
   *
   * @param zones at least one zone; the percentages of I/Os add up to 100
   * @param absolute whether the sizes of the zones are bytes instead of percent of the region
   */
  record Zoned(List<Zone> zones, boolean absolute) implements Spread {
    public Zoned {
      zones = List.copyOf(zones);
    }
  }

  /**
   * Fixed sequence: the I/Os use the blocks of a list in order, repeatedly. Nothing is drawn.
   *
   * @param blocks block numbers from 0, at least one
   * @param advances whether each round adds the length of the list to all block numbers of the
   *     previous round, so that rounds move through the region
   */
  record Sequence(List<Long> blocks, boolean advances) implements Spread {
    public Sequence {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Zone of a distribution.
   *
   * @param percent share of the I/Os, in percent
   * @param size size of the zone in percent of the region or in bytes
   */
  record Zone(int percent, long size) {}
}
