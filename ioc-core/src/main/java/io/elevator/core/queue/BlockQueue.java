package io.elevator.core.queue;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioStatus;
import io.elevator.api.DeviceGoneException;
import io.elevator.api.Group;
import io.elevator.api.IoContext;
import io.elevator.api.MemoryRegistration;
import io.elevator.api.Plug;
import io.elevator.api.QueueAdmin;
import io.elevator.api.QueueLimits;
import io.elevator.api.QueueMetrics;
import io.elevator.api.RequestQueue;
import io.elevator.core.context.GroupListener;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.request.BioTarget;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.EndWaiter;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.statistics.ElevatorTotals;
import io.elevator.core.statistics.GroupStatistics;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverShape;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The request queue: holds its parts together.
 *
 * <p>Parts are made once. What a switch or an attribute changes (elevator, number of requests, the
 * {@link HardwareQueues} in use, {@link QueueMarks}) is volatile: it is written under {@link
 * #attributeLock}, elevator and number with the queue frozen and quiesced, so that who is inside,
 * or runs, sees one of them throughout. Source: Linux 6.1 {@code struct request_queue}.
 */
public final class BlockQueue implements RequestQueue, BioTarget, GroupListener {
  private final String name;
  private final TimeBase time;
  private final QueueErrors errors;
  private final BlockDriver driver;
  private final DriverShape shape;
  private final ElevatorKind.Catalogue elevators;
  private final int stripes;
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
  private final BioPieces pieces;
  private final Listeners listeners = new Listeners(this);
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
  private final QueueDeath death = new QueueDeath(this);
  private final AdministrativeWaits waits;
  private final Quarantine quarantine;
  private final Administration administration;
  private final Metrics metrics;
  private final ReentrantLock attributeLock = new ReentrantLock();
  private final Consumer<BlockQueue> whenClosed;

  private final ElevatorInUse elevatorInUse;
  private final BioMerges merges;
  private final Inserter inserter;

  /**
   * Builds a queue without an elevator over an open drive and starts the drive.
   *
   * @see #switchElevator
   */
  public BlockQueue(QueueSetup setup) {
    this.name = setup.name();
    this.time = setup.time();
    this.errors = new QueueErrors(setup.errors(), name);
    this.driver = setup.driver();
    this.shape = driver.shape();
    this.elevators = setup.elevators();
    this.stripes = setup.stripes();
    this.whenClosed = setup.whenClosed();
    this.waits = new AdministrativeWaits(this, setup.administrationNanos());
    this.blocking = shape.has(DriverFeature.BLOCKING);
    this.hasBudget = shape.has(DriverFeature.BUDGET);
    this.marks = new QueueMarks(shape);
    this.elevatorInUse = new ElevatorInUse(shape.depth());
    this.pieces = new BioPieces(errors);
    this.gate = new Gate(time);
    this.entrance = new Entrance(stripes, gate);
    this.icqs =
        new QueueIcqs(setup.id(), entrance::isFrozen, this::reportOfElevator, this::contextExited);
    this.diskStatistics = new DiskStatistics(time, stripes);
    this.groupStatistics = new GroupStatistics(stripes);
    this.elevatorTotals = new ElevatorTotals(diskStatistics);
    this.contexts = new RequestContexts(this, icqs);
    this.driverCalls = new DriverCalls(this, driver);
    this.timeouts = new Timeouts(this, Timeouts.DEFAULT_TICKS);
    this.requeues = new Requeues(this);
    this.tagSet = TagSet.of(driver, shape, time, line -> wakeSoon(line, time));
    this.completer = new Completer(this);
    this.merges = new BioMerges(marks, elevatorInUse, time, completer, diskStatistics, listeners);
    this.hardwareQueues =
        new HardwareQueues(
            shape.hardwareQueues(),
            stripes,
            tagSet.isCommon(),
            elevatorInUse,
            this::newHardwareQueue);
    this.parking =
        new Parking(
            setup.maxParked(),
            time,
            this::newTimer,
            hardwareQueues,
            entrance,
            completer,
            this::retryEntry);
    this.inserter =
        new Inserter(
            shape,
            tagSet.isOfHost(),
            stripes,
            hardwareQueues,
            elevatorInUse,
            marks,
            entrance,
            driverCalls,
            completer,
            listeners,
            this::runEnded);
    this.submitter =
        new Submitter(
            this,
            time,
            stripes,
            hardwareQueues,
            elevatorInUse,
            marks,
            death,
            entrance,
            parking,
            new BioChecks(toString(), shape, marks, setup.tasks(), faults),
            pieces,
            merges,
            inserter,
            contexts,
            completer,
            diskStatistics,
            listeners);
    this.switches = new QueueSwitches(this);
    this.elevatorSwitch = new ElevatorSwitch(this, icqs, shape.depth());
    this.attributes = new QueueAttributes(this);
    this.tunables = new ElevatorTunables(this);
    this.report = new QueueReport(this);
    this.removal = new QueueRemoval(this);
    this.quarantine = new Quarantine(this, setup.defects());
    this.administration =
        new Administration(elevatorSwitch, switches, attributes, tunables, removal);
    this.metrics = new Metrics(report, listeners, () -> DebugState.of(this));
    gate.watch(quarantine::drains);
    driver.start(hardwareQueues.all().clone());
    tagSet.join(hardwareQueues.all());
  }

  private CoreHardwareQueue newHardwareQueue(
      int index, @Nullable CoreHardwareQueue first, Staging.Stripes dealt) {
    return new CoreHardwareQueue(
        this,
        index,
        tagSet.source(index),
        first,
        dealt,
        driver,
        blocking,
        this::isQuiesced,
        time,
        timeouts,
        completer,
        requeues,
        errors,
        this::retryAllocation,
        this::newDispatcher);
  }

  /** Has the next waiter for shared tags woken as the thread leaves the library. */
  private static void wakeSoon(SharedTags.Line line, TimeBase time) {
    try (Activation activation = Activation.enter(time)) {
      activation.passOn(line);
    }
  }

  private Dispatcher newDispatcher(CoreHardwareQueue hctx) {
    return new Dispatcher(
        hctx,
        elevatorInUse,
        marks,
        death,
        driverCalls,
        hasBudget,
        merges,
        completer,
        time,
        errors,
        this::runEnded,
        this::runAllAfter);
  }

  // The submitter is made last, as it needs the parts that resume bios through it.

  private boolean retryAllocation(CoreBio bio, Activation activation) {
    return submitter.retryAllocation(bio, activation);
  }

  private boolean retryEntry(CoreBio bio, Activation activation) {
    return submitter.retryEntry(bio, activation);
  }

  // What applications see.

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
    waits.requireOutside("submitAndWait");
    return WaitForEnd.submit((CoreBio) bio, this, submitter);
  }

  @Override
  public boolean cancel(Bio bio) {
    return parking.cancel((CoreBio) bio);
  }

  @Override
  public MemoryRegistration registerMemory(MemorySegment memory) {
    if (!memory.isNative() || memory.byteSize() == 0) {
      throw new IllegalArgumentException(
          memory + " cannot be registered; expected native memory that is not empty");
    }
    if (!memory.scope().isAlive()) {
      throw new IllegalStateException(memory + " is closed");
    }
    requireAlive();
    return driver.registerMemory(memory);
  }

  @Override
  public QueueAdmin admin() {
    return administration;
  }

  @Override
  public QueueMetrics metrics() {
    return metrics;
  }

  @Override
  public void close() {
    removal.close(null);
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

  BioMerges merges() {
    return merges;
  }

  Inserter inserter() {
    return inserter;
  }

  ElevatorSwitch elevatorSwitch() {
    return elevatorSwitch;
  }

  QueueSwitches switches() {
    return switches;
  }

  QueueAttributes attributeTable() {
    return attributes;
  }

  ElevatorTunables tunables() {
    return tunables;
  }

  QueueReport report() {
    return report;
  }

  QueueRemoval removal() {
    return removal;
  }

  AdministrativeWaits waits() {
    return waits;
  }

  Quarantine quarantine() {
    return quarantine;
  }

  QueueDeath death() {
    return death;
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

  boolean isBlocking() {
    return blocking;
  }

  boolean isQuiesced() {
    return switches.isQuiesced();
  }

  @Nullable ElevatorCalls elevatorCalls() {
    return elevatorInUse.calls();
  }

  int nrRequests() {
    return elevatorInUse.requests();
  }

  void nrRequests(int value) {
    elevatorInUse.requests(value);
  }

  void elevatorChanged(@Nullable ElevatorCalls calls, int requests) {
    elevatorInUse.change(calls, requests);
  }

  /** Makes a timer whose callback is inside the queue: runs that it asks for come as it ends. */
  Timer newTimer(Timer.Callback callback) {
    return time.newTimer(now -> Activation.fire(this, callback, now));
  }

  /** Reports a defect that has no caller to be thrown at. Throws nothing. */
  void report(String where, Throwable defect) {
    errors.report(where, defect);
  }

  /**
   * Reports a defect of an extension that has no caller to be thrown at. Throws nothing.
   *
   * @param part extension that failed, such as {@code listener}
   * @param where method of it that failed
   */
  void report(String part, String where, Throwable defect) {
    errors.report(part, where, defect);
  }

  /**
   * Reports a defect of the elevator in a hook that the contexts call, and counts it. Throws
   * nothing.
   */
  void reportOfElevator(String hook, Throwable defect) {
    ElevatorCalls calls = elevatorInUse.calls();
    if (calls == null) {
      report(hook, defect);
    } else {
      calls.report(hook, defect);
    }
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
      removal.threadLeft();
    }
  }

  /** Asks for a run of all hardware queues as the thread leaves. */
  void requestRunAll(Activation activation) {
    hardwareQueues.requestRunAll(activation);
  }

  /** Asks for a run wherever there may be work, as the thread leaves. */
  void requestRunWhereDue(Activation activation) {
    hardwareQueues.requestRunWhereDue(activation);
  }

  /** Asks for a run wherever there may be work, outside this call and all locks. */
  void runAll() {
    hardwareQueues.runAll();
  }

  /** Asks for a run wherever there may be work after some time, or before. */
  void runAllAfter(long nanos) {
    hardwareQueues.runAllAfter(nanos);
  }

  // BioTarget.

  @Override
  public void proceed(CoreBio bio) {
    Activation activation = Activation.current();
    activation.beginStep(time);
    submitter.proceed(bio, activation);
  }

  @Override
  public void deliver(CoreBio bio) {
    BioCallback callback = bio.callback();
    EndWaiter waiter = bio.waiter();
    bio.giveBack();
    if (callback != null) {
      try {
        callback.ended(bio);
      } catch (Throwable e) {
        report("callback of a bio", e);
      }
    }
    if (waiter != null) {
      waiter.wake();
    }
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

  private void contextExited(IoContext context, long now) {
    listeners.contextExited(context, now);
  }

  /**
   * Refuses a wait for queues.
   *
   * @throws IllegalStateException if the calling thread is in a callback or a driver
   */
  public static void requireNoCallback(String what) {
    AdministrativeWaits.requireNoCallback(what);
  }

  /**
   * Runs an action on a queue that the application does not have yet (a new one, or one whose
   * opening failed) as if the calling thread was in no callback.
   */
  public static void apart(Runnable work) {
    Activation.apart(work);
  }

  /** Returns how many hardware queues are in use. */
  public int hardwareQueueCount() {
    return hardwareQueues.used().length;
  }

  /** The removal is complete. */
  void closed() {
    whenClosed.accept(this);
  }

  /** Declares the queue dead, as {@link io.elevator.spi.driver.DriverContext#declareDead} says. */
  public void declareDead(String where, Throwable cause) {
    death.declare(where, cause);
  }

  /** Throws if the queue is dead, closed or being closed. */
  void requireAlive() {
    if (entrance.isDead()) {
      throw new DeviceGoneException("the queue " + name + death.state());
    }
  }

  @Override
  public String toString() {
    return "queue " + name;
  }
}
