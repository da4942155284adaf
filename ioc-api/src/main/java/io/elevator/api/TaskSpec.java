package io.elevator.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a task to create. Immutable; the {@code with…} methods return changed copies.
 *
 * @param name name of the task, for statistics
 * @param nice nice value, from −20 to 19
 * @param cpuPolicy CPU scheduling policy
 * @param credentials ids and capabilities; null for those of the parent, or without a parent for
 *     those of the process
 * @param stripe stripe of the task's bios, or −1 to let the block layer spread tasks over the
 *     stripes
 * @param group initial group; null for the parent's group, or without a parent for the root group
 * @param priority encoded priority to set at once, or {@link IoPriority#NONE_VALUE}
 */
public record TaskSpec(
    String name,
    int nice,
    CpuPolicy cpuPolicy,
    @Nullable Credentials credentials,
    int stripe,
    @Nullable Group group,
    int priority) {
  /** Returns the properties of an ordinary task: nice value 0, no priority, any stripe. */
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

  /** Returns a copy with other credentials. */
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
