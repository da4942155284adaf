package io.elevator.integration.bfq;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioStatus;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.integration.scene.VirtualLayer;
import io.elevator.spi.Timer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A task that keeps some bios in flight: reads in sequence or at random in its own area, or writes
 * in sequence. Counts the bios that have ended since the last {@link #forget}.
 */
final class Load implements BioCallback {
  private final VirtualLayer layer;
  private final RequestQueue queue;
  private final Task task;
  private final long areaStart;
  private final long areaSectors;
  private final int sectors;
  private final boolean writes;
  private final @Nullable SplittableRandom random;
  private long next;
  private long left = Long.MAX_VALUE;
  private long periodNanos;
  private boolean stopped;
  private final Timer timer;

  /** Number of bytes of all bios that have ended. */
  long bytes;

  /** Number of bios that have ended. */
  long ios;

  /** Longest time of a bio from submission to end, in nanoseconds. */
  long longest;

  /** Time at which the last bio ended, in nanoseconds. */
  long lastEnd;

  /**
   * Creates a load.
   *
   * @param random source of random positions, or null for sequential I/O
   */
  Load(
      VirtualLayer layer,
      RequestQueue queue,
      Task task,
      int area,
      int areas,
      int sectors,
      boolean writes,
      @Nullable SplittableRandom random) {
    this.layer = layer;
    this.queue = queue;
    this.task = task;
    this.sectors = sectors;
    this.writes = writes;
    this.random = random;
    timer = layer.time.newTimer(this::periodIsOver);
    areaSectors = queue.capacitySectors() / areas / sectors * sectors;
    areaStart = areaSectors * area;
  }

  /** Limits the number of bios that the load submits, and returns this load. */
  Load atMost(long bios) {
    left = bios;
    return this;
  }

  /**
   * Starts the load with one bio in each period, even if earlier bios have not ended.
   *
   * @param nanos period in nanoseconds
   */
  Load startEvery(long nanos) {
    periodNanos = nanos;
    timer.arm(layer.time.now());
    return this;
  }

  /**
   * Starts the load.
   *
   * @param depth number of bios to keep in flight
   */
  Load start(int depth) {
    for (int i = 0; i < depth; i++) {
      submit(layer.bio(task));
    }
    return this;
  }

  private void submit(Bio bio) {
    if (stopped || left == 0) {
      return;
    }
    left--;
    long at =
        areaStart
            + (random == null
                ? next++ * sectors % areaSectors
                : random.nextLong(areaSectors / sectors) * sectors);
    if (writes) {
      bio.write(512L * at, layer.memory, 0, sectors * 512L);
    } else {
      bio.read(512L * at, layer.memory, 0, sectors * 512L);
    }
    queue.submit(bio.onEnd(this));
  }

  @Override
  public void ended(Bio bio) {
    if (bio.status() != BioStatus.OK) {
      throw new IllegalStateException(task.name() + ": " + bio.status());
    }
    bytes += sectors * 512L;
    ios++;
    lastEnd = layer.time.now();
    longest = Math.max(longest, bio.endedNanos() - bio.submittedNanos());
    if (periodNanos == 0) {
      submit(bio);
    }
  }

  private void periodIsOver(long now) {
    if (!stopped) {
      submit(layer.bio(task));
      timer.arm(now + periodNanos);
    }
  }

  /** Resets the counts of this load. */
  void forget() {
    bytes = 0;
    ios = 0;
    longest = 0;
  }

  /** Stops submitting new bios. */
  void stop() {
    stopped = true;
  }
}
