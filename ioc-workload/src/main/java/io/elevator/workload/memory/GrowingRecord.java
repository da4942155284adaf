package io.elevator.workload.memory;

import org.jspecify.annotations.Nullable;

/**
 * The memory of a record that grows while a job runs. When the limit is reached, the record stops
 * growing and {@link #refusal} says why; the job checks {@link #refusal} and ends. Belongs to the
 * job; not thread-safe.
 */
public final class GrowingRecord {
  private final MemoryBudget budget;
  private final String use;
  private @Nullable String refusal;

  /**
   * Creates an empty record.
   *
   * @param budget the limit that it takes its memory from
   * @param use name of the records and of the option that asks for them, as the subject of a
   *     sentence
   */
  public GrowingRecord(MemoryBudget budget, String use) {
    this.budget = budget;
    this.use = use;
  }

  /** Takes more memory, in bytes; returns false if the limit is reached or was reached before. */
  public boolean take(long bytes) {
    if (refusal != null) {
      return false;
    }
    if (budget.take(bytes)) {
      return true;
    }
    refusal = budget.refusal(use, bytes);
    return false;
  }

  /** Gives memory back, in bytes. */
  public void giveBack(long bytes) {
    budget.giveBack(bytes);
  }

  /**
   * Takes memory for an array of longs that is to grow to twice its length.
   *
   * @return false if there is none, or if no array can be so long
   */
  public boolean takeDoubled(long[] array) {
    long bytes = 2L * array.length * Long.BYTES;
    if (array.length > Integer.MAX_VALUE / 2 - 8) {
      refusal = use + " has reached the length of the longest array, " + array.length + " numbers";
      return false;
    }
    return take(bytes);
  }

  /** Returns why the record cannot grow, or null while it can. */
  public @Nullable String refusal() {
    return refusal;
  }
}
