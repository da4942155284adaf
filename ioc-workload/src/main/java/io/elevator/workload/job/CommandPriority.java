package io.elevator.workload.job;

import io.elevator.api.PriorityClass;
import java.util.List;

/**
 * Which I/Os of one direction get a priority of their own.
 *
 * @param shares of the I/Os of a size; of each size the percentages add up to at most 100
 */
public record CommandPriority(List<Share> shares) {
  /** None do. */
  public static final CommandPriority NONE = new CommandPriority(List.of());

  public CommandPriority {
    shares = List.copyOf(shares);
  }

  /**
   * So many I/Os of a size get a priority.
   *
   * @param bytes 0 for any size
   */
  public record Share(int bytes, int percent, PriorityClass priorityClass, int level) {}
}
