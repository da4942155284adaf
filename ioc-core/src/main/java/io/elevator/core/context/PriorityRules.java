package io.elevator.core.context;

import io.elevator.api.Capability;
import io.elevator.api.CpuPolicy;
import io.elevator.api.Credentials;
import io.elevator.api.IoPriority;
import io.elevator.api.Task;

/**
 * Who may ask for which priority, and what follows from nice value and CPU policy. Source: Linux
 * 6.1 {@code ioprio_check_cap}, {@code set_task_ioprio}, {@code task_nice_ioprio}.
 */
final class PriorityRules {
  private static final int CLASS_NONE = 0;
  private static final int CLASS_REALTIME = 1;
  private static final int CLASS_IDLE = 3;

  private PriorityRules() {}

  /**
   * Checks that a value may be requested; the capability comes before the level, and both before
   * anything about a target.
   *
   * @throws IllegalArgumentException if it may not
   * @throws SecurityException if the caller lacks the capability for it
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
   * Checks that one task may set the priority of another.
   *
   * @throws SecurityException if it may not
   */
  static void checkOwner(Task caller, Task target) {
    // Each is one immutable snapshot, read once.
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

  /** Returns the value in effect when this one was set. */
  static int effective(int raw, CpuPolicy policy, int nice) {
    if (IoPriority.classOf(raw) != CLASS_NONE) {
      return raw;
    }
    return IoPriority.encode(policy.ioClass().number(), (nice + 20) / 5, 0);
  }
}
