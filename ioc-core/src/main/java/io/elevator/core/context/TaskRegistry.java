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
 * The tasks of one block layer. Holds no task alive: the table has weak references, and a task that
 * was dropped without an exit is ended by the {@link TaskReaper}. Thread-safe: the table has its
 * own locks, all else is final or atomic.
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
   * Makes a registry without a block layer, whose lost tasks are ended by a thread for all such.
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
   * Makes the registry of a block layer.
   *
   * @param stripes over how many stripes tasks are spread that do not ask for one
   * @param ownCredentials whom tasks act for that do not say
   * @param policy asked after the library's own rules have agreed
   * @param reaper ends tasks that were lost
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

  /** Returns what the contexts have in common. */
  public IoContexts contexts() {
    return contexts;
  }

  /** Returns the tree that the tasks' groups are in. */
  public GroupTree groups() {
    return groups;
  }

  // Making and ending.

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
      // After two thousand million tasks the ids start anew, and some are still in use.
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

  /** Ends a task that was collected. Called by the reaper, which must not die of an error. */
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
        // Last, as there may be no memory for the message. One place for all tasks, so that the
        // rate of reports is limited when an application drops many.
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
      // The reaper serves every block layer; this one's trouble must not end it.
      contexts.errors().report("ending an abandoned task", e);
    }
  }

  /** Returns how many tasks with a context were dropped without an exit. */
  public long abandoned() {
    return abandoned.get();
  }

  /** Returns how many tasks are live. */
  public int size() {
    return table.size();
  }

  /** Returns the figures, for the statistics of a run. */
  public StatisticsNode statistics() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("live", (long) size());
    values.put("abandoned", abandoned());
    return new StatisticsNode("tasks", values, List.of(contexts.statistics()));
  }

  // Threads.

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

  // Priorities.

  @Override
  public void setPriority(Task caller, Task target, int priority) {
    PriorityRules.checkRequest(caller, priority);
    setOne(own(caller), own(target), priority);
  }

  @Override
  public void setPriority(Task caller, Collection<? extends Task> targets, int priority) {
    // The value comes first: a wrong one is reported even where there is no target.
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
   * Checks that a task may have a priority for one bio, as it may for itself. What was allowed once
   * is remembered in the task; allocates nothing then.
   *
   * @throws IllegalArgumentException if the value may not be requested
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
        // The rule is to skip those that may not be read, not to fail for them.
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

  // Finding.

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

  /** In order of id, so that who is set first does not depend on the table. */
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

  /** Returns whether a task was made here. */
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
