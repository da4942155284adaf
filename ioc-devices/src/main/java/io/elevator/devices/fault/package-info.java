/**
 * Scripted and seeded faults around any drive: a {@link io.elevator.devices.fault.FaultPlan}
 * describes the faults, and a {@link io.elevator.devices.fault.FaultDrive} causes them.
 */
package io.elevator.devices.fault;
