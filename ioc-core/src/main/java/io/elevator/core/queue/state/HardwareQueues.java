package io.elevator.core.queue.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The hardware queues of a request queue: all hardware queues of its driver, created once, and
 * those at the beginning of the array that are in use, among which the stripes are distributed.
 *
 * <p>The set in use changes while the queue is frozen and quiesced, so that a thread with an
 * outstanding request, or a runner, always sees the same set. The array is replaced as a whole and
 * never written afterwards. Hardware queues are not created anew, so that no cookie is used twice.
 */
public final class HardwareQueues {
  /** A set of hardware queues with the stripes of each, created before it is put into use. */
  public static final class Mapping {
    private final CoreHardwareQueue[] used;
    private final Staging.Stripes[] stripes;

    private Mapping(CoreHardwareQueue[] used, Staging.Stripes[] stripes) {
      this.used = used;
      this.stripes = stripes;
    }

    /** Returns the hardware queues; the caller must not change the array. */
    public CoreHardwareQueue[] used() {
      return used;
    }
  }

  /** Creates a hardware queue. */
  @FunctionalInterface
  public interface Maker {
    /**
     * Creates a hardware queue without an elevator.
     *
     * @param first the queue's first hardware queue if it shares its driver tags with this one,
     *     else null
     */
    CoreHardwareQueue make(int index, @Nullable CoreHardwareQueue first, Staging.Stripes stripes);
  }

  private final CoreHardwareQueue[] all;
  private final int stripes;
  private volatile CoreHardwareQueue[] used;

  /**
   * Creates the hardware queues of a request queue.
   *
   * @param isCommon whether all of them take their driver tags from one source
   */
  public HardwareQueues(int hardwareQueues, int stripes, boolean isCommon, Maker maker) {
    this.stripes = stripes;
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

  /** Returns all hardware queues of the driver; the caller must not change the array. */
  public CoreHardwareQueue[] all() {
    return all;
  }

  /** Returns the hardware queues in use; the caller must not change the array. */
  public CoreHardwareQueue[] used() {
    return used;
  }

  public CoreHardwareQueue of(int stripe) {
    CoreHardwareQueue[] now = used;
    return now.length == 1 ? now[0] : now[stripe % now.length];
  }

  /** Returns whether exactly one hardware queue is in use. */
  public boolean isOne() {
    return used.length == 1;
  }

  /** Requests a run of all hardware queues when the thread leaves the library. */
  public void requestRunAll(Activation activation) {
    for (CoreHardwareQueue hctx : used) {
      activation.requestRun(hctx);
    }
  }

  /** Creates what a different number of hardware queues needs. */
  public Mapping mapping(int count) {
    Staging.Stripes[] dealt = new Staging.Stripes[count];
    for (int i = 0; i < count; i++) {
      dealt[i] = stripesOf(i, count);
    }
    return new Mapping(Arrays.copyOf(all, count), dealt);
  }

  /** Puts a different set of hardware queues into use. The queue is frozen and quiesced. */
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
