package io.elevator.core.queue;

import io.elevator.api.DefectPolicy;
import io.elevator.core.context.BoundedWait;
import io.elevator.core.context.TaskRegistry;
import io.elevator.core.defects.ErrorSink;
import io.elevator.core.queue.admin.ElevatorKind;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.driver.BlockDriver;
import java.util.function.Consumer;

/**
 * What a queue is built from.
 *
 * @param id a number that no other live queue has
 * @param name its name
 * @param driver an open drive, which the queue closes
 * @param elevators where elevators are found
 * @param tasks tasks of the block layer, whose bios the queue takes
 * @param time clock, timers, workers
 * @param errors where defects go that have nobody to be thrown at
 * @param stripes software queues, from 1
 * @param maxParked most bios that may wait at once
 * @param whenClosed told once, when the queue has closed
 * @param administrationNanos limit of each wait of administration, in nanoseconds
 * @param defects decides when an elevator or driver is taken out of service
 */
public record QueueSetup(
    int id,
    String name,
    BlockDriver driver,
    ElevatorKind.Catalogue elevators,
    TaskRegistry tasks,
    TimeBase time,
    ErrorSink errors,
    int stripes,
    int maxParked,
    Consumer<BlockQueue> whenClosed,
    long administrationNanos,
    DefectPolicy defects) {
  /** As the canonical one, with the default limit of administration and policy on defects. */
  public QueueSetup(
      int id,
      String name,
      BlockDriver driver,
      ElevatorKind.Catalogue elevators,
      TaskRegistry tasks,
      TimeBase time,
      ErrorSink errors,
      int stripes,
      int maxParked,
      Consumer<BlockQueue> whenClosed) {
    this(
        id,
        name,
        driver,
        elevators,
        tasks,
        time,
        errors,
        stripes,
        maxParked,
        whenClosed,
        BoundedWait.DEFAULT_NANOS,
        DefectPolicy.DEFAULT);
  }

  /** Checks the ranges. */
  public QueueSetup {
    if (stripes < 1) {
      throw new IllegalArgumentException("stripes is " + stripes + "; expected 1 or more");
    }
    if (maxParked < 0) {
      throw new IllegalArgumentException("maxParked is " + maxParked + "; expected 0 or more");
    }
  }
}
