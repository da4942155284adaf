package io.elevator.integration.statistics;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioFlags;
import io.elevator.api.BlockLayer;
import io.elevator.api.Plug;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mixed load of one task. It submits four adjacent bios at a time: reads or writes, some with
 * flush and forced unit access, some too long for one request. It submits the next four when all
 * four have ended.
 */
final class GroupsOfFour implements BioCallback {
  private static final int BIOS = 4;
  private static final int LONG_SECTORS = 160;

  private final BlockLayer layer;
  private final RequestQueue queue;
  private final MemorySegment memory;
  private final SplittableRandom random;
  private final Bio[] bios = new Bio[BIOS];
  private final AtomicInteger inFlight = new AtomicInteger();
  private final CountDownLatch done = new CountDownLatch(1);
  private int left;

  GroupsOfFour(
      BlockLayer layer,
      RequestQueue queue,
      Task task,
      MemorySegment memory,
      long seed,
      int groups) {
    this.layer = layer;
    this.queue = queue;
    this.memory = memory;
    this.random = new SplittableRandom(seed);
    this.left = groups;
    for (int i = 0; i < BIOS; i++) {
      bios[i] = layer.newBio().task(task).onEnd(this);
    }
  }

  GroupsOfFour start() {
    submit();
    return this;
  }

  boolean isDone() {
    return done.getCount() == 0;
  }

  void await() throws InterruptedException {
    done.await();
  }

  @Override
  public void ended(Bio bio) {
    if (inFlight.decrementAndGet() > 0) {
      return;
    }
    if (--left > 0) {
      submit();
    } else {
      done.countDown();
    }
  }

  private void submit() {
    int sectors = random.nextInt(8) == 0 ? LONG_SECTORS : 8;
    long first = random.nextLong(queue.capacitySectors() / BIOS / sectors) * BIOS * sectors;
    boolean write = random.nextBoolean();
    int flags = 0;
    if (write && random.nextInt(4) == 0) {
      flags = BioFlags.PREFLUSH | (random.nextBoolean() ? BioFlags.FUA : 0);
    }
    inFlight.set(BIOS);
    try (Plug plug = layer.plug()) {
      // The two middle bios are submitted last, so that they merge with requests on both sides.
      for (int i : new int[] {0, 3, 1, 2}) {
        long sector = first + (long) i * sectors;
        if (write) {
          bios[i].write(512L * sector, memory, 0, sectors * 512L).flags(flags);
        } else {
          bios[i].read(512L * sector, memory, 0, sectors * 512L);
        }
        queue.submit(bios[i], plug);
      }
    }
  }
}
