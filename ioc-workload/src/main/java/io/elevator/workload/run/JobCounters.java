package io.elevator.workload.run;

import io.elevator.workload.job.Direction;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Running totals of a job, for progress reports. Only one thread at a time writes them, so the
 * additions need not be atomic; readers may see slightly old values.
 */
final class JobCounters {
  private final AtomicLongArray ios = new AtomicLongArray(Direction.COUNT);
  private final AtomicLongArray bytes = new AtomicLongArray(Direction.COUNT);

  void add(Direction direction, int size) {
    int index = direction.index();
    ios.setOpaque(index, ios.getPlain(index) + 1);
    bytes.setOpaque(index, bytes.getPlain(index) + size);
  }

  long ios(Direction direction) {
    return ios.getOpaque(direction.index());
  }

  long bytes(Direction direction) {
    return bytes.getOpaque(direction.index());
  }
}
