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
 * The values that a queue is built from.
 *
 * @param id number that no other live queue has
 * @param name name of the queue
 * @param driver open drive, which the queue closes
 * @param elevators catalogue in which elevators are found
 * @param tasks tasks of the block layer, whose bios the queue accepts
 * @param time clock, timers and workers
 * @param errors sink for defects for which there is no caller to throw an exception at
 * @param stripes number of stripes, from 1
 * @param maxParked largest number of bios that may be parked at once
 * @param whenClosed called once, when the queue has closed
 * @param administrationNanos limit of each wait of administration, in nanoseconds
 * @param defects policy that decides when an elevator or driver is taken out of service
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
  /** Creates a setup with the default administration limit and the default policy on defects. */
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
