package io.elevator.integration.fairway;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.integration.scene.VirtualLayer;
import io.elevator.spi.LatencyHistogram;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A task that keeps a number of I/Os in flight at random positions, until the end of the run. It
 * may work for a part of each cycle only.
 */
final class ClosedLoop implements BioCallback {
  /**
   * The load of one task.
   *
   * @param priority class and level
   * @param bytes length of an I/O
   * @param depth I/Os in flight
   * @param isWriter whether it writes, one I/O behind the other, instead of random reads
   * @param cycleNanos length of a cycle; 0 for no pauses
   * @param workNanos time of each cycle in which I/Os are submitted
   */
  record Spec(
      String name,
      IoPriority priority,
      int bytes,
      int depth,
      boolean isWriter,
      long cycleNanos,
      long workNanos) {
    static Spec reader(String name, IoPriority priority, int kib, int depth) {
      return new Spec(name, priority, kib << 10, depth, false, 0, 0);
    }

    Spec thatWrites() {
      return new Spec(name, priority, bytes, depth, true, cycleNanos, workNanos);
    }

    Spec inCycles(long cycle, long work) {
      return new Spec(name, priority, bytes, depth, isWriter, cycle, work);
    }
  }

  private static final long DRIVE_BYTES = 8L << 30;

  private final VirtualLayer layer;
  private final RequestQueue queue;
  private final Spec spec;
  private final Task task;
  private final SplittableRandom random;
  private final LatencyHistogram latencies = new LatencyHistogram();
  private final long start;
  private final long countFrom;
  private final long end;
  private long nextWrite;
  private long ios;

  /**
   * Creates a task and its load.
   *
   * @param group group of the task, or null for the root
   * @param seed seed of the positions
   * @param settle time until I/Os are counted, in nanoseconds
   * @param run time until no more are submitted, in nanoseconds
   */
  ClosedLoop(
      VirtualLayer layer,
      RequestQueue queue,
      Spec spec,
      @Nullable Group group,
      long seed,
      long settle,
      long run) {
    this.layer = layer;
    this.queue = queue;
    this.spec = spec;
    TaskSpec described = TaskSpec.named(spec.name).withPriority(spec.priority);
    task = layer.task(group == null ? described : described.withGroup(group));
    random = new SplittableRandom(seed);
    start = layer.time.now();
    countFrom = start + settle;
    end = start + run;
  }

  void begin() {
    for (int i = 0; i < spec.depth; i++) {
      submit(layer.bio(task).onEnd(this));
    }
  }

  Task task() {
    return task;
  }

  private void submit(Bio bio) {
    if (spec.isWriter) {
      bio.write(nextWrite, layer.memory, 0, spec.bytes);
      nextWrite = (nextWrite + spec.bytes) % DRIVE_BYTES;
    } else {
      long position = random.nextLong(DRIVE_BYTES / spec.bytes) * spec.bytes;
      bio.read(position, layer.memory, 0, spec.bytes);
    }
    queue.submit(bio);
  }

  @Override
  public void ended(Bio bio) {
    long now = layer.time.now();
    if (now >= countFrom && now < end) {
      ios++;
      latencies.record(now - bio.submittedNanos());
    }
    if (now >= end) {
      return;
    }
    long inCycle = spec.cycleNanos == 0 ? 0 : (now - start) % spec.cycleNanos;
    if (spec.cycleNanos == 0 || inCycle < spec.workNanos) {
      submit(bio);
    } else {
      layer.after(spec.cycleNanos - inCycle, () -> submit(bio));
    }
  }

  /** Returns I/Os in a second. */
  double iops() {
    return ios * 1e9 / (end - countFrom);
  }

  /** Returns MiB in a second. */
  double mib() {
    return iops() * spec.bytes / (1 << 20);
  }

  /** Returns a percentile of the latency in microseconds. */
  double micros(double percentile) {
    return latencies.percentile(percentile) / 1e3;
  }
}
