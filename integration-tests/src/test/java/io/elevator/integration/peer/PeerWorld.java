package io.elevator.integration.peer;

import io.elevator.api.Bio;
import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.integration.scene.IdleQueueCheck;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.driver.DriverType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A block layer in virtual time for one scenario. Closing it validates every queue, and fails the
 * test if a defect was reported.
 */
final class PeerWorld implements AutoCloseable {
  final VirtualTime time = new VirtualTime();
  final BlockLayer layer;
  final MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 4096);
  private final List<String> defects = new ArrayList<>();
  private final List<RequestQueue> queues = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();

  PeerWorld(int stripes, DriverType driver, ElevatorType... elevators) {
    BlockLayers.Builder builder =
        BlockLayers.builder()
            .time(time)
            .seed(1)
            .stripes(stripes)
            .driver(driver)
            .errors((where, defect) -> defects.add(where + ": " + defect));
    for (ElevatorType elevator : elevators) {
      builder.elevator(elevator);
    }
    layer = builder.build();
  }

  RequestQueue open(String driver, String elevator, String name) {
    RequestQueue queue =
        layer.open(QueueConfig.onDriver(driver).withElevator(elevator).withName(name));
    queues.add(queue);
    return queue;
  }

  /** Opens a queue on the scripted drive. */
  RequestQueue open(String elevator) {
    return open("scripted", elevator, "disk" + queues.size());
  }

  Task task(String name, int stripe) {
    Task task = layer.tasks().newTask(TaskSpec.named(name).withStripe(stripe));
    tasks.add(task);
    return task;
  }

  Bio read(Task task, long sector, int sectors) {
    return layer.newBio().task(task).read(512L * sector, memory, 0, sectors * 512L);
  }

  Bio write(Task task, long sector, int sectors) {
    return layer.newBio().task(task).write(512L * sector, memory, 0, sectors * 512L);
  }

  /**
   * Advances virtual time.
   *
   * @param nanos time in nanoseconds
   */
  void pass(long nanos) {
    time.advanceTo(time.now() + nanos);
  }

  static long figure(RequestQueue queue, String part, String name) {
    for (StatisticsNode node : queue.metrics().statistics().children()) {
      if (node.name().equals(part)) {
        return (Long) node.values().get(name);
      }
    }
    throw new AssertionError(queue.name() + " has no part " + part);
  }

  /** Returns the number of requests of a hardware queue. */
  static long requests(RequestQueue queue, int hardwareQueue) {
    String tags = queue.admin().elevator().equals("none") ? "tags_busy" : "sched_tags_busy";
    return figure(queue, "hctx" + hardwareQueue, tags);
  }

  @Override
  public void close() {
    for (RequestQueue queue : queues) {
      IdleQueueCheck.validate(queue, queue.name() + " with " + queue.admin().elevator());
      queue.close();
    }
    tasks.forEach(Task::exit);
    layer.close();
    time.close();
    if (!defects.isEmpty()) {
      throw new AssertionError("reported: " + defects);
    }
  }
}
