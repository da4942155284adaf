package io.elevator.core.queue;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A hardware queue's place in the line for shared tags: for the request at the head of its dispatch
 * list, or without an elevator for the bios that wait for a request. Whether it waits is atomic.
 */
final class TagWait {
  private final TagLine line;
  private final CoreHardwareQueue hctx;
  private final @Nullable TagUser user;
  private final ParkedBios parked;
  private final AtomicBoolean waits = new AtomicBoolean();

  /**
   * Makes a place.
   *
   * @param user whose share the tags are taken of, or null for tags that are not shared out
   * @param parked bios that wait for a request of this hardware queue
   */
  TagWait(TagLine line, CoreHardwareQueue hctx, @Nullable TagUser user, ParkedBios parked) {
    this.line = line;
    this.hctx = hctx;
    this.user = user;
    this.parked = parked;
  }

  void join() {
    line.join(this);
  }

  void leave() {
    line.leave(this);
    if (waits.compareAndSet(true, false)) {
      line.waits(-1);
    }
  }

  /** Stands in line. Its caller must then try once more, or have the line looked at. */
  void await() {
    if (waits.compareAndSet(false, true)) {
      line.waits(1);
    }
  }

  /** Goes on if it waits and may take a tag. */
  boolean wake(Activation activation) {
    TagUser of = user;
    if (!waits.get() || (of != null && !of.mayTake()) || !waits.compareAndSet(true, false)) {
      return false;
    }
    line.waits(-1);
    hctx.goOnWithTags(parked, this, line.free(), activation);
    return true;
  }
}
