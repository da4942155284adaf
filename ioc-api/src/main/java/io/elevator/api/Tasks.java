package io.elevator.api;

import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a block layer: creating tasks, binding them to threads, and their priorities.
 * Thread-safe. The rules of permission, inheritance and sharing are those of Linux 6.1 ({@code
 * ioprio_set}, {@code CLONE_IO}).
 */
public interface Tasks {
  /** Creates a task without a context. */
  Task newTask(TaskSpec spec);

  /**
   * Creates a task as a child of another task.
   *
   * @param parent task whose context or priority the child takes over
   * @param spec properties of the child
   * @param share true if the child shares the parent's context, if the parent has one ({@code
   *     CLONE_IO}); false if it gets its own context with the parent's priority, if that has a
   *     class
   */
  Task newChild(Task parent, TaskSpec spec, boolean share);

  /** Returns the task that is bound to the calling thread, or null. */
  @Nullable Task current();

  /**
   * Calls a function with a task bound to the calling thread; threads that are forked in a
   * structured scope inherit the binding. Bios that name no task are submitted for the bound task.
   *
   * @return the result of the function
   * @throws Exception the exception of the function
   */
  <T> T callAs(Task task, Callable<? extends T> work) throws Exception;

  /**
   * Runs work with a task bound to the calling thread; threads that are forked in a structured
   * scope inherit the binding. Bios that name no task are submitted for the bound task.
   */
  void runAs(Task task, Runnable work);

  /**
   * Returns a thread factory that binds a new task to each thread; the task exits when the thread
   * ends.
   *
   * @param spec properties of each task
   * @param threads factory that creates the threads
   */
  ThreadFactory threadFactory(TaskSpec spec, ThreadFactory threads);

  /**
   * Returns an executor that binds a new task to each piece of work; the task exits when the work
   * ends.
   *
   * @param spec properties of each task
   * @param executor executor that runs the work
   */
  Executor executor(TaskSpec spec, Executor executor);

  /**
   * Sets the priority of a task on behalf of another task.
   *
   * @param caller task that sets the priority
   * @param target task whose priority is set
   * @param priority encoded {@link IoPriority}
   * @throws IllegalArgumentException if the value cannot be set
   * @throws SecurityException if the caller may not set this priority
   */
  void setPriority(Task caller, Task target, int priority);

  /**
   * Sets the priority of several tasks and stops at the first error; tasks before that have the new
   * priority.
   *
   * @param caller task that sets the priority
   * @param targets tasks whose priority is set
   * @param priority encoded {@link IoPriority}
   * @throws java.util.NoSuchElementException if {@code targets} is empty
   */
  void setPriority(Task caller, Collection<? extends Task> targets, int priority);

  /**
   * Returns the encoded priority that was set for a task; {@link IoPriority#NONE_VALUE} if none was
   * set.
   *
   * @throws SecurityException if the caller may not read the priority
   */
  int priority(Task caller, Task target);

  /**
   * Returns the most urgent effective priority of several tasks, as an encoded value. Tasks whose
   * priority the caller may not read are skipped.
   *
   * @throws java.util.NoSuchElementException if the caller may read the priority of none of the
   *     tasks
   */
  int bestPriority(Task caller, Collection<? extends Task> targets);

  /**
   * Returns the live task with an id.
   *
   * @throws java.util.NoSuchElementException if no live task has the id
   */
  Task task(int id);

  /** Returns the live tasks of a process group; may be empty. */
  Collection<Task> processGroup(int processGroup);

  /** Returns the live tasks of a real user; may be empty. */
  Collection<Task> user(int realUser);
}
