package io.elevator.workload.run;

import io.elevator.api.IoPriority;
import io.elevator.workload.job.CommandPriority;
import io.elevator.workload.job.Direction;
import io.elevator.workload.pattern.Seeded;
import java.util.List;

/** Draws the I/O priority of single I/Os. Not thread-safe. */
final class PriorityDraw {
  private final List<CommandPriority> spec;
  private final Seeded random;

  PriorityDraw(List<CommandPriority> spec, Seeded random) {
    this.spec = spec;
    this.random = random;
  }

  /** Returns whether any I/O of the job can get a priority of its own. */
  boolean any() {
    return spec.stream().anyMatch(each -> !each.shares().isEmpty());
  }

  /**
   * Returns the encoded priority of an I/O, {@link IoPriority#NONE_VALUE} for the priority of its
   * task.
   */
  int of(Direction direction, int bytes) {
    if (direction == Direction.TRIM) {
      return IoPriority.NONE_VALUE;
    }
    CommandPriority own = spec.get(direction.index());
    if (own.shares().isEmpty()) {
      return IoPriority.NONE_VALUE;
    }
    long percent = random.below(100);
    for (CommandPriority.Share share : own.shares()) {
      if (share.bytes() == 0 || share.bytes() == bytes) {
        percent -= share.percent();
        if (percent < 0) {
          return new IoPriority(share.priorityClass(), share.level(), 0).value();
        }
      }
    }
    return IoPriority.NONE_VALUE;
  }
}
