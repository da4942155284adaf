package io.elevator.workload.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules for the offsets of a job's I/Os, in addition to its mode. Lists are indexed by {@link
 * Direction#index}.
 *
 * @param spreads distributions of random offsets
 * @param randomPercents percentages of a random mode's I/Os that have a random offset; the others
 *     follow the previous I/O
 * @param aligns alignments of random offsets in bytes, 0 for the block size
 * @param scattered whether the random generator itself produces each block exactly once
 * @param stride zones, null for none
 * @param files rule that chooses the file of the next I/O
 */
public record OffsetSpec(
    List<Spread> spreads,
    List<Integer> randomPercents,
    List<Integer> aligns,
    boolean scattered,
    @Nullable StrideSpec stride,
    FileChoice files) {
  /** Rules for offsets that fio uses by default. */
  public static final OffsetSpec DEFAULTS =
      new OffsetSpec(
          List.of(Spread.UNIFORM, Spread.UNIFORM, Spread.UNIFORM),
          List.of(100, 100, 100),
          List.of(0, 0, 0),
          false,
          null,
          FileChoice.ROUND_ROBIN);

  public OffsetSpec {
    spreads = List.copyOf(spreads);
    randomPercents = List.copyOf(randomPercents);
    aligns = List.copyOf(aligns);
  }

  /**
   * Returns whether all I/Os have uniformly random offsets that are aligned to blocks. Only then
   * the job can use a random map.
   */
  public boolean plain() {
    return spreads.stream().allMatch(spread -> spread instanceof Spread.Uniform)
        && randomPercents.stream().allMatch(percent -> percent == 100)
        && aligns.stream().allMatch(align -> align == 0);
  }
}
