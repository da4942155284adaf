package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * Keeps each level's answer to "who is next", with a look at the whole tree only where a comparison
 * does not do.
 */
final class NextInService {

  /** After so many ticks class idle gets a turn although others are backlogged. */
  private static final long IDLE_CLASS_WAIT_TICKS = 200;

  private static final int IDLE_INDEX = 2;

  private final EntityQueueing queueing;

  /** The tick of the current call. */
  long tick;

  NextInService(EntityQueueing queueing) {
    this.queueing = queueing;
  }

  /**
   * Brings a level's next entity up to date.
   *
   * @param changed the entity that was just put in place, or null
   * @param expiring a service slot ends, so virtual time may be pushed although the level still has
   *     an entity in service
   * @return whether the level above has to look again
   */
  boolean update(Level level, @Nullable Entity changed, boolean expiring) {
    Entity old = level.nextInService;
    Entity chosen =
        changed != null && winsWithoutLookup(level, changed, old)
            ? changed
            : lookup(level, expiring);
    boolean parentMayChange = false;
    if (chosen != null) {
      boolean budgetShrank = passBudgetUp(level, chosen);
      parentMayChange = old == null || budgetShrank;
    }
    level.nextInService = chosen;
    return parentMayChange;
  }

  private static boolean winsWithoutLookup(Level level, Entity changed, @Nullable Entity old) {
    if (changed == old) {
      return false;
    }
    if (old == null) {
      return true;
    }
    return changed.classIndex() == old.classIndex()
        && !VirtualTime.isAfter(changed.start, level.tree(changed.classIndex()).vtime)
        && VirtualTime.isAfter(old.finish, changed.finish);
  }

  /** A group's budget is that of the child it would serve next. */
  private static boolean passBudgetUp(Level level, Entity chosen) {
    GroupEntity owner = level.owner();
    if (owner == null) {
      return false;
    }
    boolean shrank = owner.budget > chosen.budget;
    owner.budget = chosen.budget;
    return shrank;
  }

  private @Nullable Entity lookup(Level level, boolean expiring) {
    int from = 0;
    if (level.idleClassTick + IDLE_CLASS_WAIT_TICKS - tick < 0) {
      if (!level.tree(IDLE_INDEX).active.isEmpty()) {
        from = IDLE_INDEX;
      }
      level.idleClassTick = tick;
    }
    boolean mayPush = level.inService == null || expiring;
    for (int i = from; i < Level.CLASSES; i++) {
      ServiceTree tree = level.tree(i);
      Entity top = tree.active.root();
      if (top == null) {
        continue;
      }
      long time = VirtualTime.isAfter(top.minStart, tree.vtime) ? top.minStart : tree.vtime;
      // The one plain unsigned comparison of virtual times, as in Linux.
      if (mayPush && Long.compareUnsigned(time, tree.vtime) > 0) {
        tree.vtime = time;
        queueing.forgetOneIdle(tree);
      }
      Entity found = tree.active.eligible(time);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
