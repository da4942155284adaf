package io.elevator.api;

/**
 * The application's policy for reading and setting I/O priorities. The core calls it after its own
 * rules have allowed the operation (Linux 6.1 {@code set_task_ioprio} and its security hook).
 */
public interface PermissionPolicy {
  /** Policy that allows everything that the core's own rules allow. */
  PermissionPolicy ALLOW =
      new PermissionPolicy() {
        @Override
        public void checkSet(Task caller, Task target, int priority) {
          // The core's own rules have allowed this already.
        }

        @Override
        public void checkGet(Task caller, Task target) {
          // By default, any task may read any priority.
        }
      };

  /**
   * Checks whether a task may set the priority of another task, or of itself.
   *
   * <p>Submitting a bio with its own priority ({@link Bio#priority(int)}) calls this with the bio's
   * task as caller and target. The core stores a permission until the task ends, and so asks once
   * for each task and each priority without a hint.
   *
   * @param caller task that sets the priority
   * @param target task whose priority is set
   * @param priority encoded {@link IoPriority}
   * @throws SecurityException if the caller may not set this priority
   */
  void checkSet(Task caller, Task target, int priority);

  /**
   * Checks whether a task may read the priority of another task, or of itself.
   *
   * @param caller task that reads the priority
   * @param target task whose priority is read
   * @throws SecurityException if the caller may not read the priority
   */
  void checkGet(Task caller, Task target);
}
