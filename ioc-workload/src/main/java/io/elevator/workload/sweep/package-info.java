/**
 * Sweeps: one job file run at many combinations of elevators, tunables, drives and seeds, on
 * simulated drives.
 */
package io.elevator.workload.sweep;
