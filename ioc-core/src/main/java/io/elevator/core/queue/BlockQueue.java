package io.elevator.core.queue;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioStatus;
import io.elevator.api.Group;
import io.elevator.api.MemoryRegistration;
import io.elevator.api.Plug;
import io.elevator.api.QueueAdmin;
import io.elevator.api.QueueLimits;
import io.elevator.api.QueueMetrics;
import io.elevator.api.RequestQueue;
import io.elevator.core.context.GroupListener;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.ElevatorAttachment;
import io.elevator.core.request.EndWaiter;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.statistics.ElevatorTotals;
import io.elevator.core.statistics.GroupStatistics;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.RequestList;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverShape;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The request queue: holds its parts together.
 *
 * <p>Parts are made once. What a switch or an attribute changes (elevator, number of requests, the
 * {@link HardwareQueues} in use, {@link QueueMarks}) is volatile: it is written under {@link
 * #attributeLock}, elevator and number with the queue frozen and quiesced, so that who is inside,
 * or runs, sees one of them throughout. Source: Linux 6.1 {@code struct request_queue}.
 */
public final class BlockQueue implements RequestQueue, QueueOfRequests, GroupListener {
  private final String name;
  private final TimeBase time;
  private final QueueErrors errors;
  private final BlockDriver driver;
  private final DriverShape shape;
  private final DriverFile device;
  private final ElevatorKind.Catalogue elevators;
  private final int stripes;
  private final boolean blocking;
  private final boolean hasBudget;
  private final QueueMarks marks;
  private final FaultInjection faults = new FaultInjection();
  private final QueueIcqs icqs;
  private final Listeners listeners;
  private final QueueLife life;
  private final Defects defects;
  private final QueueDeath death;
  private final Gate gate;
  private final Entrance entrance;
  private final DiskStatistics diskStatistics;
  private final GroupStatistics groupStatistics;
  private final ElevatorTotals elevatorTotals;
  private final RequestContexts contexts;
  private final DriverCalls driverCalls;
  private final Parking parking;
  private final BioPieces pieces;
  private final Timeouts timeouts;
  private final Requeues requeues;
  private final TagSet tagSet;
  private final HardwareQueues hardwareQueues;
  private final Completer completer;
  private final Submitter submitter;
  private final ElevatorSwitch elevatorSwitch;
  private final QueueSwitches switches;
  private final ElevatorTunables tunables;
  private final QueueRemoval removal;
  private final AdministrativeWaits waits;
  private final Quarantine quarantine;
  private final Administration administration;
  private final Metrics metrics;
  private final ReentrantLock attributeLock = new ReentrantLock();

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
    this.listeners = new Listeners(errors);
    this.driver = setup.driver();
    this.shape = driver.shape();
    this.device =
        new DriverFile(
            driver, shape.name(), 0, Math.min(shape.capacitySectors(), Long.MAX_VALUE >> 9) << 9);
    this.elevators = setup.elevators();
    this.stripes = setup.stripes();
    this.blocking = shape.has(DriverFeature.BLOCKING);
    this.hasBudget = shape.has(DriverFeature.BUDGET);
    this.marks = new QueueMarks(shape);
    this.elevatorInUse = new ElevatorInUse(shape.depth());
    this.pieces = new BioPieces(errors);
    this.gate = new Gate(time);
    this.entrance = new Entrance(stripes, gate);
    this.life = new QueueLife(name, entrance);
    this.icqs =
        new QueueIcqs(
            setup.id(), entrance::isFrozen, this::reportOfElevator, listeners::contextExited);
    this.diskStatistics = new DiskStatistics(time, stripes);
    this.groupStatistics = new GroupStatistics(stripes);
    this.elevatorTotals = new ElevatorTotals(diskStatistics);
    this.contexts = new RequestContexts(this::reportOfElevator, icqs);
    this.defects = new Defects(time, shape, errors, this::declareDead, setup.defects());
    this.tagSet = TagSet.of(driver, shape, time, line -> wakeSoon(line, time));
    this.completer =
        new Completer(
            marks,
            time,
            entrance,
            listeners,
            contexts,
            diskStatistics,
            groupStatistics,
            faults,
            tagSet,
            pieces,
            errors,
            elevatorInUse,
            defects,
            this::every);
    this.driverCalls = new DriverCalls(defects, marks, completer, driver);
    this.timeouts =
        new Timeouts(
            entrance,
            completer,
            driverCalls,
            errors,
            this::newTimer,
            time,
            this::hardwareQueues,
            this::isIssuing,
            Timeouts.DEFAULT_TICKS);
    this.requeues =
        new Requeues(
            time,
            listeners,
            completer,
            errors,
            elevatorInUse,
            this::insertAgain,
            this::requestRunWhereDue);
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
            device,
            time,
            stripes,
            hardwareQueues,
            elevatorInUse,
            marks,
            life,
            entrance,
            parking,
            new BioChecks(toString(), shape, device, marks, setup.tasks(), faults),
            pieces,
            merges,
            inserter,
            contexts,
            completer,
            diskStatistics,
            listeners);
    this.waits =
        new AdministrativeWaits(
            marks, entrance, gate, hardwareQueues, errors, life, setup.administrationNanos());
    this.death =
        new QueueDeath(
            marks,
            time,
            entrance,
            gate,
            completer,
            requeues,
            parking,
            hardwareQueues,
            errors,
            life);
    this.elevatorSwitch =
        new ElevatorSwitch(
            time,
            tagSet,
            elevators,
            hardwareQueues,
            errors,
            elevatorInUse,
            this::attach,
            icqs,
            shape.depth());
    this.switches =
        new QueueSwitches(
            inserter,
            gate,
            this::changeEnded,
            time,
            entrance,
            waits,
            listeners,
            elevatorSwitch,
            requeues,
            parking,
            elevatorTotals,
            shape,
            elevators,
            attributeLock,
            hardwareQueues,
            errors,
            life);
    this.quarantine =
        new Quarantine(
            life,
            time,
            entrance,
            waits,
            listeners,
            elevatorSwitch,
            switches,
            elevatorTotals,
            attributeLock,
            icqs,
            death,
            hardwareQueues,
            errors,
            elevatorInUse,
            this::newTimer,
            defects);
    this.tunables = new ElevatorTunables(time, entrance, waits, elevatorSwitch, errors);
    var sources =
        new ReportSources(
            entrance,
            elevatorSwitch,
            completer,
            requeues,
            parking,
            contexts,
            diskStatistics,
            groupStatistics,
            elevatorTotals,
            faults,
            timeouts,
            driver,
            shape,
            icqs,
            quarantine,
            hardwareQueues,
            elevatorInUse,
            marks,
            switches);
    QueueReport report = new QueueReport(sources, errors, time);
    this.removal =
        new QueueRemoval(
            marks,
            time,
            entrance,
            gate,
            waits,
            elevatorSwitch,
            switches,
            completer,
            parking,
            diskStatistics,
            timeouts,
            tagSet,
            driver,
            attributeLock,
            death,
            quarantine,
            hardwareQueues,
            errors,
            report,
            () -> setup.whenClosed().accept(this));
    this.administration =
        new Administration(
            elevatorSwitch,
            switches,
            new QueueAttributes(
                this::changeEnded,
                marks,
                entrance,
                waits,
                elevatorSwitch,
                switches,
                timeouts,
                shape,
                elevators,
                attributeLock,
                errors,
                elevatorInUse,
                new DiskAttributes(faults, hardwareQueues, report, shape)),
            tunables,
            removal);
    this.metrics = new Metrics(report, listeners, () -> DebugState.of(sources, errors, report));
    gate.watch(quarantine::drains);
    driver.start(hardwareQueues.all().clone());
    tagSet.join(hardwareQueues.all());
  }

  private CoreHardwareQueue[] every() {
    return hardwareQueues.all();
  }

  private boolean isIssuing() {
    return inserter.isIssuing();
  }

  private void insertAgain(QueueRequest rq, boolean atHead, Activation activation) {
    inserter.insertAgain(rq, atHead, activation);
  }

  private void endWaiting(BioStatus status) {
    death.endWaiting(status);
  }

  private void changeEnded() {
    removal.changeEnded();
  }

  private void thresholdReached(ElevatorCalls calls, String hook, Throwable thrown) {
    quarantine.ask(calls, hook, thrown);
  }

  private ElevatorCalls makeCalls(ElevatorAttachment attachment, String elevator) {
    return new ElevatorCalls(
        time,
        entrance,
        listeners,
        completer,
        errors,
        hardwareQueues,
        defects.newCounter(),
        this::thresholdReached,
        attachment,
        elevator);
  }

  private AttachedElevator attach(ElevatorKind kind, CoreHardwareQueue[] cores, int nrRequests) {
    return new AttachedElevator(
        merges,
        gate,
        marks,
        time,
        entrance,
        listeners,
        contexts,
        diskStatistics,
        tagSet,
        driver,
        icqs,
        stripes,
        errors,
        elevatorInUse,
        hardwareQueues,
        this::newTimer,
        this::makeCalls,
        kind,
        cores,
        nrRequests);
  }

  private CoreHardwareQueue newHardwareQueue(
      int index, @Nullable CoreHardwareQueue first, Staging.Stripes dealt) {
    return new CoreHardwareQueue(
        this,
        name,
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
        this::newTimer,
        this::newFlushMachine,
        this::newDispatcher);
  }

  /** Has the next waiter for shared tags woken as the thread leaves the library. */
  private static void wakeSoon(SharedTags.Line line, TimeBase time) {
    try (Activation activation = Activation.enter(time)) {
      activation.passOn(line);
    }
  }

  private FlushMachine newFlushMachine(CoreHardwareQueue hctx) {
    return new FlushMachine(
        marks, listeners, completer, requeues, diskStatistics, driver, elevatorInUse, hctx);
  }

  private Dispatcher newDispatcher(CoreHardwareQueue hctx) {
    return new Dispatcher(
        hctx,
        elevatorInUse,
        marks,
        this::endWaiting,
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
  public DriverFile device() {
    return device;
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
    return WaitForEnd.submit((CoreBio) bio, gate, errors, submitter);
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
    life.requireAlive();
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

  @Override
  public TimeBase time() {
    return time;
  }

  BlockDriver driver() {
    return driver;
  }

  public DriverShape shape() {
    return shape;
  }

  QueueMarks marks() {
    return marks;
  }

  QueueLife life() {
    return life;
  }

  ElevatorInUse elevatorInUse() {
    return elevatorInUse;
  }

  Entrance entrance() {
    return entrance;
  }

  /** Returns the disk statistics. */
  public DiskStatistics diskStatistics() {
    return diskStatistics;
  }

  Parking parking() {
    return parking;
  }

  @Override
  public Listeners listeners() {
    return listeners;
  }

  @Override
  public Timeouts timeouts() {
    return timeouts;
  }

  Requeues requeues() {
    return requeues;
  }

  /** Returns the hardware queues in use. */
  CoreHardwareQueue[] hardwareQueues() {
    return hardwareQueues.used();
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

  QueueRemoval removal() {
    return removal;
  }

  Quarantine quarantine() {
    return quarantine;
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

  boolean isQuiesced() {
    return switches.isQuiesced();
  }

  int nrRequests() {
    return elevatorInUse.requests();
  }

  /** Makes a timer whose callback is inside the queue: runs that it asks for come as it ends. */
  Timer newTimer(Timer.Callback callback) {
    return time.newTimer(now -> {
      try {
        Activation.fire(this, callback, now);
      } finally {
        removal.threadLeft();
      }
    });
  }

  /** Reports a defect that has no caller to be thrown at. Throws nothing. */
  @Override
  public void report(String where, Throwable defect) {
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

  // QueueOfRequests.

  @Override
  public boolean isMergingOff() {
    return marks.isMergingOff();
  }

  @Override
  public void issuePlugged(RequestList list, Activation activation) {
    inserter.issuePlugged(list, activation);
  }

  @Override
  public void insertGroup(
      CoreHardwareQueue hctx,
      int stripe,
      RequestList group,
      boolean waiting,
      Activation activation) {
    inserter.insertGroup(hctx, stripe, group, waiting, activation);
  }

  @Override
  public void freeUnused(QueueRequest rq, Activation activation) {
    completer.freeUnused(rq, activation);
  }

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

  /** Declares the queue dead, as {@link io.elevator.spi.driver.DriverContext#declareDead} says. */
  public void declareDead(String where, Throwable cause) {
    death.declare(where, cause);
  }

  @Override
  public String toString() {
    return "queue " + name;
  }
}
