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
 * A task that keeps some bios under way: reads in sequence or at random in an area of its own, or
 * writes in sequence. Counts what ended since the last {@link #forget}.
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

  /** Bytes that ended. */
  long bytes;

  /** Bios that ended. */
  long ios;

  /** The longest from submission to end. */
  long longest;

  /** When the last one ended. */
  long lastEnd;

  /**
   * Makes a load.
   *
   * @param random places at random, or null for one after the other
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

  /** Ends after a number of bios. */
  Load atMost(long bios) {
    left = bios;
    return this;
  }

  /** Starts with one bio each period, whatever became of those before. */
  Load startEvery(long nanos) {
    periodNanos = nanos;
    timer.arm(layer.time.now());
    return this;
  }

  /** Starts with some bios under way. */
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
      bio.write(at, layer.memory, 0, sectors * 512L);
    } else {
      bio.read(at, layer.memory, 0, sectors * 512L);
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

  /** Forgets what was counted. */
  void forget() {
    bytes = 0;
    ios = 0;
    longest = 0;
  }

  /** Submits nothing more. */
  void stop() {
    stopped = true;
  }
}
