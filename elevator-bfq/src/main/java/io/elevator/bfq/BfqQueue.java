package io.elevator.bfq;

import io.elevator.bfq.engine.QueueEntity;
import io.elevator.bfq.measure.InjectLimit;
import io.elevator.bfq.measure.IoIntensity;
import io.elevator.bfq.measure.SeekHistory;
import io.elevator.bfq.measure.ThinkTime;
import io.elevator.bfq.measure.Ticks;
import io.elevator.bfq.measure.WakerCandidate;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * A queue of requests: one per task for what is synchronous, shared ones by priority for what is
 * not. State only; what happens to it is decided in the rooms named after the decisions.
 *
 * <p>Guarded by the elevator's lock. It lives while anybody refers to it: tasks ({@link
 * #processReferences}), its requests, the engine, the weight counters, plans to merge with it.
 */
final class BfqQueue extends QueueEntity {

  private final QueueLifecycle lifecycle;

  /** Whether it takes synchronous requests; fixed by the first one. */
  final boolean sync;

  final long creationTick;

  /** The group it competes in. */
  BfqGroup group;

  // What it is doing.

  /** It has requests, or is in service, or was requeued empty. */
  boolean busy;

  /** No request has made it busy yet. */
  boolean justCreated;

  /** The drive is being kept idle for it. */
  boolean waitsForRequest;

  /** It expired empty without blocking the drive, and may continue its budget. */
  boolean waitsWithoutBlocking;

  // Its requests.

  final SortedRequests sorted = new SortedRequests();
  final RequestList fifo = new RequestList();
  @Nullable Request next;
  int queuedSync;
  int queuedAsync;

  /** Requests of it in the drive. */
  int dispatched;

  /** The FIFO's head was looked at in this slot. */
  boolean fifoChecked;

  // Its service slot.

  /** The budget it gets, tuned by how its slots end. */
  int maxBudget;

  /** In service: when the slot is over. Empty with nothing in the drive: since when. */
  long budgetTimeoutTick;

  int serviceSinceBacklogged;
  long firstIoTick;
  long lastIdleToBacklogged;

  // What was measured.

  final ThinkTime think;
  final IoIntensity intensity;
  final SeekHistory seeks = new SeekHistory();
  final InjectLimit inject = new InjectLimit();
  boolean shortThinkTime;
  long lastRequestPosition;

  // Raising.

  final RaisingState raising;

  /** Not before this tick may a request make it soft real-time. */
  long softRealTimeNextStart;

  /**
   * {@link #softRealTimeNextStart} is to be computed when the last request in the drive completes.
   */
  boolean softRealTimeUpdatePending;

  // Merging.

  /** The only task it belongs to, or null. */
  @Nullable BfqIcq owner;

  /** The queue that its tasks are being moved to. */
  @Nullable BfqQueue mergeTarget;

  /** Several tasks share it. */
  boolean shared;

  /** Its tasks do not cooperate any more. */
  boolean splitWanted;

  long splitTick;

  /** Its place among queues by position, and the tree it is in. */
  final PositionTree.Position position = new PositionTree.Position(this);

  // Bursts.

  boolean inLargeBurst;
  boolean inBurstList;
  @Nullable BfqQueue burstNext;
  @Nullable BfqQueue burstPrevious;

  // Wakers.

  /** The queue whose completions wake this one's task. */
  @Nullable BfqQueue waker;

  final WakerCandidate wakerCandidate = new WakerCandidate();
  @Nullable BfqQueue firstWoken;
  @Nullable BfqQueue wokenNext;
  @Nullable BfqQueue wokenPrevious;

  // References.

  /** Tasks, and for an asynchronous queue its group: the only references that decisions look at. */
  int processReferences;

  private int references;

  BfqQueue(
      QueueLifecycle lifecycle,
      BfqGroup group,
      boolean sync,
      int ioClass,
      int ioLevel,
      int maxBudget,
      long now,
      long tick) {
    super(group.level(), group.entity(), ioClass, ioLevel);
    this.lifecycle = lifecycle;
    this.group = group;
    this.sync = sync;
    this.creationTick = tick;
    this.justCreated = sync;
    this.shortThinkTime = sync;
    this.maxBudget = maxBudget;
    // One nanosecond ahead, as in Linux: the first pause is taken for a long one.
    this.think = new ThinkTime(now + 1);
    this.intensity = new IoIntensity(now);
    long never = Ticks.longBefore(tick);
    this.budgetTimeoutTick = never;
    this.raising = new RaisingState(tick, never);
    this.splitTick = never;
    this.softRealTimeNextStart = tick;
  }

  boolean isEmpty() {
    return sorted.isEmpty();
  }

  boolean isRaised() {
    return raisingCoefficient > 1;
  }

  boolean isIdleClass() {
    return ioClass() == 3;
  }

  boolean isSeeky() {
    return seeks.isSeeky();
  }

  int queued() {
    return queuedSync + queuedAsync;
  }

  int budgetLeft() {
    return budget - service;
  }

  boolean hasProcesses() {
    return processReferences > 0;
  }

  @Override
  protected void takeReference() {
    references++;
  }

  @Override
  protected boolean dropReference() {
    if (--references > 0) {
      return false;
    }
    if (references < 0) {
      throw new IllegalStateException("a BFQ queue was released more often than it was held");
    }
    lifecycle.freed(this);
    return true;
  }

  /** Whoever calls keeps the queue for a while. */
  void hold() {
    takeReference();
  }

  /** Ends a {@link #hold()}; returns whether the queue is gone. */
  boolean release() {
    return dropReference();
  }

  void addProcessReferences(int count) {
    processReferences += count;
    references += count;
  }

  /**
   * Takes one process reference away, without anything else that goes with the leaving of a task.
   */
  void dropProcessReference() {
    processReferences--;
    dropReference();
  }

  void describe(StateWriter out, String name) {
    out.begin(name);
    out.number("class", ioClass());
    out.number("level", ioLevel());
    out.number("weight", weight());
    out.number("original_weight", originalWeight());
    out.number("raising_coefficient", raisingCoefficient);
    out.number("raising_max_ms", raising.maxTicks);
    out.number("budget_sectors", budget);
    out.number("service_sectors", service);
    out.number("max_budget_sectors", maxBudget);
    out.number("start", start());
    out.number("finish", finish());
    out.number("busy", busy ? 1 : 0);
    out.number("queued", queued());
    out.number("dispatched", dispatched);
    out.number("io_bound", intensity.isIoBound() ? 1 : 0);
    out.number("short_think_time", shortThinkTime ? 1 : 0);
    out.number("think_time_mean_ns", think.mean());
    out.number("seeks_in_32", Integer.bitCount(seeks.bits()));
    out.number("inject_limit", inject.limit());
    out.number("shared", shared ? 1 : 0);
    out.number("in_large_burst", inLargeBurst ? 1 : 0);
    out.number("has_waker", waker != null ? 1 : 0);
    out.end();
  }
}
