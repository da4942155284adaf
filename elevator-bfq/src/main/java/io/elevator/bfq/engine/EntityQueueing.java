package io.elevator.bfq.engine;

import io.elevator.bfq.engine.Entity.Membership;

/** Operations on a single entity within its level: timestamps, trees and weights. */
final class EntityQueueing {

  private final WeightCounters weights;
  private final QueueList activeQueues;
  private final QueueList idleQueues;

  int groupsWithPending;

  EntityQueueing(WeightCounters weights, QueueList activeQueues, QueueList idleQueues) {
    this.weights = weights;
    this.activeQueues = activeQueues;
    this.idleQueues = idleQueues;
  }

  /**
   * Makes an entity backlogged that was neither backlogged nor in service.
   *
   * @param continuesBudget true if the entity continues an interrupted budget; its timestamps may
   *     then be shifted back
   */
  void activate(Entity entity, boolean continuesBudget) {
    ServiceTree tree = entity.tree();
    boolean backShifted = continuesBudget && VirtualTime.isAfter(tree.vtime, entity.finish);
    long base = backShifted ? entity.finish : tree.vtime;
    if (entity.membership == Membership.IDLE) {
      extractIdle(entity);
      entity.start = VirtualTime.isAfter(base, entity.finish) ? base : entity.finish;
    } else {
      entity.start = base;
      tree.weightSum += entity.weight;
      if (entity instanceof QueueEntity queue) {
        queue.takeReference();
      }
      entity.scheduled = true;
    }
    if (entity instanceof GroupEntity group) {
      countGroup(group);
    }
    enqueue(entity, tree, backShifted);
  }

  /**
   * Moves an entity that is in service or in the active tree to the position that follows from its
   * new timestamps.
   */
  void requeue(Entity entity) {
    ServiceTree tree = entity.tree();
    if (entity == entity.level.inService) {
      entity.computeFinish(entity.service);
      entity.start = entity.finish;
      if (entity.membership == Membership.ACTIVE) {
        extractActive(entity);
      }
    } else {
      extractActive(entity);
    }
    enqueue(entity, tree, false);
  }

  private void enqueue(Entity entity, ServiceTree oldTree, boolean backShifted) {
    ServiceTree tree = applyPriority(entity, oldTree, true);
    entity.computeFinish(entity.budget);
    if (backShifted && VirtualTime.isAfter(tree.vtime, entity.finish)) {
      // Limits how far in the past the timestamps are. A queue whose weight is raised more may be
      // further in the past.
      long push = tree.vtime - entity.finish;
      if (entity instanceof QueueEntity queue && queue.raisingCoefficient != 1) {
        push = Long.divideUnsigned(push, queue.raisingCoefficient);
      }
      entity.start += push;
      entity.finish += push;
    }
    insertActive(entity, tree);
  }

  /**
   * Applies a pending change of weight, class and raising. Returns the service tree to which the
   * entity belongs afterwards.
   *
   * @param oldTree current service tree of the entity
   * @param mayChangeClass false to leave a class change pending
   */
  ServiceTree applyPriority(Entity entity, ServiceTree oldTree, boolean mayChangeClass) {
    if (!entity.changePending) {
      return oldTree;
    }
    QueueEntity queue = entity instanceof QueueEntity q ? q : null;
    oldTree.weightSum -= entity.weight;
    if (entity.requestedWeight != entity.originalWeight) {
      entity.requestedWeight =
          Math.clamp(entity.requestedWeight, GroupEntity.MIN_WEIGHT, GroupEntity.MAX_WEIGHT);
      entity.originalWeight = entity.requestedWeight;
      if (queue != null) {
        queue.ioLevel = QueueEntity.levelOf(entity.originalWeight);
      }
    }
    if (queue != null && mayChangeClass) {
      queue.ioClass = queue.requestedClass;
    }
    if (queue == null || queue.ioClass == queue.requestedClass) {
      entity.changePending = false;
    }
    ServiceTree tree = entity.tree();
    int weight = entity.originalWeight * (queue == null ? 1 : queue.raisingCoefficient);
    if (queue != null && weight != entity.weight) {
      weights.remove(queue);
      entity.weight = weight;
      if (queue.raisingCoefficient == 1) {
        weights.add(queue);
      }
    }
    entity.weight = weight;
    tree.weightSum += weight;
    if (tree != oldTree) {
      entity.start = tree.vtime;
    }
    return tree;
  }

  /**
   * Removes an entity from scheduling. Returns false if it was not scheduled.
   *
   * @param mayStayIdle true if the entity may stay in the idle tree until virtual time passes its
   *     finish time
   */
  boolean deactivate(Entity entity, boolean mayStayIdle) {
    if (!entity.scheduled) {
      return false;
    }
    ServiceTree tree = entity.tree();
    boolean wasInService = entity == entity.level.inService;
    entity.computeFinish(entity.service);
    if (wasInService) {
      entity.level.inService = null;
    } else {
      entity.service = 0;
    }
    if (entity.membership == Membership.ACTIVE) {
      extractActive(entity);
    } else if (!wasInService && entity.membership == Membership.IDLE) {
      extractIdle(entity);
    }
    if (mayStayIdle && VirtualTime.isAfter(entity.finish, tree.vtime)) {
      insertIdle(entity, tree);
    } else {
      forget(entity, tree, wasInService);
    }
    return true;
  }

  /** Removes the first entity of the idle tree if virtual time has passed its finish time. */
  void forgetOneIdle(ServiceTree tree) {
    Entity first = tree.idle.firstIdle();
    Entity last = tree.idle.lastIdle();
    if (tree.active.isEmpty() && last != null && !VirtualTime.isAfter(last.finish, tree.vtime)) {
      // No entity is backlogged, so virtual time may go back to the last finish time in the idle
      // tree.
      tree.vtime = last.finish;
    }
    if (first != null && !VirtualTime.isAfter(first.finish, tree.vtime)) {
      extractIdle(first);
      forget(first, tree, first == first.level.inService);
    }
  }

  void forget(Entity entity, ServiceTree tree, boolean inService) {
    entity.scheduled = false;
    tree.weightSum -= entity.weight;
    if (!inService && entity instanceof QueueEntity queue) {
      queue.dropReference();
    }
  }

  private void insertActive(Entity entity, ServiceTree tree) {
    tree.active.insert(entity);
    entity.membership = Membership.ACTIVE;
    if (entity instanceof QueueEntity queue) {
      activeQueues.add(queue);
    }
    GroupEntity owner = entity.level.owner();
    if (owner != null) {
      owner.activeChildren++;
    }
  }

  void extractActive(Entity entity) {
    entity.tree().active.remove(entity);
    entity.membership = Membership.NONE;
    if (entity instanceof QueueEntity queue) {
      activeQueues.remove(queue);
    }
    GroupEntity owner = entity.level.owner();
    if (owner != null) {
      owner.activeChildren--;
    }
  }

  private void insertIdle(Entity entity, ServiceTree tree) {
    tree.idle.add(entity);
    entity.membership = Membership.IDLE;
    if (entity instanceof QueueEntity queue) {
      idleQueues.add(queue);
    }
  }

  void extractIdle(Entity entity) {
    entity.tree().idle.extract(entity);
    entity.membership = Membership.NONE;
    if (entity instanceof QueueEntity queue) {
      idleQueues.remove(queue);
    }
  }

  private void countGroup(GroupEntity group) {
    if (!group.counted) {
      group.counted = true;
      groupsWithPending++;
    }
  }

  void uncountGroup(GroupEntity group) {
    if (group.counted) {
      group.counted = false;
      groupsWithPending--;
    }
  }
}
