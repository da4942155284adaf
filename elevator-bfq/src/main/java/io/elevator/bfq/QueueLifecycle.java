package io.elevator.bfq;

import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.bfq.engine.QueueEntity;
import io.elevator.bfq.measure.SlotEnd;
import org.jspecify.annotations.Nullable;

/** Creates queues, assigns them to tasks, and ends them when their last reference is released. */
final class QueueLifecycle {

  private static final int CLASS_NONE = 0;
  private static final int CLASS_BEST_EFFORT = 2;
  private static final int CLASS_IDLE = 3;
  private static final int NICE_LEVELS = 5;
  private static final int MIN_NICE = -20;

  private final Device device;

  QueueLifecycle(Device device) {
    this.device = device;
  }

  /**
   * Returns the queue for the synchronous or asynchronous requests of a task, and creates it if
   * necessary. The caller assigns the queue to the task by {@link #setSlot}.
   */
  BfqQueue get(BfqIcq icq, @Nullable Task task, boolean sync, BfqGroup group) {
    if (!sync) {
      return getOrCreateAsync(icq, task, group);
    }
    return device.stableMerging.decide(createSync(icq, task, group), icq);
  }

  /** Creates a synchronous queue for a task, with one process reference. */
  BfqQueue createSync(BfqIcq icq, @Nullable Task task, BfqGroup group) {
    BfqQueue queue = newQueue(icq, task, true, group);
    queue.addProcessReferences(1);
    return queue;
  }

  private BfqQueue getOrCreateAsync(BfqIcq icq, @Nullable Task task, BfqGroup group) {
    int ioClass = IoPriority.classOf(icq.rawPriority);
    int ioLevel = IoPriority.levelOf(icq.rawPriority);
    if (ioClass == CLASS_NONE) {
      ioClass = CLASS_BEST_EFFORT;
      ioLevel = IoPriority.DEFAULT_LEVEL;
    }
    BfqQueue queue = group.async(ioClass, ioLevel);
    if (queue == null) {
      queue = newQueue(icq, task, false, group);
      group.async(ioClass, ioLevel, queue);
      queue.addProcessReferences(1);
    }
    queue.addProcessReferences(1);
    return queue;
  }

  private BfqQueue newQueue(BfqIcq icq, @Nullable Task task, boolean sync, BfqGroup group) {
    device.counters.queueCreated();
    return new BfqQueue(
        this,
        group,
        sync,
        classOf(icq.rawPriority, task),
        levelOf(icq.rawPriority, task),
        device.budgets.initial(),
        device.now,
        device.tick);
  }

  /**
   * Returns the priority class (1 to 3) of an encoded priority. For class none, returns the class
   * that follows from the CPU policy of the task.
   */
  private static int classOf(int raw, @Nullable Task task) {
    int ioClass = IoPriority.classOf(raw);
    if (ioClass >= 1 && ioClass <= CLASS_IDLE) {
      return ioClass;
    }
    return task == null ? CLASS_BEST_EFFORT : task.cpuPolicy().ioClass().number();
  }

  private static int levelOf(int raw, @Nullable Task task) {
    return switch (IoPriority.classOf(raw)) {
      case 1, 2 -> IoPriority.levelOf(raw);
      case CLASS_IDLE -> QueueEntity.LEVELS - 1;
      default -> task == null ? IoPriority.DEFAULT_LEVEL : (task.nice() - MIN_NICE) / NICE_LEVELS;
    };
  }

  /**
   * Checks whether the priority of a task has changed. If so, replaces the task's asynchronous
   * queue and requests a new priority for its synchronous queue.
   */
  void checkPriority(BfqIcq icq, @Nullable Task task, BfqGroup group) {
    int raw = icq.context().priority();
    if (raw == icq.rawPriority) {
      return;
    }
    icq.rawPriority = raw;
    BfqQueue async = icq.slot(false);
    if (async != null) {
      BfqQueue replacement = getOrCreateAsync(icq, task, group);
      setSlot(icq, false, replacement);
      releaseProcess(async);
    }
    BfqQueue sync = icq.slot(true);
    if (sync != null) {
      sync.requestPriority(classOf(raw, task), levelOf(raw, task));
    }
  }

  /** Assigns a synchronous or asynchronous queue, or null, to a task. */
  void setSlot(BfqIcq icq, boolean sync, @Nullable BfqQueue queue) {
    BfqQueue old = icq.slot(sync);
    if (old != null && old.owner == icq) {
      old.owner = null;
    }
    icq.slot(sync, queue);
    if (queue != null && queue == icq.plannedPartner) {
      forgetPlan(icq);
    }
  }

  /** Cancels the plan of a stable merge of a task, if there is one. */
  void forgetPlan(BfqIcq icq) {
    BfqQueue partner = icq.plannedPartner;
    if (partner != null) {
      icq.plannedPartner = null;
      partner.release();
    }
  }

  /**
   * Releases the process reference of a task that leaves a queue, and makes the queue idle if it
   * has no request and is not in service.
   */
  void releaseProcess(BfqQueue queue) {
    if (queue.busy && queue.isEmpty() && queue != device.inService) {
      device.busy.remove(queue, false);
    }
    if (queue.group.lastCreated == queue) {
      queue.group.lastCreated = null;
    }
    queue.dropProcessReference();
  }

  /**
   * Releases the references that a task holds to all queues into which {@code queue} is being
   * merged.
   */
  void dropChain(BfqQueue queue) {
    BfqQueue at = queue.mergeTarget;
    while (at != null) {
      BfqQueue further = at.mergeTarget;
      at.dropProcessReference();
      at = further;
    }
  }

  /**
   * Called when the last reference to a queue was released: removes the queue from bursts and
   * wakers.
   */
  void freed(BfqQueue queue) {
    device.bursts.freed(queue);
    device.wakers.freed(queue);
    if (device.completion.lastCompleted == queue) {
      device.completion.lastCompleted = null;
    }
    device.counters.queueFreed();
  }

  /** Releases the queues of a task whose icq is destroyed. */
  void exitIcq(BfqIcq icq) {
    forgetPlan(icq);
    exitSlot(icq, true);
    exitSlot(icq, false);
  }

  private void exitSlot(BfqIcq icq, boolean sync) {
    BfqQueue queue = icq.slot(sync);
    if (queue == null) {
      return;
    }
    setSlot(icq, sync, null);
    if (queue == device.inService) {
      device.expiration.takeOutOfService(queue, SlotEnd.BUDGET_TIMEOUT);
      device.requestRun();
    }
    dropChain(queue);
    releaseProcess(queue);
  }

  /**
   * Removes all queues from idle trees and releases the asynchronous queues of all groups. Called
   * when the elevator is detached.
   */
  void detach() {
    for (QueueEntity at = device.engine.idleQueues().newest();
        at != null;
        at = device.engine.idleQueues().newest()) {
      device.engine.deactivate(at, false, false);
    }
    device.groups.releaseAsync();
  }
}
