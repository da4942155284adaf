package io.elevator.devices.sim;

import io.elevator.devices.store.Medium;
import io.elevator.spi.driver.DriverContext;

/** The parameters of a simulated drive; each kind of drive has its own implementation. */
interface SimulatedModel {
  /** Returns the capacity of the simulated drive, in bytes. */
  long bytes();

  /** Returns whether a power cut loses the write cache, so that the drive needs flushes. */
  boolean losesCache();

  /**
   * Creates a drive with these parameters.
   *
   * @param context services of the core
   * @param speed change of the drive's speed
   * @param medium contents of the drive
   * @param keepsData whether written data can be read
   */
  SimulatedDrive newDrive(
      DriverContext context, SpeedChange speed, Medium medium, boolean keepsData);
}
