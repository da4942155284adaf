package io.elevator.workload.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How random offsets are spread over a region: fio's {@code random_distribution}. */
public sealed interface Spread {
  /** All blocks alike. */
  Spread UNIFORM = new Uniform();

  /** All blocks alike. */
  record Uniform() implements Spread {}

  /**
   * The block of rank n is n to the power of theta times as rare as the first.
   *
   * @param theta above 0, not 1
   * @param centre where in the region the most frequent block is, 0 to 1; null scatters them
   */
  record Zipf(double theta, @Nullable Double centre) implements Spread {}

  /**
   * Of any part of the region the first {@code h} get {@code 1-h} of the I/Os.
   *
   * @param h between 0 and 1
   * @param centre as of {@link Zipf}
   */
  record Pareto(double h, @Nullable Double centre) implements Spread {}

  /**
   * A bell.
   *
   * @param deviation percent of the region
   * @param centre of the bell, 0 to 1
   */
  record Normal(double deviation, double centre) implements Spread {}

  /**
   * Shares of the I/Os go to shares of the region, one behind the other.
   *
   * @param zones at least one; the percentages of I/Os add up to 100
   * @param absolute whether their sizes are bytes rather than percent of the region
   */
  record Zoned(List<Zone> zones, boolean absolute) implements Spread {
    public Zoned {
      zones = List.copyOf(zones);
    }
  }

  /**
   * Nothing is drawn: the I/Os take the blocks of a list in its order, again and again.
   *
   * @param blocks block numbers from 0, at least one
   * @param advances whether each round adds the length of the list to all block numbers of the
   *     round before, so that rounds move through the region
   */
  record Sequence(List<Long> blocks, boolean advances) implements Spread {
    public Sequence {
      blocks = List.copyOf(blocks);
    }
  }

  /** So many percent of the I/Os go to a stretch of {@code size} percent or bytes. */
  record Zone(int percent, long size) {}
}
