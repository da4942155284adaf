package io.elevator.fairway;

import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the flow to serve next, and remembers why, for listeners. A flow whose requests are
 * adjacent is chosen again until its run has the cost of a quantum, so that sequential I/O stays
 * whole. Guarded by the elevator's lock.
 */
final class FlowChoice {
  private final ServiceClass[] classes;
  private final Tunables tunables;

  /** Flow of the last dispatch; null before the first one. */
  private @Nullable Flow running;

  /** Sort key behind the last dispatched request. */
  private long runEnd;

  /** Cost of the adjacent requests that were dispatched last, in bytes. */
  private long runCost;

  private @Nullable String decision;
  private String reason = "";

  FlowChoice(ServiceClass[] classes, Tunables tunables) {
    this.classes = classes;
    this.tunables = tunables;
  }

  /** Forgets the last decision, before a dispatch that may choose no flow. */
  void clearDecision() {
    decision = null;
  }

  /** Returns the decision of the last choice, or null if it was the plain order. */
  @Nullable String decision() {
    return decision;
  }

  /** Returns the reason of the decision; meaningless if there is none. */
  String reason() {
    return reason;
  }

  /** Returns whether the last choice let a lower class go before a higher one. */
  boolean isOutOfOrder() {
    return FairwayDecisions.OWED.equals(decision) || FairwayDecisions.AGED.equals(decision);
  }

  /**
   * Returns the flow to serve: of the highest class with requests, unless a lower one is owed the
   * cost of its request or has waited too long. At least one class has a request.
   */
  Flow next(long now) {
    ServiceClass highest = null;
    for (ServiceClass each : classes) {
      if (each.isEmpty()) {
        continue;
      }
      if (highest == null) {
        highest = each;
        continue;
      }
      if (now - each.oldestArrival() >= tunables.ageNanos(each)) {
        decide(FairwayDecisions.AGED, FairwayDecisions.WAITED_TOO_LONG);
        return each.oldestFlow();
      }
      if (each.owed() >= Cost.SMALL) {
        Flow due = each.choose(tunables);
        if (each.owed() >= Cost.of(due.head())) {
          decide(FairwayDecisions.OWED, FairwayDecisions.SHARE_DUE);
          return due;
        }
      }
    }
    if (highest == null) {
      throw new IllegalStateException("no class has a waiting request");
    }
    return continueRun(highest);
  }

  /** Returns the flow that is being served if its run goes on, else the next one of the class. */
  private Flow continueRun(ServiceClass in) {
    Flow known = running;
    if (known != null
        && known.serviceClass == in
        && known.isActive()
        && known.head().sortKey() == runEnd
        && runCost + Cost.of(known.head()) <= tunables.quantum()) {
      return known;
    }
    Flow flow = in.choose(tunables);
    if (!in.isRealTime() && flow.sensitivity.isSensitive()) {
      if (flow.node().size() > 1) {
        decide(FairwayDecisions.SENSITIVE, FairwayDecisions.SPARSE);
      }
    } else if (ServiceClass.passesOver(flow)) {
      decide(FairwayDecisions.CAPPED, FairwayDecisions.AT_SHARE);
    }
    return flow;
  }

  private void decide(String what, String why) {
    decision = what;
    reason = why;
  }

  /** Records a dispatch, which continues the run of its flow or begins a new one. */
  void dispatched(Flow flow, Request rq, long cost) {
    boolean continues = running == flow && rq.sortKey() == runEnd;
    runCost = continues ? runCost + cost : cost;
    running = flow;
    runEnd = rq.endSortKey();
  }
}
