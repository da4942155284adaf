package io.elevator.workload.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the I/Os of a job go, beside its mode. Lists are by {@link Direction#index}.
 *
 * @param spreads of random offsets
 * @param randomPercents how many of a random mode's I/Os are random; the others follow the one
 *     before
 * @param aligns of random offsets in bytes, 0 for the block size
 * @param scattered whether the generator is one that gives each block once by itself
 * @param stride zones, null for none
 * @param files which file is next
 */
public record OffsetSpec(
    List<Spread> spreads,
    List<Integer> randomPercents,
    List<Integer> aligns,
    boolean scattered,
    @Nullable StrideSpec stride,
    FileChoice files) {
  /** fio's defaults. */
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

  /** Whether random offsets are all alike, on blocks, and all I/Os random: what a map can do. */
  public boolean plain() {
    return spreads.stream().allMatch(spread -> spread instanceof Spread.Uniform)
        && randomPercents.stream().allMatch(percent -> percent == 100)
        && aligns.stream().allMatch(align -> align == 0);
  }
}
