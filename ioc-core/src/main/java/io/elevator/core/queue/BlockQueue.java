package io.elevator.core.queue;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioStatus;
import io.elevator.api.Group;
import io.elevator.api.MemoryRegistration;
import io.elevator.api.Plug;
import io.elevator.api.QueueAdmin;
import io.elevator.api.QueueFiles;
import io.elevator.api.QueueLimits;
import io.elevator.api.QueueMetrics;
import io.elevator.api.RequestQueue;
import io.elevator.core.context.GroupListener;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.queue.admin.Administration;
import io.elevator.core.queue.admin.AdministrativeWaits;
import io.elevator.core.queue.admin.ElevatorSwitch;
import io.elevator.core.queue.admin.ElevatorTunables;
import io.elevator.core.queue.admin.Quarantine;
import io.elevator.core.queue.admin.QueueDeath;
import io.elevator.core.queue.admin.QueueRemoval;
import io.elevator.core.queue.admin.QueueSwitches;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.complete.Completer;
import io.elevator.core.queue.complete.Flushes;
import io.elevator.core.queue.complete.Requeues;
import io.elevator.core.queue.complete.Timeouts;
import io.elevator.core.queue.files.OpenFiles;
import io.elevator.core.queue.report.Metrics;
import io.elevator.core.queue.run.QueueRuns;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.Gate;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueLife;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueOfRequests;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.RequestWatch;
import io.elevator.core.queue.state.StuckThreads;
import io.elevator.core.queue.submit.BioMerges;
import io.elevator.core.queue.submit.CorePlug;
import io.elevator.core.queue.submit.Inserter;
import io.elevator.core.queue.submit.Parking;
import io.elevator.core.queue.submit.Submitter;
import io.elevator.core.queue.submit.WaitForEnd;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.EndWaiter;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.statistics.GroupStatistics;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverShape;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The request queue that applications hold: passes each call to the part of the queue that performs
 * it. {@link QueueAssembly} builds the parts. Source: Linux 6.1 {@code struct request_queue}.
 */
public final class BlockQueue implements RequestQueue, QueueOfRequests, GroupListener {
  private final String name;
  private final TimeBase time;
  private final QueueErrors errors;
  private final BlockDriver driver;
  private final DriverShape shape;
  private final DriverFile device;
  private final @Nullable OpenFiles files;
  private final int stripes;
  private final QueueMarks marks;
  private final QueueIcqs icqs;
  private final Listeners listeners;
  private final StuckThreads stuckThreads;
  private final QueueLife life;
  private final QueueDeath death;
  private final Gate gate;
  private final Entrance entrance;
  private final DiskStatistics diskStatistics;
  private final GroupStatistics groupStatistics;
  private final Parking parking;
  private final Timeouts timeouts;
  private final Requeues requeues;
  private final HardwareQueues hardwareQueues;
  private final QueueRuns runs;
  private final Flushes flushes;
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
  private final ReentrantLock attributeLock;
  private final ElevatorInUse elevatorInUse;
  private final BioMerges merges;
  private final Inserter inserter;

  /** Builds a queue without an elevator over an open drive and starts the drive. */
  public BlockQueue(QueueSetup setup) {
    this.name = setup.name();
    this.time = setup.time();
    QueueAssembly parts = new QueueAssembly(setup, this);
    this.errors = parts.errors;
    this.driver = parts.driver;
    this.shape = parts.shape;
    this.device = parts.device;
    this.files = parts.files;
    this.stripes = parts.stripes;
    this.marks = parts.marks;
    this.icqs = parts.icqs;
    this.listeners = parts.listeners;
    this.stuckThreads = parts.stuckThreads;
    this.life = parts.life;
    this.death = parts.administration.death;
    this.gate = parts.gate;
    this.entrance = parts.entrance;
    this.diskStatistics = parts.diskStatistics;
    this.groupStatistics = parts.groupStatistics;
    this.parking = parts.parking;
    this.timeouts = parts.timeouts;
    this.requeues = parts.requeues;
    this.hardwareQueues = parts.hardwareQueues;
    this.runs = parts.runs;
    this.flushes = parts.flushes;
    this.completer = parts.completer;
    this.submitter = parts.submitter;
    this.elevatorSwitch = parts.administration.elevatorSwitch;
    this.switches = parts.administration.switches;
    this.tunables = parts.administration.tunables;
    this.removal = parts.administration.removal;
    this.waits = parts.administration.waits;
    this.quarantine = parts.administration.quarantine;
    this.administration = parts.administration.administration;
    this.metrics = parts.administration.metrics;
    this.attributeLock = parts.administration.attributeLock;
    this.elevatorInUse = parts.elevatorInUse;
    this.merges = parts.merges;
    this.inserter = parts.inserter;
    parts.start();
  }

  // RequestQueue: calls of applications.

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
  public @Nullable QueueFiles files() {
    return files;
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

  // Calls of the queue's parts.

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
  public RequestWatch watch() {
    return timeouts;
  }

  @Override
  public StuckThreads stuckThreads() {
    return stuckThreads;
  }

  Requeues requeues() {
    return requeues;
  }

  /** Returns the hardware queues in use. */
  CoreHardwareQueue[] hardwareQueues() {
    return hardwareQueues.used();
  }

  Flushes flushes() {
    return flushes;
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

  /** Returns the object that holds the queue's identity and its icqs. */
  public QueueIcqs identity() {
    return icqs;
  }

  // State that the queue's parts read.

  int stripes() {
    return stripes;
  }

  boolean isQuiesced() {
    return marks.isQuiesced();
  }

  int nrRequests() {
    return elevatorInUse.requests();
  }

  /** Reports a defect for which there is no caller to throw an exception at. Throws nothing. */
  @Override
  public void report(String where, Throwable defect) {
    errors.report(where, defect);
  }

  /**
   * Reports a defect of an extension for which there is no caller to throw an exception at. Throws
   * nothing.
   *
   * @param part extension that failed, such as {@code listener}
   * @param where method of the extension that failed
   */
  void report(String part, String where, Throwable defect) {
    errors.report(part, where, defect);
  }

  /**
   * Returns whether the calling thread holds a lock of the queue other than the lock for
   * attributes.
   */
  boolean isLockHeld() {
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      if (hctx.isLockHeld()) {
        return true;
      }
    }
    return flushes.isLockHeld() || requeues.isLockHeld() || icqs.lock().isHeldByCurrentThread();
  }

  /** Requests a run of each hardware queue that may have work, outside this call and all locks. */
  void runAll() {
    runs.runAll();
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
  public void end(QueueRequest rq, BioStatus status, Activation activation) {
    completer.end(rq, status, activation);
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
   * Throws an exception if the calling thread may not wait for a queue.
   *
   * @throws IllegalStateException if the calling thread is in a callback or a driver
   */
  public static void requireNoCallback(String what) {
    AdministrativeWaits.requireNoCallback(what);
  }

  /**
   * Runs an action as if the calling thread were not in a callback. Only for an action on a queue
   * that the application does not have yet: a new queue, or one whose opening failed.
   */
  public static void apart(Runnable work) {
    Activation.apart(work);
  }

  /**
   * Called on the timer thread of real time: a worker calls the callbacks of all bios that end on
   * this thread.
   */
  public static void servesTimers() {
    Activation.current().servesTimers();
  }

  /** Returns the number of hardware queues in use. */
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
