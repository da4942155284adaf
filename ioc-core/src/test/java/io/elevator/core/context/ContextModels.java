package io.elevator.core.context;

import io.elevator.api.IoPriority;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.TaskSpec;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * Classes for Lincheck: random short programs of their operations on two threads are run under many
 * interleavings, and each result must be one that some order of the operations gives. Run by {@link
 * ConcurrencyToolsTest}.
 */
public final class ContextModels {
  private ContextModels() {}

  /** Makes and checks; arguments: iterations, and interleavings for each. */
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

  /** What all models share; outside of what the tool restores before each run. */
  private static final IoContexts CONTEXTS =
      new IoContexts(new TestClock(), job -> {}, (place, error) -> {});

  /** The reference count. */
  public static class References {
    private final CoreContext context = new CoreContext(CONTEXTS, 1, 0);

    /** A holder-to-be. */
    @Operation
    public boolean tryGet() {
      return context.tryGet();
    }

    /** A holder, or a defect, which must leave the count alone. */
    @Operation
    public boolean put() {
      try {
        context.put();
        return true;
      } catch (IllegalStateException e) {
        return false;
      }
    }

    /** An observer. */
    @Operation
    public long references() {
      return context.references();
    }
  }

  /** Making and finding the icqs of one task on two queues, its priority, and its end. */
  public static class Icqs {
    private final TestWorld world = new TestWorld();
    private final QueueIcqs q = world.queue().icqs;
    private final QueueIcqs r = world.queue().icqs;
    private final CoreTask task = world.task("a");

    /** First use or later use of a queue. */
    @Operation
    public boolean requestOnQ() {
      return request(q);
    }

    /** Same, of the other. */
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

    /** The path without a lock. */
    @Operation
    public boolean lookupOnQ() {
      return task.lookupIcq(q) != null;
    }

    /** Same, of the other queue. */
    @Operation
    public boolean lookupOnR() {
      return task.lookupIcq(r) != null;
    }

    /** Attaches a context, too. */
    @Operation
    public void setPriority() {
      world.tasks.setPriority(task, task, IoPriority.bestEffort(3).value());
    }

    /** An observer. */
    @Operation
    public int priority() {
      return task.rawPriority();
    }

    /** The end. */
    @Operation
    public void exit() {
      task.exit();
    }
  }

  /** Sharing a context while its tasks go. */
  public static class Sharing {
    private final IoContexts contexts =
        new IoContexts(new TestClock(), job -> {}, (place, error) -> {});
    private final TaskRegistry tasks =
        new TaskRegistry(contexts, new GroupTree(), 1, TestWorld.USER, PermissionPolicy.ALLOW);
    private final CoreTask parent = tasks.newTask(TaskSpec.named("p"));

    public Sharing() {
      tasks.setPriority(parent, parent, IoPriority.idle().value());
    }

    /** A child that comes and goes: it gets the context if the parent still has it. */
    @Operation
    public boolean child() {
      try (CoreTask child = tasks.newChild(parent, TaskSpec.named("c"), true)) {
        return child.ioContext() != null;
      }
    }

    /** The parent's end. */
    @Operation
    public void exit() {
      parent.exit();
    }

    /** Whether the parent has a context. */
    @Operation
    public boolean attached() {
      return parent.ioContext() != null;
    }
  }
}
