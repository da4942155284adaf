package io.elevator.core.context;

import java.lang.reflect.Method;
import java.util.concurrent.Callable;

/**
 * Forks a thread in a structured scope and prints which task the forked thread has. Uses reflection
 * and {@code --enable-preview}, because structured scopes are still a preview feature in the oldest
 * JDK that the library supports. Run by {@link TaskThreadsTest}.
 */
public final class StructuredScopes {
  private StructuredScopes() {}

  /**
   * Binds a task to this thread, forks a thread, and prints the task that the forked thread has.
   */
  public static void main(String[] args) throws Exception {
    TestWorld world = new TestWorld();
    CoreTask task = world.task("forking");
    Object forked = world.tasks.callAs(task, () -> fork(world.tasks::current));
    System.out.println("the same task: " + (forked == task));
    task.exit();
  }

  private static Object fork(Callable<Object> work) throws Exception {
    Class<?> type = Class.forName("java.util.concurrent.StructuredTaskScope");
    try (AutoCloseable scope = (AutoCloseable) type.getMethod("open").invoke(null)) {
      Object subtask = type.getMethod("fork", Callable.class).invoke(scope, work);
      type.getMethod("join").invoke(scope);
      Method result = Class.forName(type.getName() + "$Subtask").getMethod("get");
      return result.invoke(subtask);
    }
  }
}
