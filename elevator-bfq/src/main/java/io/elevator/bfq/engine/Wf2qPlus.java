package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * B-WF2Q+ over a tree of groups: queues become active, are selected, charged, requeued and
 * deactivated, each change going up the levels as far as it matters.
 *
 * <p>Virtual time is per class and level. The next entity of each level is cached: what the next
 * selection takes was decided at the last change. The only outside fact is the tick of the current
 * call, {@link #tick(long)}, for class idle's turn every 200 ticks.
 *
 * <p>Not thread-safe; the elevator's lock guards it.
 */
public final class Wf2qPlus {

  private final Level root;
  private final EntityQueueing queueing;
  private final NextInService next;
  private final WeightCounters weights = new WeightCounters();
  private final QueueList activeQueues = new QueueList();
  private final QueueList idleQueues = new QueueList();

  /** An engine with an empty root level, made at {@code tick}. */
  public Wf2qPlus(long tick) {
    root = new Level(null, tick);
    queueing = new EntityQueueing(weights, activeQueues, idleQueues);
    next = new NextInService(queueing);
    next.tick = tick;
  }

  /** Sets the tick of the calls that follow. */
  public void tick(long tick) {
    next.tick = tick;
  }

  /** The level of everything that is in no group. */
  public Level root() {
    return root;
  }

  /** Queues that are not raised and have requests, by weight. */
  public WeightCounters weights() {
    return weights;
  }

  /** Backlogged queues of all levels, the one put in last first. */
  public QueueList activeQueues() {
    return activeQueues;
  }

  /** Queues in idle trees, the one put in last first. */
  public QueueList idleQueues() {
    return idleQueues;
  }

  /** Groups that have requests waiting or in the drive. */
  public int groupsWithPending() {
    return queueing.groupsWithPending;
  }

  /**
   * A queue has become backlogged, or moved while it was.
   *
   * @param continuesBudget it expired empty without blocking the drive and may continue where it
   *     was: its timestamps are shifted back so that the wait costs it nothing
   */
  public void activate(QueueEntity queue, boolean continuesBudget) {
    activateOrRequeue(queue, continuesBudget, false, false);
  }

  /** The budget of a queue has changed: its place follows. */
  public void reposition(QueueEntity queue) {
    activateOrRequeue(queue, false, queue == queue.level.inService, false);
  }

  /** The queue's service slot has ended and it remains backlogged. */
  public void requeueExpired(QueueEntity queue) {
    activateOrRequeue(queue, false, queue == queue.level.inService, true);
  }

  private void activateOrRequeue(
      QueueEntity queue, boolean continuesBudget, boolean allLevels, boolean expiring) {
    for (Entity at = queue; at != null; at = at.parent) {
      if (at == at.level.inService || at.place == Entity.Place.ACTIVE) {
        queueing.requeue(at);
      } else {
        queueing.activate(at, continuesBudget);
      }
      if (!next.update(at.level, at, expiring) && !allLevels) {
        break;
      }
    }
  }

  /**
   * Takes the next queue of all levels into service.
   *
   * @throws IllegalStateException if nothing is backlogged
   */
  public QueueEntity select() {
    Level level = root;
    while (true) {
      Entity chosen = level.nextInService;
      if (chosen == null) {
        throw new IllegalStateException("nothing to select: no entity of a level is backlogged");
      }
      level.inService = chosen;
      if (chosen instanceof GroupEntity group) {
        if (group.activeChildren == 1) {
          // Nothing will be left below it once its only child is taken.
          queueing.extractActive(group);
        }
        level = group.children();
        continue;
      }
      QueueEntity queue = (QueueEntity) chosen;
      queueing.extractActive(queue);
      for (Entity at = queue; at != null; at = at.parent) {
        if (!next.update(at.level, null, false)) {
          break;
        }
      }
      return queue;
    }
  }

  /**
   * Charges {@code sectors} (0 is not a no-op: an idle entity may be forgotten) to a queue and all
   * groups above.
   */
  public void charge(QueueEntity queue, int sectors) {
    for (Entity at = queue; at != null; at = at.parent) {
      at.service += sectors;
      ServiceTree tree = at.tree();
      tree.vtime += VirtualTime.delta(sectors, tree.weightSum);
      queueing.forgetOneIdle(tree);
    }
  }

  /** The queue is no longer backlogged, or leaves its level. */
  public void deactivate(QueueEntity queue, boolean mayStayIdle, boolean expiring) {
    boolean stayIdle = mayStayIdle;
    Entity at = queue;
    while (at != null) {
      Level level = at.level;
      if (!queueing.deactivate(at, stayIdle)) {
        return;
      }
      if (level.nextInService == at) {
        next.update(level, null, expiring);
      }
      at = at.parent;
      if (level.hasCandidate()) {
        break;
      }
      stayIdle = true;
    }
    for (; at != null; at = at.parent) {
      queueing.requeue(at);
      if (!next.update(at.level, at, expiring) && !expiring) {
        break;
      }
    }
  }

  /**
   * Deactivates one entity alone, without a place in the idle tree and without a look at any level.
   */
  public void deactivateAlone(Entity entity) {
    queueing.deactivate(entity, false);
  }

  /** Forgets a queue of the idle tree. */
  public void forgetIdle(QueueEntity queue) {
    ServiceTree tree = queue.tree();
    queueing.extractIdle(queue);
    queueing.forget(queue, tree, queue == queue.level.inService);
  }

  /**
   * Ends the service of a queue in all levels.
   *
   * @return whether the engine held the last reference on the queue
   */
  public boolean resetInService(QueueEntity queue) {
    for (Entity at = queue; at != null; at = at.parent) {
      at.level.inService = null;
    }
    return !queue.scheduled && queue.dropReference();
  }

  /** Sets the service counters of all groups above a queue to 0, as a slot ends. */
  public void resetServiceAbove(QueueEntity queue) {
    for (Entity at = queue.parent; at != null; at = at.parent) {
      at.service = 0;
    }
  }

  /**
   * Applies a pending weight at once, while in service if need be; a pending class stays pending.
   */
  public void applyWeight(QueueEntity queue) {
    queueing.applyPriority(queue, queue.tree(), false);
  }

  /** Whether the root level has a candidate besides the entity in service. */
  public boolean hasOtherCandidate() {
    return root.nextInService != root.inService;
  }

  /**
   * Stops counting, among the groups with pending requests, those above a queue in which nothing is
   * backlogged or in service, and then the queue among the weights.
   */
  public void uncount(QueueEntity queue) {
    for (GroupEntity at = queue.parent; at != null; at = at.parent) {
      if (at.children().hasCandidate()) {
        break;
      }
      queueing.uncountGroup(at);
    }
    weights.remove(queue);
  }

  /** Moves an entity that is in no tree and not in service to another level. */
  public void move(Entity entity, Level level, @Nullable GroupEntity parent) {
    entity.level = level;
    entity.parent = parent;
  }
}
