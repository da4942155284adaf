package io.elevator.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a task is to be made. Immutable; the {@code with…} methods return changed copies.
 *
 * @param name for statistics
 * @param nice −20 to 19
 * @param cpuPolicy how it is scheduled on the CPU
 * @param credentials whom it acts for; null takes those of the parent, or for a task without one
 *     those of the block layer's own process
 * @param stripe the stripe to use, or −1 to let the layer spread tasks over the stripes
 * @param group the group to start in; null is the root group, or the parent's for a child
 * @param priority the encoded priority to set at once, or {@link IoPriority#NONE_VALUE}
 */
public record TaskSpec(
    String name,
    int nice,
    CpuPolicy cpuPolicy,
    @Nullable Credentials credentials,
    int stripe,
    @Nullable Group group,
    int priority) {
  /** An ordinary task. */
  public static TaskSpec named(String name) {
    return new TaskSpec(name, 0, CpuPolicy.OTHER, null, -1, null, IoPriority.NONE_VALUE);
  }

  /** Checks the ranges. */
  public TaskSpec {
    Objects.requireNonNull(name, "name");
    if (nice < -20 || nice > 19) {
      throw new IllegalArgumentException(
          "nice value " + nice + " of task '" + name + "' is not in -20..19");
    }
    if (stripe < -1) {
      throw new IllegalArgumentException(
          "stripe " + stripe + " of task '" + name + "' is below -1");
    }
  }

  /** Returns a copy with another nice value. */
  public TaskSpec withNice(int value) {
    return new TaskSpec(name, value, cpuPolicy, credentials, stripe, group, priority);
  }

  /** Returns a copy with another CPU policy. */
  public TaskSpec withCpuPolicy(CpuPolicy value) {
    return new TaskSpec(name, nice, value, credentials, stripe, group, priority);
  }

  /** Returns a copy that acts for somebody else. */
  public TaskSpec withCredentials(Credentials value) {
    return new TaskSpec(name, nice, cpuPolicy, value, stripe, group, priority);
  }

  /** Returns a copy with a fixed stripe. */
  public TaskSpec withStripe(int value) {
    return new TaskSpec(name, nice, cpuPolicy, credentials, value, group, priority);
  }

  /** Returns a copy in another group. */
  public TaskSpec withGroup(Group value) {
    return new TaskSpec(name, nice, cpuPolicy, credentials, stripe, value, priority);
  }

  /** Returns a copy with a priority to set at once. */
  public TaskSpec withPriority(IoPriority value) {
    return new TaskSpec(name, nice, cpuPolicy, credentials, stripe, group, value.value());
  }
}
