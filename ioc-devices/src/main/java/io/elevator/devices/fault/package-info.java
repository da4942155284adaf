/**
 * Faults around any drive, scripted and seeded: {@link io.elevator.devices.fault.FaultPlan} says
 * which, {@link io.elevator.devices.fault.FaultDrive} plays them.
 */
package io.elevator.devices.fault;
