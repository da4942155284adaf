package io.elevator.bfq;

import io.elevator.bfq.engine.Wf2qPlus;
import io.elevator.bfq.measure.Budgets;
import io.elevator.bfq.measure.HardwareQueueing;
import io.elevator.bfq.measure.PeakRate;
import io.elevator.spi.Attachment;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import io.elevator.spi.Timer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The state of one drive under BFQ, and the objects that take its decisions.
 *
 * <p>The elevator's one lock guards everything reachable from here. Each hook calls {@link #enter}
 * first, which sets the time for the call.
 */
final class Device {

  final Attachment attachment;
  final Counters counters;
  final Tunables tunables = new Tunables();
  final boolean rotational;

  // Engine and measurements.

  final Wf2qPlus engine;
  final PeakRate peakRate;
  final Budgets budgets = new Budgets();
  final HardwareQueueing hardware;

  // The objects that take the decisions of BFQ.

  final BusyQueues busy;
  final QueueRequests requests;
  final QueueLifecycle lifecycle;
  final Groups groups;
  final Idling idling;
  final InjectionMeasuring injectionMeasuring;
  final Injection injection;
  final WeightRaising raising;
  final Activation activation;
  final Expiration expiration;
  final Selection selection;
  final Dispatching dispatching;
  final Completion completion;
  final MergeTargets mergeTargets;
  final QueueMerging merging;
  final StableMerging stableMerging;
  final Splitting splitting;
  final Bursts bursts;
  final Wakers wakers;
  final Preparation preparation;
  final Arrival arrival;

  /** Requests that bypass all queues. They are dispatched before any queue is served. */
  final RequestList dispatchList = new RequestList();

  /** Number of requests that wait in queues. */
  int queued;

  /** Number of requests in flight. */
  int inDriver;

  /** Queue in service, or null. */
  @Nullable BfqQueue inService;

  /**
   * End position, in sectors, of the last dispatched request of the queue in service; 0 before its
   * first request.
   */
  long inServiceLastPosition;

  /** Time of the current call, in nanoseconds; {@link #tick} is the same time in ticks. */
  long now;

  long tick;

  Device(Attachment attachment, Timer idleTimer) {
    this.attachment = attachment;
    rotational = attachment.isRotational();
    now = attachment.clock().now();
    tick = attachment.clock().tick(now);
    engine = new Wf2qPlus(tick);
    peakRate = new PeakRate(rotational);
    hardware = new HardwareQueueing(rotational);
    counters = new Counters(attachment);
    busy = new BusyQueues(this);
    requests = new QueueRequests(this);
    lifecycle = new QueueLifecycle(this);
    groups = new Groups(this);
    idling = new Idling(this, idleTimer);
    injectionMeasuring = new InjectionMeasuring(this);
    injection = new Injection(this);
    raising = new WeightRaising(this);
    activation = new Activation(this);
    expiration = new Expiration(this);
    selection = new Selection(this);
    dispatching = new Dispatching(this);
    completion = new Completion(this);
    mergeTargets = new MergeTargets(this);
    merging = new QueueMerging(this);
    stableMerging = new StableMerging(this);
    splitting = new Splitting(this);
    bursts = new Bursts(this);
    wakers = new Wakers(this);
    preparation = new Preparation(this);
    arrival = new Arrival(this);
  }

  /**
   * Sets the time for the current call. Keeps the time of an earlier call if that is later, because
   * threads may enter in another order than the one in which they read the clock.
   *
   * @param time clock reading of the caller, in nanoseconds
   */
  void enter(long time) {
    if (time - now > 0) {
      now = time;
      tick = attachment.clock().tick(time);
      engine.tick(tick);
    }
  }

  boolean isNonRotationalWithQueueing() {
    return hardware.isNonRotationalWithQueueing();
  }

  /** Asks for a run if requests wait in queues. */
  void requestRun() {
    if (queued != 0) {
      attachment.runHardwareQueues();
    }
  }

  /**
   * Returns the automatic maximum of budgets: the number of sectors that the drive transfers in one
   * service slot at its peak rate.
   */
  int automaticMaxBudget() {
    return peakRate.sectorsIn(tunables.timeoutTicks);
  }

  void describe(StateWriter out) {
    out.number("peak_rate_kib_per_s", (peakRate.rate() * 1_000_000 / 2) >>> 16);
    out.number("max_budget_sectors", budgets.deviceMax());
    out.number("budgets_assigned", budgets.slots());
    out.text("drive_queues", hardware.verdict().name().toLowerCase(Locale.ROOT));
    out.number("queued", queued);
    out.number("in_driver", inDriver);
    out.number("busy_real_time", busy.ofClass(1));
    out.number("busy_best_effort", busy.ofClass(2));
    out.number("busy_idle", busy.ofClass(3));
    out.number("busy_raised", busy.raised);
    out.number("groups_pending", engine.groupsWithPending());
    out.number("burst_size", bursts.size());
    BfqQueue current = inService;
    if (current != null) {
      current.describe(out, "in_service");
    }
    counters.describe(out);
  }
}
