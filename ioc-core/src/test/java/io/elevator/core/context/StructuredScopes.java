package io.elevator.core.context;

import java.lang.reflect.Method;
import java.util.concurrent.Callable;

/**
 * Forks in a structured scope and says which task the forked thread carries. By reflection, and run
 * with {@code --enable-preview}, as structured scopes are not final in the oldest JDK that the
 * library runs on. Run by {@link TaskThreadsTest}.
 */
public final class StructuredScopes {
  private StructuredScopes() {}

  /** Prints the task that a thread carries that was forked inside another task. */
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
