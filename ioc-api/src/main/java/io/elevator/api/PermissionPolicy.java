package io.elevator.api;

/**
 * The embedder's word on who may read and set I/O priorities; asked after the library's own rules
 * (Linux 6.1 {@code set_task_ioprio} and its security call-out) have agreed.
 */
public interface PermissionPolicy {
  /** Allows whatever the library's own rules allow. */
  PermissionPolicy ALLOW =
      new PermissionPolicy() {
        @Override
        public void checkSet(Task caller, Task target, int priority) {
          // The library's own rules have agreed already.
        }

        @Override
        public void checkGet(Task caller, Task target) {
          // Reading is open to everybody by default.
        }
      };

  /**
   * May the caller give the target this priority value?
   *
   * <p>Submitting a bio with a priority of its own ({@link Bio#priority(int)}) asks this question
   * with the bio's task as both. A permission is remembered for as long as the task lives: the
   * question is asked once for each task and each priority without a hint.
   *
   * @throws SecurityException if not
   */
  void checkSet(Task caller, Task target, int priority);

  /**
   * May the caller read the target's priority?
   *
   * @throws SecurityException if not
   */
  void checkGet(Task caller, Task target);
}
