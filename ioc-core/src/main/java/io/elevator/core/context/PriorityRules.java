package io.elevator.core.context;

import io.elevator.api.Capability;
import io.elevator.api.CpuPolicy;
import io.elevator.api.Credentials;
import io.elevator.api.IoPriority;
import io.elevator.api.Task;

/**
 * The permission rules for I/O priorities, and the computation of the priority from nice value and
 * CPU policy. Source: Linux 6.1 {@code ioprio_check_cap}, {@code set_task_ioprio}, {@code
 * task_nice_ioprio}.
 */
final class PriorityRules {
  private static final int CLASS_NONE = 0;
  private static final int CLASS_REALTIME = 1;
  private static final int CLASS_IDLE = 3;

  private PriorityRules() {}

  /**
   * Checks that a caller may request a priority value. Checks the capability before the level; the
   * callers of this method check it before they look at any target.
   *
   * @throws IllegalArgumentException if the value is not a valid priority
   * @throws SecurityException if the caller lacks the capability for the class
   */
  static void checkRequest(Task caller, int value) {
    if ((value & ~0xffff) != 0) {
      throw new IllegalArgumentException("I/O priority value " + value + " is not in 0..65535");
    }
    int number = IoPriority.classOf(value);
    if (number > CLASS_IDLE) {
      throw new IllegalArgumentException(
          "I/O priority value " + value + " has the class " + number + "; expected 0..3");
    }
    if (number == CLASS_REALTIME) {
      Credentials credentials = caller.credentials();
      if (!credentials.has(Capability.SYS_ADMIN) && !credentials.has(Capability.SYS_NICE)) {
        throw new SecurityException(
            "task '"
                + caller.name()
                + "' asks for the real-time class without the capability "
                + Capability.SYS_NICE
                + " or "
                + Capability.SYS_ADMIN);
      }
    }
    if (number == CLASS_NONE && IoPriority.levelOf(value) != 0) {
      throw new IllegalArgumentException(
          "I/O priority value "
              + value
              + " has a level, "
              + IoPriority.levelOf(value)
              + ", without a class");
    }
  }

  /**
   * Checks that one task may set the priority of another task.
   *
   * @throws SecurityException if the caller may not set the priority of the target
   */
  static void checkOwner(Task caller, Task target) {
    // The credentials are read only once, because another thread may replace them; each credentials
    // object is immutable.
    Credentials by = caller.credentials();
    int owner = target.credentials().realUser();
    if (owner != by.effectiveUser() && owner != by.realUser() && !by.has(Capability.SYS_NICE)) {
      throw new SecurityException(
          "task '"
              + caller.name()
              + "' of user "
              + by.effectiveUser()
              + " may not set the I/O priority of task '"
              + target.name()
              + "' of user "
              + owner);
    }
  }

  /**
   * Returns the priority in effect for a stored priority.
   *
   * @param raw stored priority; without a class, the priority follows from the other parameters
   * @param policy CPU policy of the task
   * @param nice nice value of the task, -20..19
   */
  static int effective(int raw, CpuPolicy policy, int nice) {
    if (IoPriority.classOf(raw) != CLASS_NONE) {
      return raw;
    }
    return IoPriority.encode(policy.ioClass().number(), (nice + 20) / 5, 0);
  }
}
