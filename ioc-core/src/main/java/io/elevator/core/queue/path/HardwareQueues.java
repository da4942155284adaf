package io.elevator.core.queue.path;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The hardware queues of a queue: all that its driver has, made once and known to the driver, and
 * the first of them that are in use, among which the stripes are dealt out.
 *
 * <p>Which are in use changes while the queue is frozen and quiesced: who is inside, or runs, sees
 * one set throughout. The array is replaced whole and never written again. Hardware queues are not
 * made anew, so that no cookie of one is ever used twice.
 */
public final class HardwareQueues {
  /** A set of hardware queues and the stripes of each, made before it is in use. */
  public static final class Mapping {
    private final CoreHardwareQueue[] used;
    private final Staging.Stripes[] stripes;

    private Mapping(CoreHardwareQueue[] used, Staging.Stripes[] stripes) {
      this.used = used;
      this.stripes = stripes;
    }

    /** Returns the hardware queues; not to be written. */
    public CoreHardwareQueue[] used() {
      return used;
    }
  }

  /** Makes one hardware queue. */
  @FunctionalInterface
  public interface Maker {
    /**
     * Makes a hardware queue without an elevator.
     *
     * @param first the queue's first hardware queue, if it and this one have one supply of tags
     */
    CoreHardwareQueue make(int index, @Nullable CoreHardwareQueue first, Staging.Stripes stripes);
  }

  private final ElevatorInUse elevatorInUse;
  private final CoreHardwareQueue[] all;
  private final int stripes;
  private volatile CoreHardwareQueue[] used;

  /**
   * Makes the hardware queues of a queue.
   *
   * @param isCommon whether all of them take from one supply of tags
   */
  public HardwareQueues(
      int hardwareQueues, int stripes, boolean isCommon, ElevatorInUse elevatorInUse, Maker maker) {
    this.stripes = stripes;
    this.elevatorInUse = elevatorInUse;
    this.all = new CoreHardwareQueue[Math.min(hardwareQueues, stripes)];
    for (int i = 0; i < all.length; i++) {
      CoreHardwareQueue first = isCommon && i > 0 ? all[0] : null;
      all[i] = maker.make(i, first, stripesOf(i, all.length));
    }
    this.used = all;
  }

  private Staging.Stripes stripesOf(int hardwareQueue, int count) {
    int[] mine = new int[(stripes - hardwareQueue + count - 1) / count];
    for (int i = 0; i < mine.length; i++) {
      mine[i] = hardwareQueue + i * count;
    }
    return new Staging.Stripes(mine);
  }

  /** Returns all that there are; not to be written. */
  public CoreHardwareQueue[] all() {
    return all;
  }

  /** Returns those in use; not to be written. */
  public CoreHardwareQueue[] used() {
    return used;
  }

  CoreHardwareQueue of(int stripe) {
    CoreHardwareQueue[] now = used;
    return now.length == 1 ? now[0] : now[stripe % now.length];
  }

  /** Whether one is in use. */
  boolean isOne() {
    return used.length == 1;
  }

  /**
   * Returns that of a thread's stripe, the first if it has none (−1); null if it may not be run.
   */
  @Nullable CoreHardwareQueue runnableOf(int stripe) {
    CoreHardwareQueue hctx = of(Math.max(stripe, 0));
    return hctx.isHalted() ? null : hctx;
  }

  /**
   * Whether a run of all comes to a hardware queue.
   *
   * @param forAll the one whose run asks the elevator for all, or null. The others then only have
   *     what is theirs alone, and would meet it at the elevator's lock
   */
  static boolean isDue(CoreHardwareQueue hctx, @Nullable CoreHardwareQueue forAll) {
    return forAll == null
        || hctx == forAll
        || hctx.hasDispatchable()
        || hctx.software().hasPending();
  }

  /** Returns the one whose run asks the elevator for all; null if each asks for itself. */
  private @Nullable CoreHardwareQueue runsForAll() {
    ElevatorCalls elevator = elevatorInUse.calls();
    return elevator != null && elevator.queueWide ? runnableOf(Activation.current().stripe) : null;
  }

  /** Asks for a run of all hardware queues as the thread leaves. */
  public void requestRunAll(Activation activation) {
    for (CoreHardwareQueue hctx : used) {
      activation.requestRun(hctx);
    }
  }

  /** Asks for a run wherever there may be work, as the thread leaves. */
  public void requestRunWhereDue(Activation activation) {
    CoreHardwareQueue forAll = runsForAll();
    for (CoreHardwareQueue hctx : used) {
      if (isDue(hctx, forAll)) {
        activation.requestRun(hctx);
      }
    }
  }

  /** Asks for a run wherever there may be work, outside this call and all locks. */
  public void runAll() {
    CoreHardwareQueue forAll = runsForAll();
    for (CoreHardwareQueue hctx : used) {
      if (isDue(hctx, forAll)) {
        hctx.run();
      }
    }
  }

  /**
   * Asks for a run wherever there may be work after some time, or before.
   *
   * @param nanos time in nanoseconds
   */
  public void runAllAfter(long nanos) {
    CoreHardwareQueue forAll = runsForAll();
    for (CoreHardwareQueue hctx : used) {
      if (isDue(hctx, forAll)) {
        hctx.runWithin(nanos);
      }
    }
  }

  /** Makes what another number needs. */
  public Mapping mapping(int count) {
    Staging.Stripes[] dealt = new Staging.Stripes[count];
    for (int i = 0; i < count; i++) {
      dealt[i] = stripesOf(i, count);
    }
    return new Mapping(Arrays.copyOf(all, count), dealt);
  }

  /** Puts another set to use; the queue is frozen and quiesced. */
  public void use(Mapping mapping) {
    for (int i = 0; i < all.length; i++) {
      if (i < mapping.used.length) {
        all[i].activate(mapping.stripes[i]);
      } else {
        all[i].deactivate();
      }
    }
    used = mapping.used;
  }
}
