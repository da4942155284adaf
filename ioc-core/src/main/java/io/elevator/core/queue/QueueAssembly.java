package io.elevator.core.queue;

import io.elevator.core.context.QueueIcqs;
import io.elevator.core.queue.callouts.DriverCalls;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.complete.Completer;
import io.elevator.core.queue.complete.DriverHardwareQueue;
import io.elevator.core.queue.complete.FlushMachine;
import io.elevator.core.queue.complete.Flushes;
import io.elevator.core.queue.complete.Requeues;
import io.elevator.core.queue.complete.Timeouts;
import io.elevator.core.queue.files.OpenFiles;
import io.elevator.core.queue.run.Dispatcher;
import io.elevator.core.queue.run.HardwareQueueRuns;
import io.elevator.core.queue.run.QueueRuns;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.BioPieces;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Defects;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.FaultInjection;
import io.elevator.core.queue.state.Gate;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueLife;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.QueueTimers;
import io.elevator.core.queue.state.Runs;
import io.elevator.core.queue.state.Staging;
import io.elevator.core.queue.state.StuckThreads;
import io.elevator.core.queue.state.TagSet;
import io.elevator.core.queue.submit.BioChecks;
import io.elevator.core.queue.submit.BioMerges;
import io.elevator.core.queue.submit.BioPlacement;
import io.elevator.core.queue.submit.Inserter;
import io.elevator.core.queue.submit.Parking;
import io.elevator.core.queue.submit.Submitter;
import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.request.CoreBio;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.statistics.GroupStatistics;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverShape;
import org.jspecify.annotations.Nullable;

/**
 * Builds the parts that the paths of a bio need and connects them; {@link AdministrationAssembly}
 * builds the others. {@link BlockQueue} takes finished parts from here. No part knows the assembly:
 * where a part needs another one that is created later, it gets a method of this class as a
 * function.
 *
 * <p>Parts are created once. The values that a switch or an attribute changes (elevator, number of
 * requests, the {@link HardwareQueues} in use, {@link QueueMarks}) are volatile and written under
 * {@link AdministrationAssembly#attributeLock}. Elevator and number change only while the queue is
 * frozen and quiesced, so that a runner, or a thread with an outstanding request, always sees the
 * same values.
 */
final class QueueAssembly {
  private final BlockQueue queue;
  final String name;
  final TimeBase time;
  final QueueErrors errors;
  final BlockDriver driver;
  final DriverShape shape;
  final DriverFile device;
  final @Nullable OpenFiles files;
  final int stripes;
  final QueueMarks marks;
  final FaultInjection faults = new FaultInjection();
  final QueueIcqs icqs;
  final Listeners listeners;
  final QueueTimers timers;
  final StuckThreads stuckThreads;
  final QueueLife life;
  final Defects defects;
  final Gate gate;
  final Entrance entrance;
  final DiskStatistics diskStatistics;
  final GroupStatistics groupStatistics;
  final DriverCalls driverCalls;
  final Parking parking;
  private final BioPieces pieces;
  final Timeouts timeouts;
  final Requeues requeues;
  final TagSet tagSet;
  final HardwareQueues hardwareQueues;
  final QueueRuns runs;
  final Flushes flushes = new Flushes();
  final Completer completer;
  final Submitter submitter;
  final AdministrationAssembly administration;
  final ElevatorInUse elevatorInUse;
  final BioMerges merges;
  final Inserter inserter;

  /**
   * Builds the parts of a queue without an elevator over an open drive.
   *
   * @param queue queue that the parts belong to; only its clock and its name are set
   */
  QueueAssembly(QueueSetup setup, BlockQueue queue) {
    this.queue = queue;
    this.name = setup.name();
    this.time = setup.time();
    this.errors = new QueueErrors(setup.errors(), name);
    this.listeners = new Listeners(errors);
    this.timers = new QueueTimers(time, errors, this::threadLeft);
    this.stuckThreads = new StuckThreads(time, timers, errors);
    this.driver = setup.driver();
    this.shape = driver.shape();
    this.device =
        new DriverFile(
            driver, shape.name(), 0, Math.min(shape.capacitySectors(), Long.MAX_VALUE >> 9) << 9);
    this.stripes = setup.stripes();
    DriverFiles driverFiles = driver.files();
    this.marks = new QueueMarks(shape, driverFiles == null || driverFiles.hasVolatileCache());
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
    this.files = driverFiles == null ? null : new OpenFiles(driver, driverFiles, life, errors);
    this.defects = new Defects(time, shape, errors, this::declareDead, setup.defects());
    this.tagSet = TagSet.of(driver, shape, time, line -> wakeSoon(line, time));
    this.completer =
        new Completer(
            marks,
            entrance,
            listeners,
            diskStatistics,
            groupStatistics,
            pieces,
            errors,
            elevatorInUse,
            flushes);
    this.driverCalls = new DriverCalls(defects, marks, driver);
    this.timeouts =
        new Timeouts(
            entrance,
            completer,
            driverCalls,
            errors,
            timers,
            time,
            this::used,
            this::isIssuing,
            Timeouts.DEFAULT_TICKS);
    this.requeues =
        new Requeues(
            time,
            timers,
            listeners,
            errors,
            elevatorInUse,
            this::insertAgain,
            this::requestRunWhereDue);
    this.merges = new BioMerges(marks, elevatorInUse, time, completer, diskStatistics, listeners);
    this.hardwareQueues =
        new HardwareQueues(
            shape.hardwareQueues(), stripes, tagSet.isCommon(), this::newHardwareQueue);
    this.runs = new QueueRuns(hardwareQueues, elevatorInUse);
    this.parking =
        new Parking(
            setup.maxParked(), time, timers, hardwareQueues, entrance, completer, this::retryEntry);
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
    var placement =
        new BioPlacement(
            queue,
            hardwareQueues,
            elevatorInUse,
            marks,
            entrance,
            parking,
            merges,
            inserter,
            flushes,
            completer,
            diskStatistics,
            listeners);
    this.submitter =
        new Submitter(
            queue,
            device,
            time,
            stripes,
            hardwareQueues,
            marks,
            life,
            entrance,
            parking,
            new BioChecks(queue.toString(), shape, device, marks, setup.tasks(), faults),
            pieces,
            placement,
            completer);
    this.administration = new AdministrationAssembly(setup, queue, this);
    gate.watch(administration.quarantine::drains);
  }

  /** Starts the drive, which may call the queue from now on. */
  void start() {
    DriverQueue[] queues = new DriverQueue[hardwareQueues.all().length];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = hardwareQueues.all()[i].driverQueue();
    }
    driver.start(queues);
    tagSet.join(hardwareQueues.all());
  }

  private CoreHardwareQueue[] every() {
    return hardwareQueues.all();
  }

  private CoreHardwareQueue[] used() {
    return hardwareQueues.used();
  }

  private void declareDead(String where, Throwable cause) {
    administration.death.declare(where, cause);
  }

  private boolean isIssuing() {
    return inserter.isIssuing();
  }

  private void insertAgain(QueueRequest rq, boolean atHead, Activation activation) {
    inserter.insertAgain(rq, atHead, activation);
  }

  private void threadLeft() {
    administration.removal.threadLeft();
  }

  private CoreHardwareQueue newHardwareQueue(
      int index, @Nullable CoreHardwareQueue first, Staging.Stripes dealt) {
    var made =
        new CoreHardwareQueue(
            queue,
            name,
            index,
            tagSet.source(index),
            first,
            dealt,
            driver,
            marks,
            time,
            timeouts,
            this::retryAllocation,
            timers,
            this::newRuns,
            this::newDriverQueue);
    flushes.add(
        new FlushMachine(
            marks,
            listeners,
            completer,
            requeues,
            diskStatistics,
            driver,
            elevatorInUse,
            errors,
            made));
    return made;
  }

  private Runs newRuns(CoreHardwareQueue hctx) {
    return new HardwareQueueRuns(
        hctx,
        new Dispatcher(
            hctx,
            elevatorInUse,
            marks,
            status -> administration.death.endWaiting(status),
            driverCalls,
            shape.has(DriverFeature.BUDGET),
            merges,
            completer,
            time,
            errors,
            this::runAllAfter),
        shape.has(DriverFeature.BLOCKING),
        marks,
        time,
        timers,
        errors,
        this::runEnded);
  }

  private DriverQueue newDriverQueue(CoreHardwareQueue hctx) {
    return new DriverHardwareQueue(
        hctx,
        time,
        marks,
        completer,
        requeues,
        timeouts,
        diskStatistics,
        faults,
        tagSet.isOfHost(),
        errors,
        defects,
        this::every);
  }

  /** Requests that the next waiter for shared tags is woken when the thread leaves the library. */
  private static void wakeSoon(SharedTags.Line line, TimeBase time) {
    try (Activation activation = Activation.enter(time)) {
      activation.passOn(line);
    }
  }

  // The submitter is created last, as it needs the parts that resume bios through it.

  private boolean retryAllocation(CoreBio bio, Activation activation) {
    return submitter.retryAllocation(bio, activation);
  }

  private boolean retryEntry(CoreBio bio, Activation activation) {
    return submitter.retryEntry(bio, activation);
  }

  /**
   * Reports and counts a defect of the elevator in a hook that the io contexts call. Throws
   * nothing.
   */
  private void reportOfElevator(String hook, Throwable defect) {
    ElevatorCalls calls = elevatorInUse.calls();
    if (calls == null) {
      errors.report(hook, defect);
    } else {
      calls.report(hook, defect);
    }
  }

  /** Called when a run of a quiesced queue has ended: tells quiescing and removal about it. */
  private void runEnded() {
    gate.changed();
    administration.removal.threadLeft();
  }

  /**
   * Requests a run of each hardware queue that may have work, when the thread leaves the library.
   */
  private void requestRunWhereDue(Activation activation) {
    runs.requestWhereDue(activation);
  }

  /**
   * Requests a run of each hardware queue that may have work, at the latest after some time.
   *
   * @param nanos time in nanoseconds
   */
  private void runAllAfter(long nanos) {
    runs.runAllAfter(nanos);
  }
}
