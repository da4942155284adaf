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
 * A BFQ queue: the synchronous requests of one task, or the asynchronous requests of one priority
 * of all tasks in a group. This class contains only state. Other classes take the decisions and are
 * named after them.
 *
 * <p>Guarded by the elevator's lock. A queue lives while its reference count is above 0. References
 * are held by tasks ({@link #processReferences}), requests, the engine, the weight counters, and
 * plans to merge with the queue.
 */
final class BfqQueue extends QueueEntity {

  private final QueueLifecycle lifecycle;

  /** True if the queue holds synchronous requests. */
  final boolean sync;

  final long creationTick;

  /** Group in whose level the queue competes. */
  BfqGroup group;

  // Scheduling state.

  /** True if the queue has requests, is in service, or was requeued although it had no request. */
  boolean busy;

  /** True until the first request makes the queue busy. */
  boolean justCreated;

  /** True while the elevator idles for this queue. */
  boolean waitsForRequest;

  /**
   * True if the queue expired without requests and without idling. It may then continue its budget.
   */
  boolean waitsWithoutBlocking;

  // Requests.

  final SortedRequests sorted = new SortedRequests();
  final RequestList fifo = new RequestList();
  @Nullable Request next;
  int queuedSync;
  int queuedAsync;

  /** Number of requests of this queue in flight. */
  int dispatched;

  /** True if the deadline of the FIFO's head was checked in the current service slot. */
  boolean fifoChecked;

  // Service slot.

  /** Limit of the queue's budget in sectors; adapted to the way in which its service slots end. */
  int maxBudget;

  /**
   * While the queue is in service: the tick at which its service slot ends. While the queue has no
   * request waiting or in flight: the tick at which this began.
   */
  long budgetTimeoutTick;

  int serviceSinceBacklogged;
  long firstIoTick;
  long lastIdleToBacklogged;

  // Measurements.

  final ThinkTime think;
  final IoIntensity intensity;
  final SeekHistory seeks = new SeekHistory();
  final InjectLimit inject = new InjectLimit();
  boolean shortThinkTime;
  long lastRequestPosition;

  // Weight raising.

  final RaisingState raising;

  /** Earliest tick at which a request may make the queue soft real-time. */
  long softRealTimeNextStart;

  /**
   * True if {@link #softRealTimeNextStart} must be computed when the last request in flight
   * completes.
   */
  boolean softRealTimeUpdatePending;

  // Merging.

  /** The only task that uses the queue; null if no task or several tasks use it. */
  @Nullable BfqIcq owner;

  /** Queue into which the tasks of this queue are being moved; null if no merge is scheduled. */
  @Nullable BfqQueue mergeTarget;

  /** True if several tasks share the queue. */
  boolean shared;

  /**
   * True if the tasks that share the queue no longer cooperate, so that the queue is to be split.
   */
  boolean splitWanted;

  long splitTick;

  /** Node of this queue in the position tree of its group. */
  final PositionTree.Position position = new PositionTree.Position(this);

  // Bursts.

  boolean inLargeBurst;
  boolean inBurstList;
  @Nullable BfqQueue burstNext;
  @Nullable BfqQueue burstPrevious;

  // Wakers.

  /** Queue whose completions wake the task of this queue; null if no such queue was found. */
  @Nullable BfqQueue waker;

  final WakerCandidate wakerCandidate = new WakerCandidate();
  @Nullable BfqQueue firstWoken;
  @Nullable BfqQueue wokenNext;
  @Nullable BfqQueue wokenPrevious;

  // References.

  /**
   * Number of references held by tasks and, for an asynchronous queue, by its group. Only these
   * references influence decisions.
   */
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
    // As in Linux, this time is one nanosecond in the future, so that the first pause counts as
    // long.
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

  /** Takes a reference for the caller. */
  void hold() {
    takeReference();
  }

  /**
   * Releases a reference that was taken by {@link #hold()}. Returns true if no reference is left.
   */
  boolean release() {
    return dropReference();
  }

  void addProcessReferences(int count) {
    processReferences += count;
    references += count;
  }

  /**
   * Releases one process reference, without the other steps of {@link
   * QueueLifecycle#releaseProcess}.
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
