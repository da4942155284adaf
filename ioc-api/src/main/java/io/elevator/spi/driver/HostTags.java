package io.elevator.spi.driver;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a host that several drives share: each request that one of them holds takes one of
 * the host's, and the queues that are in use get fair shares. Made by a driver's type, and answered
 * by each of the host's drives ({@link BlockDriver#hostTags}); their shapes must agree in hardware
 * queues, depth and reserved tags, and their queues belong to one block layer. Thread-safe. Source:
 * Linux 6.1 {@code struct blk_mq_tag_set} with {@code BLK_MQ_F_TAG_QUEUE_SHARED}.
 */
public final class HostTags {
  private final String name;
  private final AtomicReference<@Nullable Object> supply = new AtomicReference<>();

  /**
   * Makes the tags of a host.
   *
   * @param name the host, for messages
   */
  public HostTags(String name) {
    this.name = name;
  }

  /** Returns the host's name. */
  public String name() {
    return name;
  }

  /** For the core: returns what it keeps for these tags, which it makes for the first drive. */
  public Object supply(Supplier<?> maker) {
    Object present = supply.get();
    if (present == null) {
      Object made = maker.get();
      present = supply.compareAndSet(null, made) ? made : supply.get();
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
