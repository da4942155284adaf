package io.elevator.core.queue;

import io.elevator.core.queue.admin.Administration;
import io.elevator.core.queue.admin.AdministrativeWaits;
import io.elevator.core.queue.admin.AttachedElevator;
import io.elevator.core.queue.admin.DiskAttributes;
import io.elevator.core.queue.admin.ElevatorKind;
import io.elevator.core.queue.admin.ElevatorSwitch;
import io.elevator.core.queue.admin.ElevatorTunables;
import io.elevator.core.queue.admin.OutstandingRequests;
import io.elevator.core.queue.admin.Quarantine;
import io.elevator.core.queue.admin.QueueAttributes;
import io.elevator.core.queue.admin.QueueDeath;
import io.elevator.core.queue.admin.QueueRemoval;
import io.elevator.core.queue.admin.QueueSwitches;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.report.DebugState;
import io.elevator.core.queue.report.Metrics;
import io.elevator.core.queue.report.QueueReport;
import io.elevator.core.queue.report.ReportSources;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.request.ElevatorAttachment;
import io.elevator.core.statistics.ElevatorTotals;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Builds the administration of a queue and its reports from the finished parts of the paths. No
 * part knows this assembly.
 */
final class AdministrationAssembly {
  final AdministrativeWaits waits;
  final QueueDeath death;
  final ElevatorSwitch elevatorSwitch;
  final QueueSwitches switches;
  final Quarantine quarantine;
  final ElevatorTunables tunables;
  final QueueRemoval removal;
  final Administration administration;
  final Metrics metrics;
  final ReentrantLock attributeLock = new ReentrantLock();
  private final QueueAssembly paths;

  /**
   * Builds administration and reports.
   *
   * @param queue queue that is told as closed
   * @param paths finished parts of the paths
   */
  AdministrationAssembly(QueueSetup setup, BlockQueue queue, QueueAssembly paths) {
    this.paths = paths;
    var elevatorTotals = new ElevatorTotals(paths.diskStatistics);
    this.waits =
        new AdministrativeWaits(
            paths.marks,
            paths.entrance,
            paths.gate,
            paths.hardwareQueues,
            paths.errors,
            paths.life,
            setup.administrationNanos());
    this.death =
        new QueueDeath(
            paths.marks,
            paths.time,
            paths.entrance,
            paths.gate,
            paths.completer,
            paths.requeues,
            paths.parking,
            paths.hardwareQueues,
            paths.errors,
            paths.life);
    this.elevatorSwitch =
        new ElevatorSwitch(
            paths.time,
            paths.tagSet,
            setup.elevators(),
            paths.hardwareQueues,
            paths.errors,
            paths.elevatorInUse,
            this::attach,
            paths.icqs,
            paths.shape.depth());
    this.switches =
        new QueueSwitches(
            paths.marks,
            paths.inserter,
            paths.gate,
            this::changeEnded,
            paths.time,
            paths.entrance,
            waits,
            paths.listeners,
            elevatorSwitch,
            paths.requeues,
            paths.parking,
            elevatorTotals,
            paths.shape,
            setup.elevators(),
            attributeLock,
            paths.hardwareQueues,
            paths.runs,
            paths.errors,
            paths.life);
    this.quarantine =
        new Quarantine(
            paths.life,
            paths.time,
            paths.entrance,
            waits,
            paths.listeners,
            elevatorSwitch,
            switches,
            elevatorTotals,
            attributeLock,
            paths.icqs,
            death,
            paths.hardwareQueues,
            paths.errors,
            paths.elevatorInUse,
            paths.timers,
            paths.defects);
    this.tunables =
        new ElevatorTunables(paths.time, paths.entrance, waits, elevatorSwitch, paths.errors);
    var sources =
        new ReportSources(
            paths.entrance,
            elevatorSwitch,
            paths.flushes,
            paths.requeues,
            paths.parking,
            paths.diskStatistics,
            paths.groupStatistics,
            elevatorTotals,
            paths.faults,
            paths.timeouts,
            paths.driver,
            paths.shape,
            paths.icqs,
            quarantine,
            paths.hardwareQueues,
            paths.elevatorInUse,
            paths.marks,
            switches);
    QueueReport report = new QueueReport(sources, paths.errors, paths.time);
    this.removal =
        new QueueRemoval(
            paths.time,
            paths.entrance,
            paths.gate,
            waits,
            elevatorSwitch,
            switches,
            new OutstandingRequests(
                paths.marks,
                paths.time,
                paths.entrance,
                paths.gate,
                paths.completer,
                death,
                paths.hardwareQueues,
                paths.errors,
                paths.stuckThreads,
                queue),
            paths.parking,
            paths.diskStatistics,
            paths.timeouts,
            paths.stuckThreads,
            paths.requeues,
            paths.tagSet,
            paths.driver,
            attributeLock,
            death,
            quarantine,
            paths.hardwareQueues,
            paths.errors,
            report::keepLast,
            () -> setup.whenClosed().accept(queue));
    this.administration =
        new Administration(
            elevatorSwitch,
            switches,
            new QueueAttributes(
                this::changeEnded,
                paths.marks,
                paths.entrance,
                waits,
                elevatorSwitch,
                switches,
                paths.timeouts,
                paths.shape,
                setup.elevators(),
                attributeLock,
                paths.errors,
                paths.elevatorInUse,
                new DiskAttributes(
                    paths.faults,
                    paths.marks,
                    paths.hardwareQueues,
                    report::activity,
                    report::inFlight,
                    paths.shape)),
            tunables,
            removal);
    this.metrics =
        new Metrics(report, paths.listeners, () -> DebugState.of(sources, paths.errors, report));
  }

  private void changeEnded() {
    removal.changeEnded();
  }

  private void thresholdReached(ElevatorCalls calls, String hook, Throwable thrown) {
    quarantine.ask(calls, hook, thrown);
  }

  private ElevatorCalls makeCalls(ElevatorAttachment attachment, ElevatorKind kind) {
    return new ElevatorCalls(
        paths.time,
        paths.entrance,
        paths.listeners,
        paths.errors,
        paths.runs::runAllAfter,
        paths.icqs,
        kind.icqs() != null,
        paths.defects.newCounter(),
        this::thresholdReached,
        attachment,
        kind.name());
  }

  private AttachedElevator attach(ElevatorKind kind, CoreHardwareQueue[] cores, int nrRequests) {
    return new AttachedElevator(
        paths.merges,
        paths.gate,
        paths.marks,
        paths.time,
        paths.entrance,
        paths.listeners,
        paths.diskStatistics,
        paths.tagSet,
        paths.driver,
        paths.icqs,
        paths.stripes,
        paths.errors,
        paths.elevatorInUse,
        paths.runs,
        paths.timers,
        this::makeCalls,
        kind,
        cores,
        nrRequests);
  }
}
