package io.elevator.bfq;

import io.elevator.bfq.engine.Entity;
import io.elevator.bfq.engine.Level;
import io.elevator.bfq.engine.ServiceTree;
import io.elevator.bfq.measure.TagDepths;
import org.jspecify.annotations.Nullable;

/**
 * Limits the scheduler tags of each allocation: reads may use all tags, writes fewer. One tag in
 * each word is the limit if the queue or one of its groups already has more than its share.
 */
final class DepthLimits {

  private final Device device;
  private final TagDepths depths = new TagDepths();

  DepthLimits(Device device) {
    this.device = device;
  }

  /**
   * Adapts the limits to a tag bitmap with words of {@code 2^shift} tags. Returns the smallest
   * limit for writes, in tags for each word.
   */
  int resized(int shift) {
    depths.resize(shift);
    return depths.depth(false, true);
  }

  /** Returns the limit of tags in each word for an allocation; 0 for no limit. */
  int depth(boolean read, boolean sync, @Nullable BfqIcq icq) {
    int tags = device.attachment.nrRequests();
    int depth = 0;
    int limit = tags;
    if (!read) {
      depth = depths.depth(sync, device.busy.raised != 0);
      limit = depths.tagsFor(depth, tags);
    }
    BfqQueue queue = icq == null ? null : icq.slot(sync);
    // As in Linux, shares are checked only if groups are scheduled.
    if (queue != null && device.groups.areUsed() && isOverShare(queue, limit)) {
      return 1;
    }
    return depth;
  }

  private static boolean isOverShare(BfqQueue queue, int limit) {
    for (Entity at = queue; at != null; at = at.parent()) {
      if (!at.isScheduled()) {
        return false;
      }
    }
    return check(queue, limit) < 0;
  }

  /**
   * Returns the share of an entity in a limit, computed from the outermost group inwards; -1 if the
   * entity or one of its groups has more than its share.
   *
   * @param entity queue or group
   * @param limit number of tags for all entities together
   */
  private static int check(Entity entity, int limit) {
    Entity parent = entity.parent();
    int ofParent = parent == null ? limit : check(parent, limit);
    if (ofParent < 0) {
      return -1;
    }
    long weights = competingWeights(entity);
    if (weights == 0) {
      return ofParent;
    }
    int product = ofParent * entity.weight(); // 32 bits, as in Linux; the rest is unsigned 64
    int share = (int) Long.divideUnsigned(product + (weights >>> 1), weights);
    return entity.allocated() >= share ? -1 : share;
  }

  private static long competingWeights(Entity entity) {
    if (!(entity instanceof BfqQueue queue)) {
      return tree(entity.level(), 1).weightSum();
    }
    long weights = 0;
    for (int i = 0; i < queue.ioClass(); i++) {
      weights = weights * 8 + tree(entity.level(), i).weightSum();
    }
    return weights;
  }

  private static ServiceTree tree(Level level, int classIndex) {
    return level.tree(classIndex);
  }
}
