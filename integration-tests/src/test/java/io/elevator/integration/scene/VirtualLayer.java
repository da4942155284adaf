package io.elevator.integration.scene;

import io.elevator.api.Bio;
import io.elevator.api.BlockLayer;
import io.elevator.api.Capability;
import io.elevator.api.Credentials;
import io.elevator.api.Groups;
import io.elevator.api.Plug;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.integration.distribution.Distribution;
import io.elevator.spi.driver.DriverType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block layer in virtual time with the elevators of the distribution. If a defect was reported,
 * closing the layer fails the test.
 */
public final class VirtualLayer implements AutoCloseable {
  /** The layer's time base. */
  public final VirtualTime time = new VirtualTime();

  /** Memory that any bio may use; its content does not matter. */
  public final MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 4096);

  private final List<String> defects = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private final BlockLayer layer;

  /**
   * Creates a layer.
   *
   * @param drive driver to add, or null to use the drivers that are found as services
   */
  public VirtualLayer(@Nullable DriverType drive, int stripes) {
    BlockLayers.Builder builder =
        BlockLayers.builder()
            .time(time)
            .stripes(stripes)
            .credentials(Credentials.user(0).with(Capability.SYS_NICE))
            .plugins(Distribution.pluginFolders())
            .errors((where, defect) -> defects.add(where + ": " + defect));
    if (drive != null) {
      builder.driver(drive);
    }
    layer = builder.build();
  }

  /** Opens a queue. */
  public RequestQueue open(QueueConfig config) {
    return layer.open(config);
  }

  /** Creates a task that exits when this layer is closed. */
  public Task task(TaskSpec spec) {
    Task task = layer.tasks().newTask(spec);
    tasks.add(task);
    return task;
  }

  /** Creates a task on a stripe. */
  public Task task(String name, int stripe) {
    return task(TaskSpec.named(name).withStripe(stripe));
  }

  /**
   * Advances virtual time.
   *
   * @param seconds time in seconds
   */
  public void pass(double seconds) {
    time.advanceTo(time.now() + (long) (seconds * 1e9));
  }

  /** Performs an action at a later instant of virtual time. */
  public void after(long nanos, Runnable action) {
    time.newTimer(now -> action.run()).arm(time.now() + nanos);
  }

  /** Returns the groups. */
  public Groups groups() {
    return layer.groups();
  }

  /** Opens a plug. */
  public Plug plug() {
    return layer.plug();
  }

  /** Creates a bio of a task. */
  public Bio bio(Task task) {
    return layer.newBio().task(task);
  }

  /** Returns a snapshot of the figures of the queue's elevator. */
  public static StatisticsNode figures(RequestQueue queue) {
    return child(queue.metrics().statistics(), queue.admin().elevator());
  }

  /** Returns one figure of a snapshot, by its path, such as {@code read_tokens/busy}. */
  public static long figure(StatisticsNode figures, String path) {
    return (Long) value(figures, path);
  }

  /** Returns the current value of one figure of the queue's elevator, by its path. */
  public static long figure(RequestQueue queue, String path) {
    return figure(figures(queue), path);
  }

  /** Returns the number of scheduler tags in use on the first hardware queue. */
  public static long tagsTaken(RequestQueue queue) {
    return (Long) value(child(queue.metrics().statistics(), "hctx0"), "sched_tags_busy");
  }

  private static Object value(StatisticsNode node, String path) {
    int slash = path.indexOf('/');
    if (slash >= 0) {
      return value(child(node, path.substring(0, slash)), path.substring(slash + 1));
    }
    Object value = node.values().get(path);
    if (value == null) {
      throw new AssertionError(node.name() + " has no " + path + " but " + node.values().keySet());
    }
    return value;
  }

  private static StatisticsNode child(StatisticsNode node, String name) {
    return node.children().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(node.name() + " has no part " + name));
  }

  @Override
  public void close() {
    tasks.forEach(Task::exit);
    layer.close();
    time.close();
    if (!defects.isEmpty()) {
      throw new AssertionError("reported: " + defects);
    }
  }
}
