package io.elevator.core.queue.state;

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

  private final CoreHardwareQueue[] all;
  private final int stripes;
  private volatile CoreHardwareQueue[] used;

  /**
   * Makes the hardware queues of a queue.
   *
   * @param isCommon whether all of them take from one supply of tags
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

  /** Returns all that there are; not to be written. */
  public CoreHardwareQueue[] all() {
    return all;
  }

  /** Returns those in use; not to be written. */
  public CoreHardwareQueue[] used() {
    return used;
  }

  public CoreHardwareQueue of(int stripe) {
    CoreHardwareQueue[] now = used;
    return now.length == 1 ? now[0] : now[stripe % now.length];
  }

  /** Whether one is in use. */
  public boolean isOne() {
    return used.length == 1;
  }

  /** Asks for a run of all hardware queues as the thread leaves. */
  public void requestRunAll(Activation activation) {
    for (CoreHardwareQueue hctx : used) {
      activation.requestRun(hctx);
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
