package io.elevator.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.Plug;
import io.elevator.api.QueueConfig;
import io.elevator.api.QueueFiles;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.driver.DriverType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The setting of a test of a driver's contract: a queue without an elevator in front of a drive,
 * and a task. Closing it requires that the layer reported no defect.
 */
final class DriverStage implements AutoCloseable {
  final RequestQueue queue;
  private final @Nullable VirtualTime time;
  private final BlockLayer layer;
  private final QueueConfig config;
  private final Task task;
  private final List<String> defects = new ArrayList<>();
  private boolean allowsDefects;

  DriverStage(DriverType type, Map<String, String> options) {
    time = type.isVirtualTime() ? new VirtualTime() : null;
    BlockLayers.Builder builder =
        BlockLayers.builder()
            .applicationModules(false)
            .credentials(BlockLayers.privilegedCredentials())
            .driver(type)
            .errors((where, defect) -> add(where + ": " + defect));
    layer = (time == null ? builder : builder.time(time)).build();
    QueueConfig made = QueueConfig.onDriver(type.name()).withElevator("none");
    for (Map.Entry<String, String> option : options.entrySet()) {
      made = made.withDriverOption(option.getKey(), option.getValue());
    }
    config = made;
    queue = layer.open(config);
    task = layer.tasks().newTask(TaskSpec.named("contract"));
  }

  private synchronized void add(String defect) {
    defects.add(defect);
  }

  /** Opens another queue on a drive with the same options. */
  RequestQueue openAgain() {
    return layer.open(config);
  }

  /** Returns the files of the drive. */
  QueueFiles files() {
    QueueFiles files = queue.files();
    assertNotNull(files, "RequestQueue.files() of the drive");
    return files;
  }

  /** Returns a new bio with a task. */
  Bio bio() {
    return layer.newBio().task(task);
  }

  /** Returns memory that any thread may use, aligned to pages, with the same value in each byte. */
  static MemorySegment filled(long bytes, int value) {
    return Arena.ofAuto().allocate(bytes, 4096).fill((byte) value);
  }

  /** Submits a bio, waits for its end and requires a status. */
  void ends(BioStatus expected, Bio bio) {
    BioStatus status = queue.submitAndWait(bio);
    assertEquals(expected, status, () -> bio + " failed: " + bio.failure());
  }

  /** Allows the layer to report defects, in a test that uses memory wrongly. */
  void allowDefects() {
    allowsDefects = true;
  }

  /** Submits bios in one plug, waits until all have ended, and requires that each ends once. */
  void allEndOnce(List<Bio> bios) {
    AtomicInteger left = new AtomicInteger(bios.size());
    try (Plug plug = layer.plug()) {
      for (Bio bio : bios) {
        queue.submit(bio.onEnd(ended -> countDown(left)), plug);
      }
    }
    await(left);
    assertEquals(0, left.get(), "number of bios less the number of callbacks");
  }

  private void countDown(AtomicInteger left) {
    synchronized (left) {
      left.decrementAndGet();
      left.notifyAll();
    }
  }

  private void await(AtomicInteger left) {
    if (time != null) {
      time.runUntil(() -> left.get() <= 0);
      return;
    }
    boolean interrupted = false;
    synchronized (left) {
      while (left.get() > 0) {
        try {
          left.wait();
        } catch (InterruptedException e) {
          // The time limit of the test has passed.
          interrupted = true;
          break;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    Object stale = queue.metrics().statistics().values().get("stale_completions");
    task.exit();
    layer.close();
    assertEquals(0L, stale, "completions of requests that had ended");
    synchronized (this) {
      if (!allowsDefects) {
        assertEquals(List.of(), defects, "defects that the layer reported");
      }
    }
  }
}
