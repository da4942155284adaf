package io.elevator.conformance;

import io.elevator.api.Capability;
import io.elevator.api.Credentials;
import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.PermissionPolicy;
import io.elevator.core.context.CoreTask;
import io.elevator.core.context.GroupListener;
import io.elevator.core.context.GroupTree;
import io.elevator.core.context.IcqCache;
import io.elevator.core.context.IoContexts;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.context.TaskRegistry;
import io.elevator.core.defects.ErrorSink;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tasks and groups of a vector, by their recorded names. They are tasks of the library with
 * real io contexts and icqs. Used by one thread.
 */
final class ReplayTasks {
  private static final Credentials MAY_ALL =
      new Credentials(0, 0, 0, Set.of(Capability.SYS_ADMIN, Capability.SYS_NICE));

  private final VirtualTime time;
  private final int stripes;
  private final GroupTree groups = new GroupTree();
  private final TaskRegistry registry;
  private final QueueIcqs queue;
  private final @Nullable IcqCache cache;
  private final Map<String, Group> groupsByName = new LinkedHashMap<>();
  private final Map<String, ReplayTask> tasks = new LinkedHashMap<>();
  private final ReplayTask nobody;
  private boolean frozen = true;

  /**
   * Creates an empty set of tasks.
   *
   * @param type type of the elevator
   * @param stripes number of stripes
   * @param time clock of the replay
   * @param errors receiver of the exceptions of exit hooks
   */
  ReplayTasks(ElevatorType type, int stripes, VirtualTime time, ErrorSink errors) {
    this.time = time;
    this.stripes = stripes;
    registry =
        new TaskRegistry(
            new IoContexts(time, time::defer, errors),
            groups,
            stripes,
            MAY_ALL,
            PermissionPolicy.ALLOW);
    queue = new QueueIcqs(0, () -> frozen, errors);
    Icq.Factory factory = type.icqFactory();
    cache = factory == null ? null : new IcqCache(type.name(), factory);
    nobody = newTask("nobody", IoPriority.NONE_VALUE, null);
  }

  /**
   * Called when the elevator is attached: lets the tasks create its icqs, and reports changes of
   * groups to it.
   */
  void attached(Elevator elevator) {
    if (cache != null) {
      queue.attach(cache, elevator);
    }
    frozen = false;
    groups.addListener(
        new GroupListener() {
          @Override
          public void weightChanged(Group group) {
            elevator.groupWeightChanged(group, time.now());
          }

          @Override
          public void removed(Group group) {
            elevator.groupRemoved(group, time.now());
          }
        });
  }

  /** Destroys the icqs. Called while no request is in flight. */
  void detach() {
    frozen = true;
    if (cache != null) {
      queue.clear(time.now());
      queue.detach();
      cache.close();
    }
  }

  /** Exits all tasks, so that none counts as abandoned. */
  void close() {
    tasks.values().forEach(ReplayTask::exit);
    nobody.exit();
  }

  QueueIcqs queue() {
    return queue;
  }

  /** Returns the icq of a bio's task, or null. */
  @Nullable Icq lookupIcq(CoreTask task) {
    return queue.wantsIcqs() ? task.lookupIcq(queue) : null;
  }

  // Changes of groups; a group name of null stands for the root group.

  void begin(VectorEvent.NewGroup group) {
    Group parent = group(group.parent());
    groupsByName.put(group.group(), groups.create(parent, group.group(), group.weight()));
  }

  void weigh(String group, int weight) {
    groups.weigh(group(group), weight);
  }

  void move(String task, @Nullable String group) {
    task(task).moveTo(group(group));
  }

  void remove(String group) {
    groups.remove(group(group));
    groupsByName.remove(group);
  }

  private Group group(@Nullable String name) {
    Group group = name == null ? groups.root() : groupsByName.get(name);
    if (group == null) {
      throw new IllegalStateException("there is no group '" + name + "'");
    }
    return group;
  }

  // Tasks.

  void begin(VectorEvent.NewTask task) {
    tasks.put(task.task(), newTask(task.task(), task.priority(), task.group()));
  }

  private ReplayTask newTask(String name, int priority, @Nullable String group) {
    return new ReplayTask(registry, queue, stripes, name, priority, group(group));
  }

  void exit(String task) {
    task(task).exit();
    tasks.remove(task);
  }

  ReplayTask task(String name) {
    ReplayTask task = tasks.get(name);
    if (task == null) {
      throw new IllegalStateException("there is no task '" + name + "'");
    }
    return task;
  }

  /**
   * Returns a task without an io context, for questions that the vector asks without naming a task.
   */
  ReplayTask nobody() {
    return nobody;
  }
}
