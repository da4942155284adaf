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

/** The groups that have I/O on this drive, the moves of tasks between them, and their end. */
final class Groups {

  private final Device device;
  private final BfqGroup root;
  private final Map<Group, BfqGroup> groups = new LinkedHashMap<>();

  // The last answer: most requests come from the group of the one before.
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
   * Whether groups are scheduled: from the start where the attachment says so, else since the first
   * one besides the root.
   */
  boolean areUsed() {
    return used;
  }

  /**
   * The group on this drive, made with all those above it on first sight; the nearest above that is
   * still there.
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

  /** Notices that a task moved: its queues follow. */
  void noticeGroup(BfqIcq icq, @Nullable Group group, BfqGroup to) {
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
      // The group it leaves stays counted as pending until a queue ends in it, as in Linux.
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
      device.requests.place(queue);
      device.engine.activate(queue, queue.waitsWithoutBlocking);
      queue.waitsWithoutBlocking = false;
    }
    if (device.inService == null && device.inDriver == 0) {
      device.requestRun();
    }
    queue.release();
  }

  /** The user gave a group another weight; it takes effect when the group is next queued. */
  void weigh(Group group, int weight) {
    BfqGroup found = groups.get(group);
    GroupEntity entity = found == null ? null : found.entity();
    if (entity != null && entity.requestedWeight() != weight) {
      entity.requestWeight(weight);
      entity.markChangePending();
    }
  }

  /** A group without tasks and groups is removed: what is still queued in it goes to the root. */
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

  /** All asynchronous queues in Linux' order: with groups in use the root's are visited twice. */
  void forEachAsyncAsLinux(Consumer<BfqQueue> action) {
    if (areUsed()) {
      for (BfqGroup group : groups.values()) {
        group.forEachAsync(action);
      }
      root.forEachAsync(action);
    }
    root.forEachAsync(action);
  }

  /** The elevator leaves the drive: the groups let go of their asynchronous queues. */
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
