package io.elevator.api;

import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a block layer: making them, carrying them on threads, and their priorities.
 * Thread-safe. The rules of permission, inheritance and sharing are those of Linux 6.1 ({@code
 * ioprio_set}, {@code CLONE_IO}).
 */
public interface Tasks {
  /** Makes a task without a context. */
  Task newTask(TaskSpec spec);

  /**
   * Makes a task as a child of another.
   *
   * @param share true: the child shares the parent's context if it has one ({@code CLONE_IO});
   *     false: it gets a context of its own with the parent's priority, if that has a class
   */
  Task newChild(Task parent, TaskSpec spec, boolean share);

  /** Returns the task that the calling thread carries, or null. */
  @Nullable Task current();

  /**
   * Runs work with a task bound to the calling thread; threads forked in a structured scope inherit
   * it. Bios that name no task are submitted for this one.
   */
  <T> T callAs(Task task, Callable<? extends T> work) throws Exception;

  /**
   * Runs work with a task bound to the calling thread; threads forked in a structured scope inherit
   * it. Bios that name no task are submitted for this one.
   */
  void runAs(Task task, Runnable work);

  /**
   * Returns a factory whose threads each carry a task of their own, which exits with the thread.
   */
  ThreadFactory threadFactory(TaskSpec spec, ThreadFactory threads);

  /**
   * Returns an executor that runs each piece of work with a task of its own, which exits with the
   * work.
   */
  Executor executor(TaskSpec spec, Executor executor);

  /**
   * Sets a priority on behalf of a task.
   *
   * @param priority an encoded value
   * @throws IllegalArgumentException if the value may not be requested
   * @throws SecurityException if the caller may not do that
   */
  void setPriority(Task caller, Task target, int priority);

  /**
   * Sets a priority for several tasks, stopping at the first error; those before it keep the new
   * value.
   *
   * @throws java.util.NoSuchElementException if there are none
   */
  void setPriority(Task caller, Collection<? extends Task> targets, int priority);

  /**
   * Returns the encoded priority that was set for a task, {@link IoPriority#NONE_VALUE} when none
   * was.
   */
  int priority(Task caller, Task target);

  /**
   * Returns the best effective priority of several tasks; those that may not be read are skipped.
   *
   * @throws java.util.NoSuchElementException if none is left
   */
  int bestPriority(Task caller, Collection<? extends Task> targets);

  /**
   * Returns the live task with an id.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  Task task(int id);

  /** Returns the live tasks of a process group; may be empty. */
  Collection<Task> processGroup(int processGroup);

  /** Returns the live tasks of a real user; may be empty. */
  Collection<Task> user(int realUser);
}
