package io.elevator.workload.job;

import java.util.List;

/** Rule that chooses the size of an I/O. All sizes are at least 1 byte. */
public sealed interface SizeChoice {
  /** Returns the smallest size that can be chosen, in bytes. */
  int min();

  /** Returns the largest size that can be chosen, in bytes. */
  int max();

  /** Returns whether all possible sizes are multiples of {@code unit} bytes. */
  default boolean inUnits(int unit) {
    return min() % unit == 0;
  }

  /** Choice of one fixed size in bytes (option {@code bs}). */
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

  /** Choice of any multiple of the smallest size, up to the largest (option {@code bsrange}). */
  record Range(int min, int max) implements SizeChoice {}

  /**
   * Choice between several sizes, each with its share of the I/Os (option {@code bssplit}).
   *
   * @param shares at least one share; the percentages add up to 100
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

  /** Size of an I/O in bytes with its percentage of all I/Os. */
  record Share(int bytes, int percent) {}
}
