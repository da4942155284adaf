package io.elevator.workload.job;

import java.util.List;

/** How the size of an I/O is chosen. All sizes are at least 1 byte. */
public sealed interface SizeChoice {
  /** The least that it may be. */
  int min();

  /** The most that it may be. */
  int max();

  /** Whether all sizes that may come of it are multiples of {@code unit}. */
  default boolean inUnits(int unit) {
    return min() % unit == 0;
  }

  /** Always the same: {@code bs}. */
  record Fixed(int bytes) implements SizeChoice {
    @Override
    public int min() {
      return bytes;
    }

    @Override
    public int max() {
      return bytes;
    }
  }

  /** Any multiple of the least up to the greatest: {@code bsrange}. */
  record Range(int min, int max) implements SizeChoice {}

  /**
   * Several sizes with their shares: {@code bssplit}.
   *
   * @param shares at least one; their percentages add up to 100
   */
  record Split(List<Share> shares) implements SizeChoice {
    public Split {
      shares = List.copyOf(shares);
    }

    @Override
    public boolean inUnits(int unit) {
      return shares.stream().allMatch(share -> share.bytes() % unit == 0);
    }

    @Override
    public int min() {
      return shares.stream().mapToInt(Share::bytes).min().orElseThrow();
    }

    @Override
    public int max() {
      return shares.stream().mapToInt(Share::bytes).max().orElseThrow();
    }
  }

  /** A size and its percentage of all I/Os. */
  record Share(int bytes, int percent) {}

  /** What fio's reports print between parentheses: the least and the greatest. */
  default boolean isFixed() {
    return min() == max();
  }
}
