package io.elevator.core.queue;

import io.elevator.api.AttributeSpec;
import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioStatus;
import io.elevator.api.DeviceGoneException;
import io.elevator.api.Group;
import io.elevator.api.IoContext;
import io.elevator.api.LatencyCollector;
import io.elevator.api.LatencySampling;
import io.elevator.api.Plug;
import io.elevator.api.QueueControl;
import io.elevator.api.QueueLimits;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.core.context.ErrorSink;
import io.elevator.core.context.GroupListener;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.request.BioTarget;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.EndWaiter;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.statistics.ElevatorTotals;
import io.elevator.core.statistics.GroupStatistics;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.BlockDriver;
import io.elevator.spi.DriverFeature;
import io.elevator.spi.DriverShape;
import io.elevator.spi.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The request queue: holds its parts together and is what applications see.
 *
 * <p>Parts are made once. What a switch or an attribute changes (elevator, number of requests, the
 * {@link HardwareQueues} in use, {@link QueueMarks}) is volatile: it is written under {@link
 * #attributeLock}, elevator and number with the queue frozen and quiesced, so that who is inside,
 * or runs, sees one of them throughout. Source: Linux 6.1 {@code struct request_queue}.
 */
public final class BlockQueue implements RequestQueue, BioTarget, GroupListener {
  private final String name;
  private final TimeBase time;
  private final ErrorSink errors;
  private final BlockDriver driver;
  private final DriverShape shape;
  private final ElevatorKind.Catalogue elevators;
  private final int stripes;
  private final boolean metaSeparates;
  private final boolean blocking;
  private final boolean hasBudget;
  private final QueueMarks marks;
  private final FaultInjection faults = new FaultInjection();
  private final QueueIcqs icqs;
  private final Gate gate;
  private final Entrance entrance;
  private final DiskStatistics diskStatistics;
  private final GroupStatistics groupStatistics;
  private final ElevatorTotals elevatorTotals;
  private final RequestContexts contexts;
  private final DriverCalls driverCalls;
  private final Parking parking;
  private final BioPieces pieces = new BioPieces();
  private final Listeners listeners = new Listeners(this);
  private final LatencyCollectors latencies = new LatencyCollectors(this);
  private final Timeouts timeouts;
  private final Requeues requeues;
  private final TagSet tagSet;
  private final HardwareQueues hardwareQueues;
  private final Completer completer;
  private final Submitter submitter;
  private final ElevatorSwitch elevatorSwitch;
  private final QueueSwitches switches;
  private final QueueAttributes attributes;
  private final ElevatorTunables tunables;
  private final QueueReport report;
  private final QueueRemoval removal;
  private final ReentrantLock attributeLock = new ReentrantLock();
  private final Consumer<BlockQueue> whenClosed;

  private volatile @Nullable ElevatorCalls elevatorCalls;
  private volatile int nrRequests;

  /** What was told of a queue that is closed; written once. */
  private volatile @Nullable StatisticsNode lastFigures;

  /**
   * Builds a queue without an elevator over an open drive and starts the drive.
   *
   * @see #switchElevator
   */
  public BlockQueue(QueueSetup setup) {
    this.name = setup.name();
    this.time = setup.time();
    this.errors = setup.errors();
    this.driver = setup.driver();
    this.shape = driver.shape();
    this.elevators = setup.elevators();
    this.stripes = setup.stripes();
    this.metaSeparates = setup.metaSeparates();
    this.whenClosed = setup.whenClosed();
    this.blocking = shape.has(DriverFeature.BLOCKING);
    this.hasBudget = shape.has(DriverFeature.BUDGET);
    this.marks = new QueueMarks(shape);
    this.nrRequests = shape.depth();
    this.gate = new Gate(time);
    this.entrance = new Entrance(stripes, gate);
    this.icqs = new QueueIcqs(setup.id(), entrance::isFrozen, errors, this::contextExited);
    this.diskStatistics = new DiskStatistics(time, stripes);
    this.groupStatistics = new GroupStatistics(stripes);
    this.elevatorTotals = new ElevatorTotals(diskStatistics);
    this.contexts = new RequestContexts(this, icqs);
    this.driverCalls = new DriverCalls(this, driver);
    this.parking = new Parking(this, setup.maxParked());
    this.timeouts = new Timeouts(this, Timeouts.DEFAULT_TICKS);
    this.requeues = new Requeues(this);
    this.tagSet = TagSet.of(driver, shape, time);
    this.hardwareQueues = new HardwareQueues(this, shape, tagSet, stripes);
    this.completer = new Completer(this);
    this.submitter = new Submitter(this, stripes);
    this.switches = new QueueSwitches(this);
    this.elevatorSwitch = new ElevatorSwitch(this, icqs, shape.depth());
    this.attributes = new QueueAttributes(this);
    this.tunables = new ElevatorTunables(this);
    this.report = new QueueReport(this);
    this.removal = new QueueRemoval(this);
    driver.start(hardwareQueues.all().clone());
    tagSet.join(hardwareQueues.all());
  }

  // Parts, for each other.

  TimeBase time() {
    return time;
  }

  BlockDriver driver() {
    return driver;
  }

  public DriverShape shape() {
    return shape;
  }

  ElevatorKind.Catalogue elevators() {
    return elevators;
  }

  QueueMarks marks() {
    return marks;
  }

  FaultInjection faults() {
    return faults;
  }

  Gate gate() {
    return gate;
  }

  Entrance entrance() {
    return entrance;
  }

  /** Returns the disk statistics. */
  public DiskStatistics diskStatistics() {
    return diskStatistics;
  }

  GroupStatistics groupStatistics() {
    return groupStatistics;
  }

  ElevatorTotals elevatorTotals() {
    return elevatorTotals;
  }

  RequestContexts contexts() {
    return contexts;
  }

  DriverCalls driverCalls() {
    return driverCalls;
  }

  Parking parking() {
    return parking;
  }

  BioPieces pieces() {
    return pieces;
  }

  Listeners listeners() {
    return listeners;
  }

  LatencyCollectors latencies() {
    return latencies;
  }

  Timeouts timeouts() {
    return timeouts;
  }

  Requeues requeues() {
    return requeues;
  }

  TagSet tagSet() {
    return tagSet;
  }

  /** Returns the hardware queues in use. */
  CoreHardwareQueue[] hardwareQueues() {
    return hardwareQueues.used();
  }

  /** Returns the hardware queues, those in use and the others. */
  HardwareQueues allHardwareQueues() {
    return hardwareQueues;
  }

  Completer completer() {
    return completer;
  }

  Submitter submitter() {
    return submitter;
  }

  ElevatorSwitch elevatorSwitch() {
    return elevatorSwitch;
  }

  QueueSwitches switches() {
    return switches;
  }

  ReentrantLock attributeLock() {
    return attributeLock;
  }

  /** Returns the queue's identity and its icqs. */
  public QueueIcqs identity() {
    return icqs;
  }

  // State, for the parts.

  int stripes() {
    return stripes;
  }

  int stripeOf(Task task) {
    int stripe = task.stripe();
    return stripe < stripes ? stripe : stripe % stripes;
  }

  CoreHardwareQueue hardwareQueueOf(int stripe) {
    return hardwareQueues.of(stripe);
  }

  boolean hasOneHardwareQueue() {
    return hardwareQueues.used().length == 1;
  }

  boolean isBlocking() {
    return blocking;
  }

  boolean hasBudget() {
    return hasBudget;
  }

  boolean metaSeparates() {
    return metaSeparates;
  }

  boolean isQuiesced() {
    return switches.isQuiesced();
  }

  @Nullable ElevatorCalls elevatorCalls() {
    return elevatorCalls;
  }

  int nrRequests() {
    return nrRequests;
  }

  void nrRequests(int value) {
    nrRequests = value;
  }

  void elevatorChanged(@Nullable ElevatorCalls calls, int requests) {
    latencies.wanted(calls != null && calls.attachment().needsLatency());
    elevatorCalls = calls;
    nrRequests = requests;
  }

  /** Makes a timer whose callback is inside the queue: runs that it asks for come as it ends. */
  Timer newTimer(Timer.Callback callback) {
    return time.newTimer(now -> {
      Activation activation = Activation.current();
      boolean was = activation.enter();
      try {
        callback.fired(now);
      } catch (RuntimeException | Error e) {
        report("timer", e);
      } finally {
        activation.leave(was);
      }
    });
  }

  /** Takes a defect that has nobody to be thrown at. */
  void report(String where, Throwable defect) {
    errors.report(name + ": " + where, defect);
  }

  /** Whether the calling thread holds a lock of the queue other than for attributes. */
  boolean isLockHeld() {
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      if (hctx.isLockHeld()) {
        return true;
      }
    }
    return requeues.isLockHeld() || icqs.lock().isHeldByCurrentThread();
  }

  /** A run has ended; somebody may wait for that. */
  void runEnded() {
    if (switches.isQuiesced()) {
      gate.changed();
    }
  }

  /** Asks for a run of all hardware queues as the thread leaves. */
  void requestRunAll(Activation activation) {
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      activation.requestRun(hctx);
    }
  }

  /** Asks for a run of all hardware queues, outside this call and all locks. */
  void runAll() {
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      hctx.run();
    }
  }

  /** Asks for a run of all hardware queues after some time. */
  void runAllAfter(long nanos) {
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      hctx.runAfter(nanos);
    }
  }

  // BioTarget.

  @Override
  public void proceed(CoreBio bio) {
    Activation activation = Activation.current();
    submitter.start(bio, null, activation, time.now());
  }

  @Override
  public void deliver(CoreBio bio) {
    BioCallback callback = bio.callback();
    EndWaiter waiter = bio.waiter();
    bio.giveBack();
    if (callback != null) {
      try {
        callback.ended(bio);
      } catch (RuntimeException | Error e) {
        report("callback of a bio", e);
      }
    }
    if (waiter != null) {
      waiter.wake();
    }
  }

  // RequestQueue.

  @Override
  public int id() {
    return icqs.id();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long capacitySectors() {
    return shape.capacitySectors();
  }

  @Override
  public QueueLimits limits() {
    return marks.limits();
  }

  @Override
  public void submit(Bio bio) {
    submitter.submit((CoreBio) bio, null);
  }

  @Override
  public void submit(Bio bio, Plug plug) {
    submitter.submit((CoreBio) bio, ((CorePlug) plug).effective());
  }

  @Override
  public void execute(Bio bio, boolean atHead) {
    submitter.execute((CoreBio) bio, atHead, false);
  }

  @Override
  public void executeReserved(Bio bio, boolean atHead) {
    submitter.execute((CoreBio) bio, atHead, true);
  }

  @Override
  public BioStatus submitAndWait(Bio bio) {
    requireOutside("submitAndWait");
    CoreBio core = (CoreBio) bio;
    var wait = new WaitForEnd(gate);
    core.waiter(wait);
    try {
      submitter.submit(core, null);
    } catch (RuntimeException | Error e) {
      core.waiter(null);
      // Its driver may count on it.
      wait.doWork();
      throw e;
    }
    submitter.releaseKept();
    return wait.await(core);
  }

  /**
   * Flushes the thread's plug, as it is going to wait.
   *
   * @throws IllegalStateException if it is inside the queue and would wait for itself
   */
  void requireOutside(String what) {
    Activation activation = Activation.current();
    if (activation.isInside()) {
      throw new IllegalStateException(
          what
              + " on "
              + name
              + " from a callback or a driver, where waiting could wait for itself");
    }
    activation.flushPlug();
  }

  @Override
  public boolean cancel(Bio bio) {
    return parking.cancel((CoreBio) bio);
  }

  @Override
  public String elevator() {
    AttachedElevator attached = elevatorSwitch.attached();
    return attached == null ? "none" : attached.kind().name();
  }

  @Override
  public void switchElevator(String elevator) {
    switches.switchElevator(elevator);
  }

  @Override
  public List<AttributeSpec> attributes() {
    return attributes.specs();
  }

  @Override
  public String attribute(String attribute) {
    return attributes.show(attribute);
  }

  @Override
  public void setAttribute(String attribute, String value) {
    attributes.store(attribute, value);
  }

  @Override
  public List<AttributeSpec> elevatorAttributes() {
    return tunables.specs();
  }

  @Override
  public String elevatorAttribute(String attribute) {
    return tunables.show(attribute);
  }

  @Override
  public void setElevatorAttribute(String attribute, String value) {
    tunables.store(attribute, value);
  }

  // GroupListener.

  @Override
  public void weightChanged(Group group) {
    tunables.tell((elevator, now) -> elevator.groupWeightChanged(group, now));
  }

  @Override
  public void removed(Group group) {
    tunables.tell((elevator, now) -> elevator.groupRemoved(group, now));
    groupStatistics.forget(group);
  }

  @Override
  public QueueControl control() {
    return switches;
  }

  @Override
  public StatisticsNode statistics() {
    StatisticsNode last = lastFigures;
    return last == null ? report.snapshot() : last;
  }

  @Override
  public @Nullable StatisticsNode statistics(Task task) {
    return report.of(task);
  }

  QueueReport report() {
    return report;
  }

  @Override
  public String debugState() {
    return DebugState.of(this);
  }

  @Override
  public String stat() {
    return diskStatistics.stat(report.inFlight(), time.now());
  }

  @Override
  public String inFlight() {
    return report.inFlight(false) + " " + report.inFlight(true);
  }

  @Override
  public void addListener(QueueListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(QueueListener listener) {
    listeners.remove(listener);
  }

  @Override
  public LatencySampling collectLatencies(int buckets, LatencyCollector collector) {
    return latencies.add(buckets, collector);
  }

  private void contextExited(IoContext context, long now) {
    listeners.tell("contextExited", each -> each.contextExited(context, now));
  }

  @Override
  public void close() {
    removal.close(null);
  }

  @Override
  public boolean close(Duration limit) {
    return removal.close(limit);
  }

  /** Returns how many hardware queues are in use. */
  public int hardwareQueueCount() {
    return hardwareQueues.used().length;
  }

  /** All I/O has ended, or been given up; elevator and drive go now. */
  void keepLastFigures() {
    lastFigures = report.snapshot();
  }

  /** The removal is complete. */
  void closed() {
    whenClosed.accept(this);
  }

  /** Throws if the queue is closed or being closed. */
  void requireAlive() {
    if (entrance.isDead()) {
      throw new DeviceGoneException("the queue " + name + " is closed");
    }
  }

  @Override
  public String toString() {
    return "queue " + name;
  }
}
