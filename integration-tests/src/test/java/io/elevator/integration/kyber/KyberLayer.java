package io.elevator.integration.kyber;

import io.elevator.api.Bio;
import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.Ioc;
import io.elevator.core.time.VirtualTime;
import io.elevator.integration.distribution.Distribution;
import io.elevator.spi.DriverType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block layer in virtual time with the distribution's elevators. What it reports as a defect
 * fails the test at the end.
 */
final class KyberLayer implements AutoCloseable {
  final VirtualTime time = new VirtualTime();
  final MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 4096);
  private final List<String> defects = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private final BlockLayer layer;

  /**
   * Makes one.
   *
   * @param drive a driver to add, or null for those found
   */
  KyberLayer(@Nullable DriverType drive, int stripes) {
    Ioc.Builder builder =
        Ioc.builder()
            .time(time)
            .stripes(stripes)
            .pluginFolder(Distribution.home().resolve("plugins"))
            .errors((where, defect) -> defects.add(where + ": " + defect));
    if (drive != null) {
      builder.driver(drive);
    }
    layer = builder.build();
  }

  RequestQueue open(QueueConfig config) {
    return layer.open(config);
  }

  Task task(String name, int stripe) {
    Task task = layer.tasks().newTask(TaskSpec.named(name).withStripe(stripe));
    tasks.add(task);
    return task;
  }

  Bio bio(Task task) {
    return layer.newBio().task(task);
  }

  /** Returns a snapshot of Kyber's figures. */
  static StatisticsNode figures(RequestQueue queue) {
    return child(queue.statistics(), "kyber");
  }

  /** Returns a figure of a snapshot, such as {@code read_tokens/busy}. */
  static long figure(StatisticsNode figures, String path) {
    return (Long) value(figures, path);
  }

  /** Returns a figure of Kyber's, now. */
  static long figure(RequestQueue queue, String path) {
    return figure(figures(queue), path);
  }

  /** Returns how many scheduler tags of the first hardware queue are taken. */
  static long tagsTaken(RequestQueue queue) {
    return (Long) value(child(queue.statistics(), "hctx0"), "sched_tags_busy");
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
