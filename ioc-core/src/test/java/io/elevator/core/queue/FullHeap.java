package io.elevator.core.queue;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.core.defects.GuardedErrors;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.Attachment;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program of {@link FullHeapTest}: an extension throws for the first time while the heap has no
 * room for another object. Prints {@link #GOOD} if afterwards every bio has ended once, nothing is
 * outstanding, and the queue works. The argument is the number of the extension that throws. It is
 * not a name, because resolving an equal string literal of the core later would then need no
 * memory.
 */
// The exceptions must be created before the heap is full. The objects that fill the heap are never
// read; they only have to stay reachable.
@SuppressWarnings({"StaticAssignmentOfThrowable", "UnusedVariable"})
final class FullHeap {
  static final String GOOD = "every bio has ended, and the queue works";

  /** The extension that throws, as a number; the constants below are its values. */
  static final int DISPATCH = 0;

  static final int COMPLETED = 1;
  static final int DRIVER = 2;
  static final int CALLBACK = 3;

  private static final int BIOS = 8;

  /** Refers to the objects that fill the heap, so that they are not collected. */
  private static @Nullable Object[] filling;

  private static final RuntimeException FAILURE = new IllegalStateException("on purpose");
  private static boolean fails;

  private static int thrower;
  private static @Nullable Throwable refusal;
  private static int ended;

  private FullHeap() {}

  private static void throwIfChosen(int extension) {
    if (fails && extension == thrower) {
      throw FAILURE;
    }
  }

  private static final class Failing extends HonestElevator {
    Failing(Attachment attachment) {
      super(attachment);
    }

    @Override
    public @Nullable Request dispatch(HardwareQueue hctx, long now) {
      throwIfChosen(DISPATCH);
      return super.dispatch(hctx, now);
    }

    @Override
    public void completed(Request rq, long now) {
      throwIfChosen(COMPLETED);
    }
  }

  /**
   * Lets one extension throw while the heap is full, and checks that each bio ends.
   *
   * @param args number of the extension, from DISPATCH to CALLBACK
   */
  public static void main(String[] args) {
    thrower = Integer.parseInt(args[0]);
    var time = new VirtualTime();
    int[] reports = new int[1];
    var errors = GuardedErrors.inVirtualTime((place, defect) -> reports[0]++, time::now);
    QueueWorld world = QueueWorld.on(time, errors);
    var driver = new HeldDriver(4).inline().withoutHistory();
    driver.answer =
        rq -> {
          throwIfChosen(DRIVER);
          return BioStatus.OK;
        };
    BlockQueue queue = world.queue(driver, new HonestElevator.Type(Failing::new));
    List<Bio> bios = new ArrayList<>();
    for (int i = 0; i < BIOS; i++) {
      bios.add(
          world
              .read(i * 100L, 8)
              .onEnd(bio -> {
                ended++;
                throwIfChosen(CALLBACK);
              }));
    }
    // Bios take this path once before the heap is full, so that its classes and literals are
    // loaded. Only the path of a failure is new afterwards.
    submitAll(queue, bios);
    time.advanceTo(time.now() + 1_000_000_000);
    require(ended == BIOS, "the I/O before the heap was full has not ended");
    ended = 0;
    fillHeap();
    filling = null;
    fillHeap();
    fails = true;
    int refused = submitAll(queue, bios);
    fails = false;
    filling = null;
    time.advanceTo(time.now() + 1_000_000_000);
    if (refused > 0) {
      throw new IllegalStateException(refused + " submissions threw", refusal);
    }
    require(
        ended == BIOS, ended + " of " + BIOS + " bios have ended: " + queue.metrics().debugState());
    require(reports[0] > 0, "nothing was reported");
    ended = 0;
    submitAll(queue, bios);
    require(ended == BIOS, "the queue works no more: " + ended + " of " + BIOS);
    QueueValidator.validateAtRest(queue);
    queue.close();
    System.out.println(GOOD);
  }

  private static int submitAll(BlockQueue queue, List<Bio> bios) {
    int refused = 0;
    for (int i = 0; i < BIOS; i++) {
      try {
        queue.submit(bios.get(i));
      } catch (Throwable e) {
        refusal = e;
        refused++;
      }
    }
    return refused;
  }

  /** Allocates arrays until not even one of the smallest size fits into the heap. */
  private static void fillHeap() {
    Object[] last = null;
    for (int size = 1 << 20; size > 0; size = size == 1 ? 0 : size / 2) {
      try {
        while (true) {
          Object[] next = new Object[size];
          next[0] = last;
          last = next;
          filling = next;
        }
      } catch (OutOfMemoryError e) {
        // Arrays of this size no longer fit: go on with half the size.
      }
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
