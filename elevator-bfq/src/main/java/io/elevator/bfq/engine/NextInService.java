package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * Updates the cached next entity of each level. Searches the trees of a level only if a comparison
 * with the old next entity does not suffice.
 */
final class NextInService {

  /**
   * Number of ticks after which the idle class gets a turn although other classes are backlogged.
   */
  private static final long IDLE_CLASS_WAIT_TICKS = 200;

  private static final int IDLE_INDEX = 2;

  private final EntityQueueing queueing;

  /** Tick of the current call. */
  long tick;

  NextInService(EntityQueueing queueing) {
    this.queueing = queueing;
  }

  /**
   * Updates the next entity of a level.
   *
   * @param level level to update
   * @param changed entity that was just enqueued, or null
   * @param expiring true if a service slot ends; virtual time may then be advanced although the
   *     level still has an entity in service
   * @return true if the level above must be updated too
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

  /**
   * Sets the budget of the group that owns a level to the budget of the group's next child. Returns
   * true if the budget of the group became smaller.
   */
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
      // This is the only place where virtual times are compared as plain unsigned numbers, as in
      // Linux.
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
