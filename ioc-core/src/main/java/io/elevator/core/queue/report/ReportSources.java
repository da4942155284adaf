package io.elevator.core.queue.report;

import io.elevator.core.context.QueueIcqs;
import io.elevator.core.queue.admin.ElevatorSwitch;
import io.elevator.core.queue.admin.Quarantine;
import io.elevator.core.queue.admin.QueueSwitches;
import io.elevator.core.queue.path.Completer;
import io.elevator.core.queue.path.ElevatorInUse;
import io.elevator.core.queue.path.Entrance;
import io.elevator.core.queue.path.FaultInjection;
import io.elevator.core.queue.path.HardwareQueues;
import io.elevator.core.queue.path.Parking;
import io.elevator.core.queue.path.QueueMarks;
import io.elevator.core.queue.path.RequestContexts;
import io.elevator.core.queue.path.Requeues;
import io.elevator.core.queue.path.Timeouts;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.statistics.ElevatorTotals;
import io.elevator.core.statistics.GroupStatistics;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverShape;

/**
 * The objects of a queue whose figures and state the reports read. For {@link QueueReport} and
 * {@link DebugState} only.
 */
public record ReportSources(
    Entrance entrance,
    ElevatorSwitch elevatorSwitch,
    Completer completer,
    Requeues requeues,
    Parking parking,
    RequestContexts contexts,
    DiskStatistics diskStatistics,
    GroupStatistics groupStatistics,
    ElevatorTotals elevatorTotals,
    FaultInjection faults,
    Timeouts timeouts,
    BlockDriver driver,
    DriverShape shape,
    QueueIcqs icqs,
    Quarantine quarantine,
    HardwareQueues hardwareQueues,
    ElevatorInUse elevatorInUse,
    QueueMarks marks,
    QueueSwitches switches) {}
