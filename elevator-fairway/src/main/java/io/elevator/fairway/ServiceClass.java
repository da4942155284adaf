package io.elevator.fairway;

import io.elevator.api.Group;
import io.elevator.spi.Request;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One priority class: the tree of its groups and flows, its waiting requests in order of arrival,
 * and the cost that higher classes owe it. Guarded by the elevator's lock.
 */
final class ServiceClass {
  /** Number of the class: 0 real-time, 1 best-effort, 2 idle. */
  final int index;

  final Node root = new Node(Group.DEFAULT_WEIGHT, null);

  private final Map<Group, Node> groups = new HashMap<>();
  private final Flow[] shared;
  private @Nullable FairwayRequest oldest;
  private @Nullable FairwayRequest newest;
  private int waiting;
  private long owed;

  ServiceClass(int index) {
    this.index = index;
    shared = new Flow[] {new Flow(this, 1), new Flow(this, 1)};
  }

  boolean isRealTime() {
    return index == 0;
  }

  /** Returns the flow of requests without a task's record; lane 1 has the discards. */
  Flow shared(int lane) {
    return shared[lane];
  }

  boolean isEmpty() {
    return waiting == 0;
  }

  /** Returns the number of waiting requests. */
  int waiting() {
    return waiting;
  }

  /** Returns the instant at which the oldest waiting request arrived; the class is not empty. */
  long oldestArrival() {
    return oldest().arrived;
  }

  /** Returns the flow of the oldest waiting request; the class is not empty. */
  Flow oldestFlow() {
    return oldest().flow();
  }

  private FairwayRequest oldest() {
    FairwayRequest known = oldest;
    if (known == null) {
      throw new IllegalStateException("the class has no waiting request");
    }
    return known;
  }

  // Groups.

  /** Returns the node of a group, and makes it if it is new. */
  Node node(Group group) {
    Group above = group.parent();
    if (above == null) {
      return root;
    }
    Node known = groups.get(group);
    if (known == null) {
      known = new Node(group.weight(), node(above));
      groups.put(group, known);
    }
    return known;
  }

  void weightChanged(Group group) {
    Node known = groups.get(group);
    if (known != null) {
      known.weight(group.weight());
    }
  }

  /** Forgets a removed group; its flows stay in its node until they are empty or move. */
  void forget(Group group) {
    groups.remove(group);
  }

  // Requests.

  /**
   * Adds a request at the end of its flow.
   *
   * @throws OutOfMemoryError if the tree cannot grow; nothing is changed then
   */
  void add(Request rq, FairwayRequest data, Flow flow, Tunables tunables, long now) {
    if (!flow.isActive()) {
      for (Node each = flow.node(); each != null; each = each.parent) {
        each.reserve();
      }
      activate(flow, tunables, now);
    }
    flow.waiting.addLast(rq);
    data.waits = true;
    data.arrived = now;
    data.before = newest;
    if (newest == null) {
      oldest = data;
    } else {
      newest.after = data;
    }
    newest = data;
    waiting++;
  }

  /**
   * Makes a flow active, and the nodes above it. A flow that comes back begins at the virtual time
   * of its node, so it has no credit for the time it was away. A sensitive flow begins one small
   * request earlier, and so before the others. Debt of the last service is forgiven after a while.
   */
  private static void activate(Flow flow, Tunables tunables, long now) {
    boolean first = flow.isUrgent();
    Entity each = flow;
    for (Node above = flow.parent; above != null && !each.isActive(); above = above.parent) {
      long earliest = above.virtualTime() - (first ? each.distance(Cost.SMALL) : 0);
      if (each.tag - earliest < 0) {
        each.tag = earliest;
      }
      if (now - each.emptySince >= tunables.forgiveNanos()) {
        long latest = above.virtualTime() + each.distance(tunables.quantum());
        if (each.tag - latest > 0) {
          each.tag = latest;
        }
      }
      above.add(each);
      each = above;
    }
  }

  /** Removes a waiting request. */
  void remove(Request rq, FairwayRequest data, long now) {
    Flow flow = data.flow();
    flow.waiting.remove(rq);
    unlink(data);
    if (flow.waiting.isEmpty()) {
      deactivate(flow, now);
    }
  }

  private void unlink(FairwayRequest data) {
    FairwayRequest before = data.before;
    FairwayRequest after = data.after;
    if (before == null) {
      oldest = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      newest = before;
    } else {
      after.before = before;
    }
    data.before = null;
    data.after = null;
    data.waits = false;
    waiting--;
    if (waiting == 0) {
      owed = 0;
    }
  }

  /** Gives a request the earlier place of one that it absorbs; both wait in one flow. */
  void takePlace(Request rq, FairwayRequest data, Request absorbed, FairwayRequest earlier) {
    Flow flow = data.flow();
    flow.waiting.remove(rq);
    unlink(data);
    flow.waiting.replace(absorbed, rq);
    FairwayRequest before = earlier.before;
    FairwayRequest after = earlier.after;
    data.before = before;
    data.after = after;
    if (before == null) {
      oldest = data;
    } else {
      before.after = data;
    }
    if (after == null) {
      newest = data;
    } else {
      after.before = data;
    }
    earlier.before = null;
    earlier.after = null;
    earlier.waits = false;
    data.waits = true;
    data.arrived = earlier.arrived;
  }

  private static void deactivate(Flow flow, long now) {
    Entity each = flow;
    for (Node above = flow.parent; above != null; above = above.parent) {
      above.remove(each);
      each.emptySince = now;
      if (above.size() > 0) {
        return;
      }
      each = above;
    }
  }

  /** Moves a flow to the node of another group, with its waiting requests. */
  void move(Flow flow, Group group, Tunables tunables, long now) {
    Node other = node(group);
    boolean wasActive = flow.isActive();
    if (wasActive) {
      for (Node each = other; each != null; each = each.parent) {
        each.reserve();
      }
      deactivate(flow, now);
    }
    flow.moveTo(other, group.serial());
    if (wasActive) {
      activate(flow, tunables, now);
    }
  }

  // Service.

  /** Returns the flow to serve next; the class is not empty. */
  Flow choose(Tunables tunables) {
    Entity each = root;
    while (each instanceof Node node) {
      each = node.choose(tunables.window(), tunables.quantum());
    }
    return (Flow) each;
  }

  /** Returns whether {@link #choose} passed over a member with a smaller tag for this flow. */
  static boolean passesOver(Flow flow) {
    for (Entity each = flow; each.parent != null; each = each.parent) {
      if (each.parent.first() != each) {
        return true;
      }
    }
    return false;
  }

  /** Charges a dispatched request to its flow and to all nodes above; the flow may be empty now. */
  void charge(Flow flow, long cost, long now) {
    Entity each = flow;
    for (Node above = flow.parent; above != null; above = above.parent) {
      above.serve(each);
      each.tag += each.distance(cost);
      each.recent.add(cost, now);
      if (each.isActive()) {
        above.tagGrew(each);
      }
      each = above;
    }
    root.recent.add(cost, now);
  }

  /** Takes the charge of a request back that the drive returned. */
  static void uncharge(Flow flow, long cost) {
    Entity each = flow;
    for (Node above = flow.parent; above != null; above = above.parent) {
      each.tag -= each.distance(cost);
      if (each.isActive()) {
        above.tagFell(each);
      }
      each = above;
    }
  }

  // Debt of the higher classes.

  /** Adds to what higher classes owe; nothing if no request waits here. */
  void owe(long cost) {
    if (waiting > 0) {
      owed += cost;
    }
  }

  /** Returns the cost that higher classes owe. */
  long owed() {
    return owed;
  }

  /** Subtracts a cost that was served although higher classes had work. */
  void repay(long cost) {
    owed = Math.max(0, owed - cost);
  }
}
