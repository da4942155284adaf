package io.elevator.workload.memory;

import org.jspecify.annotations.Nullable;

/**
 * Account of the memory of a record that grows while a job runs. When the memory limit is reached,
 * the record stops growing and {@link #refusal} returns the reason; the job checks {@link #refusal}
 * and ends. Used by the job only; not thread-safe.
 */
public final class GrowingRecord {
  private final MemoryBudget budget;
  private final String use;
  private @Nullable String refusal;

  /**
   * Creates the account of an empty record.
   *
   * @param budget limit on the memory of the record
   * @param use name of the records and of the option that asks for them, as the subject of a
   *     sentence
   */
  public GrowingRecord(MemoryBudget budget, String use) {
    this.budget = budget;
    this.use = use;
  }

  /**
   * Reserves more bytes of the limit for the record.
   *
   * @param bytes number of bytes
   * @return false if the limit is reached or was reached before
   */
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

  /**
   * Returns reserved bytes of this record to the limit.
   *
   * @param bytes number of bytes
   */
  public void giveBack(long bytes) {
    budget.giveBack(bytes);
  }

  /**
   * Reserves the memory for an array of longs that is twice as long as {@code array}.
   *
   * @return false if there is not enough memory, or if no array can be that long
   */
  public boolean takeDoubled(long[] array) {
    long bytes = 2L * array.length * Long.BYTES;
    if (array.length > Integer.MAX_VALUE / 2 - 8) {
      refusal = use + " has reached the length of the longest array, " + array.length + " numbers";
      return false;
    }
    return take(bytes);
  }

  /** Returns the reason for which the record cannot grow, or null while it can. */
  public @Nullable String refusal() {
    return refusal;
  }
}
