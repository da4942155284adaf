package io.elevator.core.context;

import io.elevator.api.Credentials;
import io.elevator.api.IoPriority;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.api.Tasks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one block layer. Does not keep tasks alive: the table has weak references, and the
 * {@link TaskReaper} ends a task that was dropped without an exit. Thread-safe: the table has its
 * own locks; all other fields are final or atomic.
 */
public final class TaskRegistry implements Tasks {
  private final IoContexts contexts;
  private final GroupTree groups;
  private final int stripes;
  private final Credentials ownCredentials;
  private final PermissionPolicy policy;
  private final TaskReaper reaper;
  private final TaskThreads threads = new TaskThreads(this);
  private final TaskTable table = new TaskTable();
  private final AtomicInteger lastId = new AtomicInteger();
  private final AtomicInteger spread = new AtomicInteger();
  private final AtomicLong abandoned = new AtomicLong();

  /**
   * Creates a registry that belongs to no block layer. All such registries share one reaper thread,
   * which ends tasks that were dropped without an exit.
   */
  public TaskRegistry(
      IoContexts contexts,
      GroupTree groups,
      int stripes,
      Credentials ownCredentials,
      PermissionPolicy policy) {
    this(contexts, groups, stripes, ownCredentials, policy, TaskReaper.shared());
  }

  /**
   * Creates the registry of a block layer.
   *
   * @param contexts common part of the layer's io contexts
   * @param groups tree of the layer's groups
   * @param stripes number of stripes over which tasks without a stripe of their own are spread
   * @param ownCredentials credentials of tasks that specify none and have no parent
   * @param policy permission policy, called after the library's own rules have agreed
   * @param reaper reaper that ends tasks which were dropped without an exit
   */
  public TaskRegistry(
      IoContexts contexts,
      GroupTree groups,
      int stripes,
      Credentials ownCredentials,
      PermissionPolicy policy,
      TaskReaper reaper) {
    if (stripes < 1 || stripes > Short.MAX_VALUE) {
      throw new IllegalArgumentException(stripes + " stripes; expected 1.." + Short.MAX_VALUE);
    }
    this.contexts = contexts;
    this.groups = groups;
    this.stripes = stripes;
    this.ownCredentials = ownCredentials;
    this.policy = policy;
    this.reaper = reaper;
  }

  TaskReaper reaper() {
    return reaper;
  }

  /** Returns the state that the layer's io contexts share. */
  public IoContexts contexts() {
    return contexts;
  }

  /** Returns the tree of the layer's groups. */
  public GroupTree groups() {
    return groups;
  }

  // The methods below create and end tasks.

  @Override
  public CoreTask newTask(TaskSpec spec) {
    return make(null, spec, false);
  }

  @Override
  public CoreTask newChild(Task parent, TaskSpec spec, boolean share) {
    return make(own(parent), spec, share);
  }

  CoreTask make(@Nullable CoreTask parent, TaskSpec spec, boolean share) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.TASK_CHANGE);
    }
    int stripe = stripeOf(spec);
    CoreGroup group =
        groups.join(spec.group() == null && parent != null ? parent.group() : spec.group());
    CoreTask task = register(parent, spec, stripe, group);
    boolean made = false;
    try {
      if (parent != null) {
        parent.inherit(task, share);
      }
      if (spec.priority() != IoPriority.NONE_VALUE) {
        setPriority(task, task, spec.priority());
      }
      made = true;
    } finally {
      if (!made) {
        task.exit();
      }
    }
    return task;
  }

  private CoreTask register(@Nullable CoreTask parent, TaskSpec spec, int stripe, CoreGroup group) {
    Credentials credentials = spec.credentials();
    if (credentials == null) {
      credentials = parent == null ? ownCredentials : parent.credentials();
    }
    while (true) {
      CoreTask task =
          new CoreTask(
              this,
              lastId.updateAndGet(id -> id == Integer.MAX_VALUE ? 1 : id + 1),
              spec.name(),
              credentials,
              spec.cpuPolicy(),
              spec.nice(),
              stripe,
              group);
      // The id is in use otherwise: after 2^31-1 tasks the ids start again from 1, and ids of live
      // tasks are skipped.
      if (table.add(task.entry())) {
        return task;
      }
      task.entry().clear();
    }
  }

  private int stripeOf(TaskSpec spec) {
    int wanted = spec.stripe();
    if (wanted >= stripes) {
      throw new IllegalArgumentException(
          "stripe " + wanted + " of task '" + spec.name() + "' is not in -1.." + (stripes - 1));
    }
    return wanted >= 0 ? wanted : Integer.remainderUnsigned(spread.getAndIncrement(), stripes);
  }

  void forget(TaskEntry entry) {
    table.remove(entry);
  }

  /**
   * Ends a task that the garbage collector has found unreachable. Called by the reaper thread,
   * which must survive all errors.
   */
  void reap(TaskEntry entry) {
    CoreContext left;
    CoreGroup group;
    synchronized (entry) {
      if (entry.isEnded()) {
        return;
      }
      left = entry.end();
      group = entry.group();
    }
    try {
      forget(entry);
      group.leave();
      if (left != null) {
        left.detach();
        abandoned.incrementAndGet();
        // The report comes last, because there may be no memory for the message. All tasks report
        // with the same place, so that the rate limit applies when an application drops many tasks.
        contexts
            .errors()
            .report(
                "abandoned tasks",
                new IllegalStateException(
                    "task "
                        + entry.id
                        + " was dropped without an exit; its "
                        + left
                        + " was detached when the task was collected"));
      }
    } catch (Throwable e) {
      // The reaper may serve several registries, so an error of one must not end its thread.
      contexts.errors().report("ending an abandoned task", e);
    }
  }

  /** Returns the number of tasks that were dropped without an exit while they had a context. */
  public long abandoned() {
    return abandoned.get();
  }

  /** Returns the number of live tasks. */
  public int size() {
    return table.size();
  }

  /** Returns the counters of tasks and contexts, for the statistics of a run. */
  public StatisticsNode statistics() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("live", (long) size());
    values.put("abandoned", abandoned());
    return new StatisticsNode("tasks", values, List.of(contexts.statistics()));
  }

  // The methods below bind tasks to threads.

  @Override
  public @Nullable CoreTask current() {
    return threads.current();
  }

  @Override
  public <T> T callAs(Task task, Callable<? extends T> work) throws Exception {
    return threads.callAs(own(task), work);
  }

  @Override
  public void runAs(Task task, Runnable work) {
    threads.runAs(own(task), work);
  }

  @Override
  public ThreadFactory threadFactory(TaskSpec spec, ThreadFactory carriers) {
    return threads.threadFactory(spec, carriers);
  }

  @Override
  public Executor executor(TaskSpec spec, Executor executor) {
    return threads.executor(spec, executor);
  }

  // The methods below set and return priorities.

  @Override
  public void setPriority(Task caller, Task target, int priority) {
    PriorityRules.checkRequest(caller, priority);
    setOne(own(caller), own(target), priority);
  }

  @Override
  public void setPriority(Task caller, Collection<? extends Task> targets, int priority) {
    // The value is checked first, so that a wrong value is reported even if there are no targets.
    PriorityRules.checkRequest(caller, priority);
    if (targets.isEmpty()) {
      throw new NoSuchElementException("setting an I/O priority: there is no such task");
    }
    for (Task target : targets) {
      setOne(own(caller), own(target), priority);
    }
  }

  private void setOne(CoreTask caller, CoreTask target, int priority) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.TASK_CHANGE);
    }
    PriorityRules.checkOwner(caller, target);
    policy.checkSet(caller, target, priority);
    target.storePriority(priority);
  }

  /**
   * Checks that a task may give a priority to one of its bios; the rules are those for setting the
   * task's own priority. The task remembers each permitted priority without a hint, so later checks
   * of the same priority allocate nothing.
   *
   * @throws IllegalArgumentException if the value is not a valid priority
   * @throws SecurityException if the task lacks the capability, or the policy refuses
   */
  public void requireOwnPriority(CoreTask task, int priority) {
    if (task.isAllowed(priority)) {
      return;
    }
    PriorityRules.checkRequest(task, priority);
    policy.checkSet(task, task, priority);
    task.allow(priority);
  }

  @Override
  public int priority(Task caller, Task target) {
    policy.checkGet(own(caller), own(target));
    return target.rawPriority();
  }

  @Override
  public int bestPriority(Task caller, Collection<? extends Task> targets) {
    int best = IoPriority.INVALID_VALUE;
    boolean any = false;
    for (Task target : targets) {
      try {
        policy.checkGet(own(caller), own(target));
      } catch (SecurityException e) {
        // Linux skips tasks that may not be read, instead of failing the whole call.
        continue;
      }
      best = any ? IoPriority.best(best, target.effectivePriority()) : target.effectivePriority();
      any = true;
    }
    if (!any) {
      throw new NoSuchElementException(
          "reading an I/O priority: none of " + targets.size() + " tasks may be read");
    }
    return best;
  }

  // The methods below look up tasks.

  @Override
  public CoreTask task(int id) {
    TaskEntry entry = id > 0 ? table.find(id) : null;
    CoreTask task = entry == null ? null : entry.get();
    if (task == null) {
      throw new NoSuchElementException("there is no task " + id);
    }
    return task;
  }

  @Override
  public Collection<Task> processGroup(int processGroup) {
    return select(task -> task.credentials().processGroup() == processGroup);
  }

  @Override
  public Collection<Task> user(int realUser) {
    return select(task -> task.credentials().realUser() == realUser);
  }

  /**
   * Returns the matching tasks, sorted by id, so that the order in which priorities are set does
   * not depend on the order of the table.
   */
  private Collection<Task> select(Predicate<CoreTask> wanted) {
    List<CoreTask> all = table.tasks();
    all.sort((a, b) -> Integer.compare(a.id(), b.id()));
    List<Task> selected = new ArrayList<>();
    for (CoreTask task : all) {
      if (wanted.test(task)) {
        selected.add(task);
      }
    }
    return selected;
  }

  /** Returns whether this registry created the task. */
  public boolean has(CoreTask task) {
    return task.registry() == this;
  }

  private CoreTask own(Task task) {
    if (!(task instanceof CoreTask core) || !has(core)) {
      throw new IllegalArgumentException(
          "task '" + task.name() + "' belongs to another block layer");
    }
    return core;
  }
}
