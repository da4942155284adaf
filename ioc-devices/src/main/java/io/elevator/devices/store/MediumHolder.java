package io.elevator.devices.store;

/**
 * A drive that exposes its medium, so that a {@link io.elevator.devices.fault.FaultDrive} can
 * simulate torn writes and power cuts.
 */
public interface MediumHolder {
  /** Returns the medium. */
  Medium medium();
}
