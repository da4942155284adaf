package io.elevator.core.sketch;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.DriverType;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Driver with a ring that a thread of its own drains in batches. Answers busy when the ring is
 * full, and at random in addition.
 */
@SpiVersion(SpiVersion.CURRENT)
final class RingSketch extends DriverType {
  @Override
  public String name() {
    return "ring-sketch";
  }

  @Override
  public String description() {
    return "a ring with batched completions";
  }

  @Override
  public BlockDriver open(DriverContext context) {
    return new Ring(context);
  }

  private static final class Ring extends BlockDriver {
    private static final int DEPTH = 16;

    private final DriverShape shape =
        new DriverShape(
            "ring",
            1 << 20,
            QueueLimits.builder().maxSectors(1024).build(),
            1,
            DEPTH,
            0,
            Set.of(DriverFeature.FUA));
    private final ReentrantLock lock = new ReentrantLock();
    private final long[] ring = new long[DEPTH / 2];
    private final Random moods;
    private final Thread thread;
    private int size;
    private volatile boolean rung;
    private volatile boolean closing;
    private DriverQueue hctx;

    Ring(DriverContext context) {
      moods = new Random(context.seed());
      thread = context.threads().newThread(this::drain);
    }

    @Override
    public DriverShape shape() {
      return shape;
    }

    @Override
    public void start(DriverQueue[] hardwareQueues) {
      hctx = hardwareQueues[0];
      thread.start();
    }

    @Override
    public BioStatus queueRequest(DriverQueue queue, DriverRequest rq, boolean last) {
      lock.lock();
      try {
        if (moods.nextInt(50) == 0) {
          return BioStatus.RESOURCE;
        }
        if (size == ring.length) {
          return BioStatus.DEV_RESOURCE;
        }
        ring[size++] = rq.start();
      } finally {
        lock.unlock();
      }
      if (last) {
        commit(queue);
      }
      return BioStatus.OK;
    }

    @Override
    public void commit(DriverQueue queue) {
      rung = true;
      LockSupport.unpark(thread);
    }

    private void drain() {
      var batch = new Completions(DEPTH);
      while (!closing) {
        if (!rung) {
          LockSupport.park(this);
          continue;
        }
        rung = false;
        lock.lock();
        try {
          for (int i = 0; i < size; i++) {
            batch.add(ring[i], BioStatus.OK);
          }
          size = 0;
        } finally {
          lock.unlock();
        }
        if (batch.size() > 0) {
          hctx.complete(batch);
          batch.clear();
        }
      }
    }

    @Override
    public void close() {
      closing = true;
      LockSupport.unpark(thread);
      boolean interrupted = false;
      while (true) {
        try {
          thread.join();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
