/**
 * Clocks, timers and deferred jobs, over real threads ({@link io.elevator.core.time.RealTime}) or
 * over one event loop ({@link io.elevator.core.time.VirtualTime}). The only package that reads the
 * system clock.
 */
package io.elevator.core.time;
