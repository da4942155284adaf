/**
 * Faults that can be put around any drive, by a script or by seeded random numbers: a {@link
 * io.elevator.devices.fault.FaultPlan} describes the faults, and a {@link
 * io.elevator.devices.fault.FaultDrive} causes them.
 */
package io.elevator.devices.fault;
