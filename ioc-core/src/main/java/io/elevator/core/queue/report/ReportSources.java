package io.elevator.core.queue.report;

import io.elevator.core.context.QueueIcqs;
import io.elevator.core.queue.admin.ElevatorSwitch;
import io.elevator.core.queue.admin.Quarantine;
import io.elevator.core.queue.admin.QueueSwitches;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.complete.Flushes;
import io.elevator.core.queue.complete.Requeues;
import io.elevator.core.queue.complete.Timeouts;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.FaultInjection;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.submit.Parking;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.statistics.ElevatorTotals;
import io.elevator.core.statistics.GroupStatistics;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverShape;

/**
 * The objects of a queue whose figures and state the reports read. Used only by {@link QueueReport}
 * and {@link DebugState}.
 */
public record ReportSources(
    Entrance entrance,
    ElevatorSwitch elevatorSwitch,
    Flushes flushes,
    Requeues requeues,
    Parking parking,
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
