package io.elevator.bfq;

import io.elevator.api.Group;
import io.elevator.bfq.engine.Entity;
import io.elevator.bfq.engine.GroupEntity;
import io.elevator.bfq.engine.Level;
import io.elevator.bfq.engine.QueueEntity;
import io.elevator.bfq.measure.SlotEnd;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The groups that have I/O on one drive: creates and removes them, and moves tasks between them.
 */
final class Groups {

  private final Device device;
  private final BfqGroup root;
  private final Map<Group, BfqGroup> groups = new LinkedHashMap<>();

  // The result of the last lookup is cached, because most requests come from the same group as the
  // one before.
  private @Nullable Group lastAsked;
  private BfqGroup lastAnswer;

  private boolean used;

  Groups(Device device) {
    this.device = device;
    this.root = new BfqGroup(device.engine.root());
    this.lastAnswer = root;
    this.used = device.attachment.isGroupScheduling();
  }

  BfqGroup root() {
    return root;
  }

  /**
   * Returns true if groups are scheduled. They are from the start if the attachment says so, and
   * otherwise once the first group other than the root has been created.
   */
  boolean areUsed() {
    return used;
  }

  /**
   * Returns the state of a group on this drive. At the first call for a group, creates its state
   * and that of its ancestors. If the group was removed, returns the state of its nearest ancestor
   * that is still online.
   *
   * @param group group of a task, or null for the root
   */
  BfqGroup of(@Nullable Group group) {
    if (group == lastAsked) {
      return lastAnswer;
    }
    Group at = group;
    while (at != null && !at.isOnline()) {
      at = at.parent();
    }
    BfqGroup answer = at == null ? root : findOrCreate(at);
    lastAsked = group;
    lastAnswer = answer;
    return answer;
  }

  private BfqGroup findOrCreate(Group group) {
    Group parent = group.parent();
    if (parent == null) {
      return root;
    }
    BfqGroup found = groups.get(group);
    if (found == null) {
      found = new BfqGroup(findOrCreate(parent), group.weight());
      groups.put(group, found);
      used = true;
    }
    return found;
  }

  /**
   * Moves the queues of a task to another group if the task has changed its group.
   *
   * @param icq task
   * @param group current group of the task, or null for the root
   * @param to state of that group on this drive
   */
  void checkGroup(BfqIcq icq, @Nullable Group group, BfqGroup to) {
    long serial = group == null ? 0 : group.serial();
    if (serial == icq.groupSerial) {
      return;
    }
    icq.groupSerial = serial;
    BfqQueue async = icq.slot(false);
    if (async != null && async.group != to) {
      device.lifecycle.setSlot(icq, false, null);
      device.lifecycle.releaseProcess(async);
    }
    BfqQueue sync = icq.slot(true);
    if (sync == null) {
      return;
    }
    if (sync.mergeTarget == null && !sync.shared) {
      move(sync, to);
    } else if (!isChainIn(sync, to)) {
      device.lifecycle.dropChain(sync);
      device.lifecycle.setSlot(icq, true, null);
      device.lifecycle.releaseProcess(sync);
    }
  }

  private static boolean isChainIn(BfqQueue queue, BfqGroup group) {
    for (BfqQueue at = queue; at != null; at = at.mergeTarget) {
      if (at.group != group) {
        return false;
      }
    }
    return true;
  }

  private void move(BfqQueue queue, BfqGroup to) {
    if (queue.group == to) {
      return;
    }
    queue.hold();
    if (queue == device.inService) {
      device.expiration.expire(queue, false, SlotEnd.PREEMPTED);
    }
    if (queue.busy) {
      // As in Linux, the old group stays counted as pending until a queue in it becomes idle.
      device.engine.deactivate(queue, false, false);
    } else if (queue.isIdle()) {
      device.engine.forgetIdle(queue);
    }
    if (queue.group.lastCreated == queue) {
      queue.group.lastCreated = null;
    }
    queue.group = to;
    device.engine.move(queue, to.level(), to.entity());
    if (queue.busy) {
      device.requests.updatePosition(queue);
      device.engine.activate(queue, queue.waitsWithoutBlocking);
      queue.waitsWithoutBlocking = false;
    }
    if (device.inService == null && device.inDriver == 0) {
      device.requestRun();
    }
    queue.release();
  }

  /**
   * Changes the weight of a group. The new weight takes effect at the next enqueue of the group.
   */
  void weigh(Group group, int weight) {
    BfqGroup found = groups.get(group);
    GroupEntity entity = found == null ? null : found.entity();
    if (entity != null && entity.requestedWeight() != weight) {
      entity.requestWeight(weight);
      entity.markChangePending();
    }
  }

  /**
   * Removes a group that has no tasks and no child groups. Queues that still have requests move to
   * the root group.
   */
  void remove(Group group) {
    BfqGroup gone = groups.remove(group);
    GroupEntity entity = gone == null ? null : gone.entity();
    lastAsked = null;
    lastAnswer = root;
    if (gone == null || entity == null) {
      return;
    }
    for (int i = 0; i < Level.CLASSES; i++) {
      moveOut(gone.level(), i);
    }
    device.engine.deactivateAlone(entity);
    gone.forEachAsync(queue -> {
      move(queue, root);
      queue.dropProcessReference();
    });
    gone.clearAsync();
  }

  private void moveOut(Level level, int classIndex) {
    for (Entity at = level.tree(classIndex).firstActive();
        at != null;
        at = level.tree(classIndex).firstActive()) {
      moveLeaf(at, classIndex);
    }
    Entity served = level.inService();
    if (served != null) {
      moveLeaf(served, classIndex);
    }
    for (Entity at = level.tree(classIndex).firstIdle();
        at != null;
        at = level.tree(classIndex).firstIdle()) {
      device.engine.deactivateAlone(at);
    }
  }

  private void moveLeaf(Entity from, int classIndex) {
    Entity at = from;
    while (at instanceof GroupEntity group) {
      Entity child = group.children().tree(classIndex).firstActive();
      if (child == null) {
        child = group.children().inService();
      }
      if (child == null) {
        return;
      }
      at = child;
    }
    move((BfqQueue) (QueueEntity) at, root);
  }

  /**
   * Applies an action to all asynchronous queues in the order of Linux. If groups are used, the
   * queues of the root group are visited twice, as in Linux.
   */
  void forEachAsyncAsLinux(Consumer<BfqQueue> action) {
    if (areUsed()) {
      for (BfqGroup group : groups.values()) {
        group.forEachAsync(action);
      }
      root.forEachAsync(action);
    }
    root.forEachAsync(action);
  }

  /** Releases the asynchronous queues of all groups. Called when the elevator is detached. */
  void releaseAsync() {
    for (BfqGroup group : groups.values()) {
      release(group);
    }
    release(root);
    groups.clear();
  }

  private static void release(BfqGroup group) {
    group.forEachAsync(BfqQueue::dropProcessReference);
    group.clearAsync();
  }
}
