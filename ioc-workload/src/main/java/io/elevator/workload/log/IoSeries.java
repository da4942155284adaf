package io.elevator.workload.log;

import io.elevator.workload.memory.GrowingRecord;
import java.util.Arrays;

/**
 * Records of I/Os in the order in which the I/Os ended, five numbers for each I/O. The records stay
 * in memory until the job has ended, so that nothing is written during the measurement. Not
 * thread-safe.
 */
final class IoSeries {
  private static final int FIELDS = 5;
  private static final int FIRST = 1024;

  private final GrowingRecord memory;
  private long[] fields = new long[FIELDS * FIRST];
  private int size;

  IoSeries(GrowingRecord memory) {
    this.memory = memory;
  }

  void add(long millis, long value, int direction, long bytes, long offsetAndPriority) {
    if (size == fields.length) {
      if (!memory.takeDoubled(fields)) {
        // The record is full, which ends the job. I/Os that end from now on are not recorded.
        return;
      }
      long before = (long) fields.length * Long.BYTES;
      fields = Arrays.copyOf(fields, fields.length * 2);
      memory.giveBack(before);
    }
    fields[size] = millis;
    fields[size + 1] = value;
    fields[size + 2] = direction;
    fields[size + 3] = bytes;
    fields[size + 4] = offsetAndPriority;
    size += FIELDS;
  }

  int rows() {
    return size / FIELDS;
  }

  long field(int row, int index) {
    return fields[row * FIELDS + index];
  }
}
