package io.elevator.core.queue;

import io.elevator.core.context.QueueIcqs;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.statistics.ElevatorTotals;
import io.elevator.core.statistics.GroupStatistics;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverShape;

/**
 * The objects of a queue whose figures and state the reports read. For {@link QueueReport} and
 * {@link DebugState} only.
 */
record ReportSources(
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
