package io.elevator.spi.driver;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a host that several drives share. Each request of each drive takes one of the host's
 * tags, and the queues that are in use get fair shares. A driver type creates the tags, and each
 * drive of the host returns them from {@link BlockDriver#hostTags}. The shapes of these drives must
 * agree in hardware queues, depth and reserved tags, and their queues must belong to one block
 * layer. Thread-safe. Source: Linux 6.1 {@code struct blk_mq_tag_set} with {@code
 * BLK_MQ_F_TAG_QUEUE_SHARED}.
 */
public final class HostTags {
  private final String name;
  private final AtomicReference<@Nullable Object> tags = new AtomicReference<>();

  /**
   * Creates the tags of a host.
   *
   * @param name name of the host, for messages
   */
  public HostTags(String name) {
    this.name = name;
  }

  /** Returns the name of the host. */
  public String name() {
    return name;
  }

  /**
   * Returns the core's object for these tags, and creates the object when the first drive asks. For
   * the core only.
   *
   * @param maker function that creates the object
   */
  public Object sharedTags(Supplier<?> maker) {
    Object present = tags.get();
    if (present == null) {
      Object made = maker.get();
      present = tags.compareAndSet(null, made) ? made : tags.get();
    }
    if (present == null) {
      throw new IllegalStateException("the host " + name + " was given no tags");
    }
    return present;
  }

  @Override
  public String toString() {
    return "tags of host " + name;
  }
}
