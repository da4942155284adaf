package io.elevator.files;

import io.elevator.api.BlockLayer;
import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A purpose of I/O, such as queries or merges: the identity by which elevators divide a disk. A
 * task serves all disks of its block layer. Any thread may use it, and several at once.
 */
public final class DiskTask implements AutoCloseable {
  private final Task task;
  private final Duration limit;
  private final @Nullable Runnable end;

  private DiskTask(Task task, Duration limit, @Nullable Runnable end) {
    this.task = task;
    this.limit = limit;
    this.end = end;
  }

  /**
   * Returns a task for I/O on behalf of a task of the block layer. Closing the result does nothing.
   */
  public static DiskTask of(Task task) {
    return new DiskTask(task, Duration.ZERO, null);
  }

  /** Returns the task of the block layer. */
  public Task task() {
    return task;
  }

  /** Returns the longest time that a read or write waits for a request; zero for no limit. */
  public Duration timeout() {
    return limit;
  }

  /** Ends the task. I/O in flight continues. Idempotent. */
  @Override
  public void close() {
    if (end != null) {
      end.run();
    }
  }

  @Override
  public String toString() {
    return "task '" + task.name() + "'";
  }

  /** Builder of a task. Not thread-safe. */
  public static final class Builder {
    private final LayerUse layer;
    private final String name;
    private IoPriority priority = IoPriority.NONE;
    private Duration limit = Duration.ZERO;
    private int weight;
    private @Nullable Group group;

    Builder(LayerUse layer, String name) {
      this.layer = layer;
      this.name = name;
    }

    /**
     * Sets the real-time class, which is served before the others.
     *
     * @param level level from 0 (most urgent) to 7
     */
    public Builder realTime(int level) {
      priority = IoPriority.realTime(level);
      return this;
    }

    /**
     * Sets the best-effort class.
     *
     * @param level level from 0 (most urgent) to 7
     */
    public Builder bestEffort(int level) {
      priority = IoPriority.bestEffort(level);
      return this;
    }

    /** Sets the idle class, which is served when no other class has requests. */
    public Builder idle() {
      priority = IoPriority.idle();
      return this;
    }

    /**
     * Sets the weight of the task against the other tasks with a weight and the other groups, by
     * which BFQ divides the disk. The task gets a group of its own.
     *
     * @param value weight from {@value Group#MIN_WEIGHT} to {@value Group#MAX_WEIGHT}; the default
     *     of groups is {@value Group#DEFAULT_WEIGHT}
     */
    public Builder weight(int value) {
      if (value < Group.MIN_WEIGHT || value > Group.MAX_WEIGHT) {
        throw new IllegalArgumentException(
            "weight "
                + value
                + " of task '"
                + name
                + "'; expected "
                + Group.MIN_WEIGHT
                + " to "
                + Group.MAX_WEIGHT);
      }
      weight = value;
      return this;
    }

    /** Sets the group of the task, the parent of its own group if it has a weight. */
    public Builder group(Group value) {
      group = value;
      return this;
    }

    /**
     * Limits how long a read or write waits for a request; it then fails. Syncs have no limit.
     *
     * @param value limit; zero for none
     */
    public Builder timeout(Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException(
            "timeout " + value + " of task '" + name + "'; expected zero or more");
      }
      limit = value;
      return this;
    }

    /** Creates the task. */
    public DiskTask build() {
      BlockLayer known = layer.take();
      Group own = null;
      try {
        TaskSpec spec = TaskSpec.named(name).withPriority(priority);
        if (priority.priorityClass() == io.elevator.api.PriorityClass.REALTIME) {
          spec = spec.withCredentials(BlockLayers.privilegedCredentials());
        }
        Group in = group;
        if (weight != 0) {
          Group parent = in == null ? known.groups().root() : in;
          own =
              known
                  .groups()
                  .create(parent, name.replace('/', '_') + '#' + layer.nextNumber(), weight);
          in = own;
        }
        if (in != null) {
          spec = spec.withGroup(in);
        }
        Task task = known.tasks().newTask(spec);
        return new DiskTask(task, limit, new End(layer, task, own));
      } catch (Throwable e) {
        if (own != null) {
          known.groups().remove(own);
        }
        layer.release();
        throw e;
      }
    }
  }

  /** The end of a task that this class created; runs once. */
  private static final class End implements Runnable {
    private final LayerUse layer;
    private final Task task;
    private final @Nullable Group own;
    private boolean hasRun;

    private End(LayerUse layer, Task task, @Nullable Group own) {
      this.layer = layer;
      this.task = task;
      this.own = own;
    }

    @Override
    public void run() {
      synchronized (this) {
        if (hasRun) {
          return;
        }
        hasRun = true;
      }
      try {
        task.exit();
        if (own != null) {
          layer.layer().groups().remove(own);
        }
      } finally {
        layer.release();
      }
    }
  }
}
