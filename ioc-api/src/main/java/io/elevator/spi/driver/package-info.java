/**
 * The contract of block device drivers: a {@link io.elevator.spi.driver.DriverType} opens a {@link
 * io.elevator.spi.driver.BlockDriver}, which takes {@link io.elevator.spi.driver.DriverRequest}s
 * and completes them through a {@link io.elevator.spi.driver.DriverQueue}. {@link
 * io.elevator.spi.driver.DriverContext} gives access to clock, timers and threads.
 */
package io.elevator.spi.driver;
