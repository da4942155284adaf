package io.elevator.bfq;

import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.bfq.engine.QueueEntity;
import io.elevator.bfq.measure.SlotEnd;
import org.jspecify.annotations.Nullable;

/**
 * How queues come to be, get into and out of the slots of tasks, and end when nobody refers to them
 * any more.
 */
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
   * The queue for a task's requests of a kind, made if need be; the caller puts it into the task's
   * slot.
   */
  BfqQueue get(BfqIcq icq, @Nullable Task task, boolean sync, BfqGroup group) {
    if (!sync) {
      return getAsync(icq, task, group);
    }
    return device.stableMerging.decide(createSync(icq, task, group), icq);
  }

  /** A fresh synchronous queue for a task, with a process reference for it. */
  BfqQueue createSync(BfqIcq icq, @Nullable Task task, BfqGroup group) {
    BfqQueue queue = newQueue(icq, task, true, group);
    queue.addProcessReferences(1);
    return queue;
  }

  private BfqQueue getAsync(BfqIcq icq, @Nullable Task task, BfqGroup group) {
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
   * The class (1..3) that a raw priority asks for; of class none, the one that follows from the CPU
   * policy.
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
   * Notices that a task's priority changed: another asynchronous queue, another weight for the
   * synchronous one.
   */
  void noticePriority(BfqIcq icq, @Nullable Task task, BfqGroup group) {
    int raw = icq.context().priority();
    if (raw == icq.rawPriority) {
      return;
    }
    icq.rawPriority = raw;
    BfqQueue async = icq.slot(false);
    if (async != null) {
      BfqQueue replacement = getAsync(icq, task, group);
      setSlot(icq, false, replacement);
      releaseProcess(async);
    }
    BfqQueue sync = icq.slot(true);
    if (sync != null) {
      sync.requestPriority(classOf(raw, task), levelOf(raw, task));
    }
  }

  /** Puts a queue, or none, into a task's slot. */
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

  /** Gives up the plan of a stable merge, if there is one. */
  void forgetPlan(BfqIcq icq) {
    BfqQueue partner = icq.plannedPartner;
    if (partner != null) {
      icq.plannedPartner = null;
      partner.release();
    }
  }

  /** A task leaves a queue. */
  void releaseProcess(BfqQueue queue) {
    if (queue.busy && queue.isEmpty() && queue != device.inService) {
      device.busy.remove(queue, false);
    }
    if (queue.group.lastCreated == queue) {
      queue.group.lastCreated = null;
    }
    queue.dropProcessReference();
  }

  /** A task leaves all queues that {@code queue} is being merged into. */
  void dropChain(BfqQueue queue) {
    BfqQueue at = queue.mergeTarget;
    while (at != null) {
      BfqQueue further = at.mergeTarget;
      at.dropProcessReference();
      at = further;
    }
  }

  /** The last reference on a queue is gone. */
  void freed(BfqQueue queue) {
    device.bursts.freed(queue);
    device.wakers.freed(queue);
    if (device.completion.lastCompleted == queue) {
      device.completion.lastCompleted = null;
    }
    device.counters.queueFreed();
  }

  /** A task's record goes. */
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
   * The elevator leaves: whatever is only remembered is forgotten, and groups let go of their
   * queues.
   */
  void leaveDevice() {
    for (QueueEntity at = device.engine.idleQueues().newest();
        at != null;
        at = device.engine.idleQueues().newest()) {
      device.engine.deactivate(at, false, false);
    }
    device.groups.releaseAsync();
  }
}
