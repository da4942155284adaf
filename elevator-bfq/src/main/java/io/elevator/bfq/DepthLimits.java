package io.elevator.bfq;

import io.elevator.bfq.engine.Entity;
import io.elevator.bfq.engine.Level;
import io.elevator.bfq.engine.ServiceTree;
import io.elevator.bfq.measure.TagDepths;
import org.jspecify.annotations.Nullable;

/**
 * How many scheduler tags an allocation may use: all for reads, fewer for writes, one where a queue
 * has more than its share.
 */
final class DepthLimits {

  private final Device device;
  private final TagDepths depths = new TagDepths();

  DepthLimits(Device device) {
    this.device = device;
  }

  /** The tag map has words of {@code 2^shift} tags. Returns the smallest depth for writes. */
  int resized(int shift) {
    depths.resize(shift);
    return depths.depth(false, true);
  }

  /** The depth in each word, 0 for no limit. */
  int depth(boolean read, boolean sync, @Nullable BfqIcq icq) {
    int tags = device.attachment.nrRequests();
    int depth = 0;
    int limit = tags;
    if (!read) {
      depth = depths.depth(sync, device.busy.raised != 0);
      limit = depths.tagsFor(depth, tags);
    }
    BfqQueue queue = icq == null ? null : icq.slot(sync);
    // As in Linux, only group scheduling looks at shares here.
    if (queue != null && device.groups.areUsed() && isOver(queue, limit)) {
      return 1;
    }
    return depth;
  }

  private static boolean isOver(BfqQueue queue, int limit) {
    for (Entity at = queue; at != null; at = at.parent()) {
      if (!at.isScheduled()) {
        return false;
      }
    }
    return check(queue, limit) < 0;
  }

  /**
   * The share of {@code entity} in {@code limit}, from the outermost group inwards; -1 when one has
   * more than its share.
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
