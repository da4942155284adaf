package io.elevator.workload.job;

import io.elevator.api.PriorityClass;
import java.util.List;

/**
 * Priorities that single I/Os in one direction get, for a share of the I/Os of each size.
 *
 * @param shares shares of I/Os with their priorities; the percentages for one size add up to at
 *     most 100
 */
public record CommandPriority(List<Share> shares) {
  public CommandPriority {
    shares = List.copyOf(shares);
  }

  /**
   * Share of I/Os that gets a priority.
   *
   * @param bytes size of the I/Os in bytes, 0 for any size
   * @param percent share of the I/Os of that size, in percent
   * @param priorityClass priority class
   * @param level level within the class
   */
  public record Share(int bytes, int percent, PriorityClass priorityClass, int level) {}
}
