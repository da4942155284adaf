package io.elevator.fairway;

import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one task in one class, its discards apart from the rest: a list in order of
 * arrival. The requests without a task's record share one flow of the class. Guarded by the
 * elevator's lock.
 */
final class Flow extends Entity {
  final ServiceClass serviceClass;
  final RequestList waiting = new RequestList();
  final Sensitivity sensitivity = new Sensitivity();

  /** Serial number of the group that {@link #parent} belongs to. */
  long groupSerial;

  /** Number of this flow's requests in the drive. */
  int requestsInFlight;

  Flow(ServiceClass serviceClass, int weight) {
    super(weight);
    this.serviceClass = serviceClass;
    this.parent = serviceClass.root;
  }

  /** Returns the node that this flow is a member of. */
  Node node() {
    Node above = parent;
    if (above == null) {
      throw new IllegalStateException("a flow has a node always");
    }
    return above;
  }

  /** Returns the request to dispatch next; the flow is active. */
  Request head() {
    Request rq = waiting.first();
    if (rq == null) {
      throw new IllegalStateException("an active flow has a request");
    }
    return rq;
  }

  /** Returns whether this flow's requests are served before those of others within its share. */
  boolean isUrgent() {
    return serviceClass.isRealTime() || sensitivity.isSensitive();
  }

  /**
   * Returns whether this flow's cost of the last 100 ms is at most half of its fair share of what
   * its node was given. A flow that competes with no other has no share to exceed.
   */
  boolean isWithinShare(long now) {
    Node above = node();
    long others = above.activeWeights() - (isActive() ? weight() : 0);
    if (others == 0) {
      return true;
    }
    long own = recent.get(now);
    double share = (double) above.recent.get(now) * weight() / (others + weight());
    return 2 * own <= share;
  }

  /** Adds a cost in the drive to this flow and to all nodes above it; negative to subtract it. */
  void addInFlight(long cost) {
    for (Entity each = this; each != null; each = each.parent) {
      each.inFlight += cost;
    }
  }

  /** Makes this flow, which is not active, a member of another node. */
  void moveTo(Node other, long serial) {
    long moved = inFlight;
    for (@Nullable Node each = parent; each != null; each = each.parent) {
      each.inFlight -= moved;
    }
    parent = other;
    groupSerial = serial;
    tag = other.virtualTime();
    for (@Nullable Node each = other; each != null; each = each.parent) {
      each.inFlight += moved;
    }
  }
}
