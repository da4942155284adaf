package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * The scheduling algorithm B-WF2Q+ over a tree of groups. Its operations activate, select, charge,
 * requeue and deactivate queues. Each change is propagated to the levels above as far as necessary.
 *
 * <p>Each class of each level has its own virtual time. The next entity of each level is cached at
 * each change, so a selection only reads the cached value. The engine's only input besides these
 * operations is the tick of the current call ({@link #tick(long)}), which gives the idle class a
 * turn every 200 ticks.
 *
 * <p>Not thread-safe; guarded by the elevator's lock.
 */
public final class Wf2qPlus {

  private final Level root;
  private final EntityQueueing queueing;
  private final NextInService next;
  private final WeightCounters weights = new WeightCounters();
  private final QueueList activeQueues = new QueueList();
  private final QueueList idleQueues = new QueueList();

  /**
   * Creates an engine with an empty root level.
   *
   * @param tick current tick
   */
  public Wf2qPlus(long tick) {
    root = new Level(null, tick);
    queueing = new EntityQueueing(weights, activeQueues, idleQueues);
    next = new NextInService(queueing);
    next.tick = tick;
  }

  /** Sets the current tick for subsequent calls. */
  public void tick(long tick) {
    next.tick = tick;
  }

  /** Returns the root level, in which queues and groups without parent group compete. */
  public Level root() {
    return root;
  }

  /** Returns the counters of queues that have requests and are not raised. */
  public WeightCounters weights() {
    return weights;
  }

  /** Returns the backlogged queues of all levels; the queue that was added last comes first. */
  public QueueList activeQueues() {
    return activeQueues;
  }

  /** Returns the queues in idle trees of all levels; the queue that was added last comes first. */
  public QueueList idleQueues() {
    return idleQueues;
  }

  /** Returns the number of groups that have requests waiting or in flight. */
  public int groupsWithPending() {
    return queueing.groupsWithPending;
  }

  /**
   * Activates a queue that has become backlogged, or that was moved to another level while it was
   * backlogged.
   *
   * @param queue queue to activate
   * @param continuesBudget true if the queue expired without requests and without idling, and may
   *     continue its budget. Its timestamps are then shifted back, so that its pause costs it no
   *     service
   */
  public void activate(QueueEntity queue, boolean continuesBudget) {
    activateOrRequeue(queue, continuesBudget, false, false);
  }

  /** Moves a queue to the position that follows from its changed budget. */
  public void reposition(QueueEntity queue) {
    activateOrRequeue(queue, false, queue == queue.level.inService, false);
  }

  /** Requeues a queue whose service slot has ended and that remains backlogged. */
  public void requeueExpired(QueueEntity queue) {
    activateOrRequeue(queue, false, queue == queue.level.inService, true);
  }

  private void activateOrRequeue(
      QueueEntity queue, boolean continuesBudget, boolean allLevels, boolean expiring) {
    for (Entity at = queue; at != null; at = at.parent) {
      if (at == at.level.inService || at.membership == Entity.Membership.ACTIVE) {
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
   * Selects the next queue and sets it in service, together with the groups above it.
   *
   * @return the selected queue
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
          // The group has only one backlogged child, which is being selected, so no backlogged
          // child remains.
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
   * Charges service to a queue and to all groups above it. A charge of 0 sectors also has an
   * effect: it may remove an entity from an idle tree.
   *
   * @param queue queue that is charged
   * @param sectors service in sectors
   */
  public void charge(QueueEntity queue, int sectors) {
    for (Entity at = queue; at != null; at = at.parent) {
      at.service += sectors;
      ServiceTree tree = at.tree();
      tree.vtime += VirtualTime.delta(sectors, tree.weightSum);
      queueing.forgetOneIdle(tree);
    }
  }

  /**
   * Deactivates a queue that is no longer backlogged or leaves its level.
   *
   * @param queue queue to deactivate
   * @param mayStayIdle true if the queue may stay in the idle tree until virtual time passes its
   *     finish time
   * @param expiring true if the service slot of the queue is ending
   */
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
   * Deactivates a single entity. Does not insert it into the idle tree, and does not update any
   * level.
   */
  public void deactivateAlone(Entity entity) {
    queueing.deactivate(entity, false);
  }

  /** Removes a queue from the idle tree. */
  public void forgetIdle(QueueEntity queue) {
    ServiceTree tree = queue.tree();
    queueing.extractIdle(queue);
    queueing.forget(queue, tree, queue == queue.level.inService);
  }

  /**
   * Ends the service of a queue in all levels.
   *
   * @return true if the engine released the last reference to the queue
   */
  public boolean resetInService(QueueEntity queue) {
    for (Entity at = queue; at != null; at = at.parent) {
      at.level.inService = null;
    }
    return !queue.scheduled && queue.dropReference();
  }

  /**
   * Sets the service counters of all groups above a queue to 0. Called at the end of a service
   * slot.
   */
  public void resetServiceAbove(QueueEntity queue) {
    for (Entity at = queue.parent; at != null; at = at.parent) {
      at.service = 0;
    }
  }

  /**
   * Applies a pending weight at once, even if the queue is in service. A pending class stays
   * pending.
   */
  public void applyWeight(QueueEntity queue) {
    queueing.applyPriority(queue, queue.tree(), false);
  }

  /** Returns true if the root level has a next entity other than the one in service. */
  public boolean hasOtherCandidate() {
    return root.nextInService != root.inService;
  }

  /**
   * Removes a queue from the weight counters. Also removes the groups above it from the count of
   * groups with pending requests, up to the first group that has a backlogged entity or one in
   * service.
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
