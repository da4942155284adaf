package io.elevator.core.context;

import io.elevator.api.IoPriority;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.TaskSpec;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * Models for Lincheck, which runs short random programs of a model's operations on two threads in
 * many interleavings. Each result must be one that some sequential order of the operations gives.
 * Run by {@link ConcurrencyToolsTest}.
 */
public final class ContextModels {
  private ContextModels() {}

  /** Runs all models. Arguments: number of iterations, and number of interleavings for each. */
  public static void main(String[] args) {
    int iterations = Integer.parseInt(args[0]);
    int invocations = Integer.parseInt(args[1]);
    for (Class<?> model : new Class<?>[] {References.class, Icqs.class, Sharing.class}) {
      new ModelCheckingOptions()
          .iterations(iterations)
          .invocationsPerIteration(invocations)
          .threads(2)
          .actorsPerThread(3)
          .check(model);
      System.out.println("linearizable: " + model.getSimpleName());
    }
  }

  /** State that all models share; Lincheck does not restore it between runs. */
  private static final IoContexts CONTEXTS =
      new IoContexts(new TestClock(), job -> {}, (place, error) -> {});

  /** Model of the reference count of a context. */
  public static class References {
    private final CoreContext context = new CoreContext(CONTEXTS, 1, 0);

    /** Acquires a reference although this thread has none yet. */
    @Operation
    public boolean tryGet() {
      return context.tryGet();
    }

    /** Drops a reference, or fails without changing the count if there is none. */
    @Operation
    public boolean put() {
      try {
        context.put();
        return true;
      } catch (IllegalStateException e) {
        return false;
      }
    }

    /** Reads the reference count. */
    @Operation
    public long references() {
      return context.references();
    }
  }

  /**
   * Model of one task that creates and looks up icqs on two queues, sets its priority, and exits.
   */
  public static class Icqs {
    private final TestWorld world = new TestWorld();
    private final QueueIcqs q = world.queue().icqs;
    private final QueueIcqs r = world.queue().icqs;
    private final CoreTask task = world.task("a");

    /** Finds the task's icq on the first queue, or creates it. */
    @Operation
    public boolean requestOnQ() {
      return request(q);
    }

    /** Finds the task's icq on the second queue, or creates it. */
    @Operation
    public boolean requestOnR() {
      return request(r);
    }

    private boolean request(QueueIcqs queue) {
      TestIcq icq = (TestIcq) task.findOrCreateIcq(queue, 1);
      if (icq == null) {
        return false;
      }
      icq.coreContext().put();
      return icq.queue() == queue;
    }

    /** Looks up the task's icq on the first queue, without a lock. */
    @Operation
    public boolean lookupOnQ() {
      return task.lookupIcq(q) != null;
    }

    /** Looks up the task's icq on the second queue, without a lock. */
    @Operation
    public boolean lookupOnR() {
      return task.lookupIcq(r) != null;
    }

    /** Sets the task's priority, and creates an io context if the task has none. */
    @Operation
    public void setPriority() {
      world.tasks.setPriority(task, task, IoPriority.bestEffort(3).value());
    }

    /** Reads the task's priority. */
    @Operation
    public int priority() {
      return task.rawPriority();
    }

    /** Exits the task. */
    @Operation
    public void exit() {
      task.exit();
    }
  }

  /** Model of tasks that share one io context while they exit. */
  public static class Sharing {
    private final IoContexts contexts =
        new IoContexts(new TestClock(), job -> {}, (place, error) -> {});
    private final TaskRegistry tasks =
        new TaskRegistry(contexts, new GroupTree(), 1, TestWorld.USER, PermissionPolicy.ALLOW);
    private final CoreTask parent = tasks.newTask(TaskSpec.named("p"));

    public Sharing() {
      tasks.setPriority(parent, parent, IoPriority.idle().value());
    }

    /**
     * Creates a child task, which shares the context if the parent still has one, and exits the
     * child.
     */
    @Operation
    public boolean child() {
      try (CoreTask child = tasks.newChild(parent, TaskSpec.named("c"), true)) {
        return child.ioContext() != null;
      }
    }

    /** Exits the parent task. */
    @Operation
    public void exit() {
      parent.exit();
    }

    /** Returns whether the parent has a context. */
    @Operation
    public boolean attached() {
      return parent.ioContext() != null;
    }
  }
}
