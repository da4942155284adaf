package io.elevator.workload.run;

import io.elevator.api.BlockLayer;
import io.elevator.api.Group;
import io.elevator.api.Groups;
import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.api.Tasks;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.job.LayerSpec;
import java.util.HashMap;
import java.util.Map;

/**
 * Creates the tasks of jobs, in the groups and with the shared io contexts that the jobs name. A
 * shared io context belongs to a task of its own, which lives as long as the run, so that jobs of
 * different phases can share the context, too. Not thread-safe.
 */
final class JobTasks implements AutoCloseable {
  private final Tasks tasks;
  private final Groups groups;
  private final Map<String, Task> owners = new HashMap<>();

  JobTasks(BlockLayer layer) {
    this.tasks = layer.tasks();
    this.groups = layer.groups();
  }

  /** Creates a task for a job and returns it. */
  Task of(JobSpec spec) {
    LayerSpec layer = spec.layer();
    TaskSpec task = TaskSpec.named(spec.name()).withNice(spec.nice());
    String path = layer.group();
    if (path != null) {
      Group group = group(path);
      Integer weight = layer.weight();
      if (weight != null && group.weight() != weight) {
        groups.weigh(group, weight);
      }
      task = task.withGroup(group);
    }
    IoPriority priority = new IoPriority(spec.priorityClass(), spec.priorityLevel(), 0);
    String context = layer.ioContext();
    if (context == null) {
      return tasks.newTask(task.withPriority(priority));
    }
    Task owner = owners.get(context);
    if (owner == null) {
      owner = tasks.newTask(TaskSpec.named(context));
      // Setting a priority, even "none", creates the io context of the owner task. The jobs then
      // share that context.
      tasks.setPriority(owner, owner, priority.value());
      owners.put(context, owner);
    }
    return tasks.newChild(owner, task.withPriority(priority), true);
  }

  private Group group(String path) {
    Group group = groups.root();
    for (String name : path.split("/", -1)) {
      group = child(group, name);
    }
    return group;
  }

  private Group child(Group parent, String name) {
    for (Group child : groups.children(parent)) {
      if (child.name().equals(name)) {
        return child;
      }
    }
    return groups.create(parent, name, Group.DEFAULT_WEIGHT);
  }

  /** Ends the tasks that own shared io contexts. */
  @Override
  public void close() {
    owners.values().forEach(Task::exit);
  }
}
