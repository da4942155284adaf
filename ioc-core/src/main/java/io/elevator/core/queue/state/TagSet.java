package io.elevator.core.queue.state;

import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.queue.tags.TagSource;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.HostTags;
import java.util.function.Consumer;

/**
 * The driver tags of one drive, or of all drives of a host: one tag source for each hardware queue,
 * or one source for all of them. Immutable except for the sources. Source: Linux 6.1 {@code struct
 * blk_mq_tag_set}.
 */
public final class TagSet {
  private final TimeBase time;
  private final int hardwareQueues;
  private final int depth;
  private final int reserved;
  private final boolean common;
  private final boolean ofHost;
  private final TagSource[] sources;

  private TagSet(
      DriverShape shape, TimeBase time, Consumer<SharedTags.Line> wakeSoon, boolean ofHost) {
    this.time = time;
    this.hardwareQueues = shape.hardwareQueues();
    this.depth = shape.depth();
    this.reserved = shape.reservedTags();
    this.common = shape.has(DriverFeature.ONE_TAG_SPACE);
    this.ofHost = ofHost;
    this.sources = new TagSource[common ? 1 : hardwareQueues];
    boolean shared = ofHost || (common && hardwareQueues > 1);
    for (int i = 0; i < sources.length; i++) {
      sources[i] =
          shared
              ? TagSource.ofSeveral(depth, reserved, wakeSoon)
              : TagSource.ofOne(depth, reserved);
    }
  }

  /**
   * Returns the tags of a drive.
   *
   * @param wakeSoon has the next waiter of a line woken, outside the call
   * @throws IllegalArgumentException if the drive shares its tags with drives of another shape or
   *     of another block layer
   */
  public static TagSet of(
      BlockDriver driver, DriverShape shape, TimeBase time, Consumer<SharedTags.Line> wakeSoon) {
    HostTags host = driver.hostTags();
    if (host == null) {
      return new TagSet(shape, time, wakeSoon, false);
    }
    TagSet set = (TagSet) host.sharedTags(() -> new TagSet(shape, time, wakeSoon, true));
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

  /** Returns whether all hardware queues of a queue take tags from one source. */
  public boolean isCommon() {
    return common;
  }

  /** Returns whether other queues take tags from the same sources, or may do so. */
  public boolean isOfHost() {
    return ofHost;
  }

  /** Returns the tag source of a hardware queue. */
  public TagSource source(int hardwareQueue) {
    return sources[common ? 0 : hardwareQueue];
  }

  /** Called when a queue is complete and will take tags. */
  public void join(CoreHardwareQueue[] all) {
    for (CoreHardwareQueue hctx : all) {
      hctx.tags().join();
    }
    for (TagSource source : sources) {
      source.queueJoined();
    }
  }

  /** Called when a queue is closed: it takes no tags any more. */
  public void leave(CoreHardwareQueue[] all) {
    for (CoreHardwareQueue hctx : all) {
      hctx.tags().leave();
    }
    for (TagSource source : sources) {
      source.queueLeft();
    }
  }
}
