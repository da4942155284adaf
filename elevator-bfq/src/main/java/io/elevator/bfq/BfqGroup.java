package io.elevator.bfq;

import io.elevator.bfq.engine.GroupEntity;
import io.elevator.bfq.engine.Level;
import io.elevator.bfq.engine.QueueEntity;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of a group on one drive: the level in which its queues compete, its asynchronous
 * queues, and its queues sorted by position.
 */
final class BfqGroup {

  private final Level level;
  private final @Nullable GroupEntity entity;
  private final @Nullable BfqGroup parent;
  private final @Nullable BfqQueue[] asyncRealTime = new BfqQueue[QueueEntity.LEVELS];
  private final @Nullable BfqQueue[] asyncBestEffort = new BfqQueue[QueueEntity.LEVELS];
  private @Nullable BfqQueue asyncIdle;

  final PositionTree positions = new PositionTree();

  /**
   * The synchronous queue that was created last, or null. The next queue may be merged with it if
   * it is created soon afterwards.
   */
  @Nullable BfqQueue lastCreated;

  /** Creates the root group, which has a level and no entity. */
  BfqGroup(Level level) {
    this.level = level;
    this.entity = null;
    this.parent = null;
  }

  BfqGroup(BfqGroup parent, int weight) {
    GroupEntity own = new GroupEntity(parent.level, parent.entity, weight);
    this.parent = parent;
    this.entity = own;
    this.level = own.children();
  }

  Level level() {
    return level;
  }

  @Nullable GroupEntity entity() {
    return entity;
  }

  @Nullable BfqGroup parent() {
    return parent;
  }

  /**
   * Returns the asynchronous queue of a priority class (1 to 3) and level, or null if that queue
   * does not exist.
   */
  @Nullable BfqQueue async(int ioClass, int ioLevel) {
    return switch (ioClass) {
      case 1 -> asyncRealTime[ioLevel];
      case 2 -> asyncBestEffort[ioLevel];
      default -> asyncIdle;
    };
  }

  void async(int ioClass, int ioLevel, @Nullable BfqQueue queue) {
    switch (ioClass) {
      case 1 -> asyncRealTime[ioLevel] = queue;
      case 2 -> asyncBestEffort[ioLevel] = queue;
      default -> asyncIdle = queue;
    }
  }

  /** Applies an action to each asynchronous queue, in the order real-time, best-effort, idle. */
  void forEachAsync(Consumer<BfqQueue> action) {
    for (int i = 0; i < QueueEntity.LEVELS; i++) {
      acceptIfPresent(asyncRealTime[i], action);
    }
    for (int i = 0; i < QueueEntity.LEVELS; i++) {
      acceptIfPresent(asyncBestEffort[i], action);
    }
    acceptIfPresent(asyncIdle, action);
  }

  private static void acceptIfPresent(@Nullable BfqQueue queue, Consumer<BfqQueue> action) {
    if (queue != null) {
      action.accept(queue);
    }
  }

  /** Removes all asynchronous queues. */
  void clearAsync() {
    for (int i = 0; i < QueueEntity.LEVELS; i++) {
      asyncRealTime[i] = null;
      asyncBestEffort[i] = null;
    }
    asyncIdle = null;
  }
}
