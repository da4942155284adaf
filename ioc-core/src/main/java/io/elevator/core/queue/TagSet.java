package io.elevator.core.queue;

import io.elevator.core.time.TimeBase;
import io.elevator.spi.BlockDriver;
import io.elevator.spi.DriverFeature;
import io.elevator.spi.DriverShape;
import io.elevator.spi.HostTags;

/**
 * The driver tags of one drive, or of all drives of a host: a supply for each hardware queue, or
 * one for all of them. Immutable but for the supplies. Source: Linux 6.1 {@code struct
 * blk_mq_tag_set}.
 */
final class TagSet {
  private final TimeBase time;
  private final int hardwareQueues;
  private final int depth;
  private final int reserved;
  private final boolean common;
  private final boolean ofHost;
  private final TagSupply[] supplies;

  private TagSet(DriverShape shape, TimeBase time, boolean ofHost) {
    this.time = time;
    this.hardwareQueues = shape.hardwareQueues();
    this.depth = shape.depth();
    this.reserved = shape.reservedTags();
    this.common = shape.has(DriverFeature.ONE_TAG_SPACE);
    this.ofHost = ofHost;
    this.supplies = new TagSupply[common ? 1 : hardwareQueues];
    boolean shared = ofHost || (common && hardwareQueues > 1);
    for (int i = 0; i < supplies.length; i++) {
      supplies[i] = new TagSupply(depth, reserved, shared, time);
    }
  }

  /**
   * Returns the tags of a drive.
   *
   * @throws IllegalArgumentException if it shares them with drives of another shape or another
   *     block layer
   */
  static TagSet of(BlockDriver driver, DriverShape shape, TimeBase time) {
    HostTags host = driver.hostTags();
    if (host == null) {
      return new TagSet(shape, time, false);
    }
    TagSet set = (TagSet) host.supply(() -> new TagSet(shape, time, true));
    if (set.time != time) {
      throw new IllegalArgumentException("the " + host + " are in use in another block layer");
    }
    if (set.hardwareQueues != shape.hardwareQueues()
        || set.depth != shape.depth()
        || set.reserved != shape.reservedTags()
        || set.common != shape.has(DriverFeature.ONE_TAG_SPACE)) {
      throw new IllegalArgumentException(
          "the drive "
              + shape.name()
              + " has "
              + describe(
                  shape.hardwareQueues(),
                  shape.depth(),
                  shape.reservedTags(),
                  shape.has(DriverFeature.ONE_TAG_SPACE))
              + "; expected, as of the "
              + host
              + ", "
              + describe(set.hardwareQueues, set.depth, set.reserved, set.common));
    }
    return set;
  }

  private static String describe(int hardwareQueues, int depth, int reserved, boolean common) {
    return hardwareQueues
        + " hardware queues of depth "
        + depth
        + (common ? " together" : "")
        + ", "
        + reserved
        + " tags reserved";
  }

  /** Whether all hardware queues of a queue take from one supply. */
  boolean isCommon() {
    return common;
  }

  /** Whether other queues take from the same supplies, or may. */
  boolean isOfHost() {
    return ofHost;
  }

  /** Returns what a hardware queue takes from. */
  TagSupply supply(int hardwareQueue) {
    return supplies[common ? 0 : hardwareQueue];
  }

  /** A queue is complete and will take tags. */
  void join(CoreHardwareQueue[] all) {
    for (CoreHardwareQueue hctx : all) {
      hctx.tags().join();
    }
    for (TagSupply supply : supplies) {
      supply.queueJoined();
    }
  }

  /** A queue is closed. */
  void leave(CoreHardwareQueue[] all) {
    for (CoreHardwareQueue hctx : all) {
      hctx.tags().leave();
    }
    for (TagSupply supply : supplies) {
      supply.queueLeft();
    }
  }
}
